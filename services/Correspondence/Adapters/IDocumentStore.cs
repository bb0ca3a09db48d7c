namespace UtilizationReview.Correspondence.Adapters;

/// <summary>Where the content of documents lies, by document id. Content is written once and never changed.</summary>
internal interface IDocumentStore
{
    /// <summary>Stores the content; it is durable when this returns.</summary>
    /// <exception cref="StoreAwayException">The store does not answer; nothing, or something without a record, is stored.</exception>
    Task StoreAsync(string documentId, SpooledFile content, CancellationToken ct);

    /// <summary>The content from an offset on; null when there is none.</summary>
    /// <exception cref="StoreAwayException">The store does not answer.</exception>
    Task<Stream?> OpenAsync(string documentId, long offset, CancellationToken ct);

    /// <summary>Removes the content; nothing when there is none.</summary>
    /// <exception cref="StoreAwayException">The store does not answer.</exception>
    Task RemoveAsync(string documentId, CancellationToken ct);

    /// <summary>The ids of everything stored, in any order.</summary>
    /// <exception cref="StoreAwayException">The store does not answer.</exception>
    IAsyncEnumerable<string> ListAsync(CancellationToken ct);
}

/// <summary>The store does not answer, or refuses.</summary>
internal sealed class StoreAwayException(Exception cause) : Exception($"The document store does not answer: {cause.Message}", cause);

/// <summary>Where content is: in the store, and on its way there in the spool.</summary>
internal sealed record Holding(IDocumentStore Store, Spool Spool);
