using UtilizationReview.Correspondence.Domain;
using UtilizationReview.Platform.Desks;

namespace UtilizationReview.Correspondence.Adapters;

/// <summary>Has the scanner look at documents, and records what it says. Asked by the upload at once, and by the sweeper for what is still
/// owed.</summary>
internal sealed partial class Screening(FolderDesk desk, Holding holding, Clamd? scanner, ILogger<Screening> log)
{
    /// <summary>False: documents are usable without a look.</summary>
    public bool IsOn => scanner is not null;

    /// <summary>Where the scanner is, for the log; null when there is none.</summary>
    public string? Scanner => scanner?.Address;

    /// <summary>Looks at every document of the folder whose time has come.</summary>
    public async Task WakeAsync(string folderId, DateTimeOffset now, CancellationToken ct)
    {
        var folder = await desk.ReadAsync(folderId, ct);
        foreach (var owed in folder?.Documents.Where(d => d.ScanAt <= now) ?? []) await LookAsync(folderId, owed.Id, ct);
    }

    /// <summary>Looks at one document; the folder afterwards.</summary>
    public async Task<Folder> LookAsync(string folderId, string documentId, CancellationToken ct)
    {
        var said = await AskAsync(documentId, ct);
        var settled = (await desk.ExecuteAsync(folderId, said, key: null, payloadHash: "", Actor.Platform, ct)).OrRefuse();
        // Two looks at once may differ; what is on record counts, and only content that no record needs is removed.
        if (settled.State.Find(documentId)?.State != DocumentState.Infected) return settled.State;
        LogInfected(documentId);
        try
        {
            await holding.Store.RemoveAsync(documentId, ct);
        }
        catch (StoreAwayException problem)
        {
            LogNotRemoved(problem, documentId); // content without a record that needs it is swept
        }
        return settled.State;
    }

    private async Task<FolderCommand> AskAsync(string documentId, CancellationToken ct)
    {
        if (scanner is null) return new FolderCommand.RecordScanFailure(documentId, "No scanner is configured any more.");
        try
        {
            await using var content = await holding.Store.OpenAsync(documentId, 0, ct);
            if (content is not null) return new FolderCommand.RecordScan(documentId, (await scanner.ScanAsync(content, ct)).Found);
            LogMissing(documentId);
            return new FolderCommand.RecordScanFailure(documentId, "The content is not in the store.");
        }
        catch (Exception problem) when (problem is ScanFailedException or StoreAwayException)
        {
            LogHeldBack(documentId, problem.Message);
            return new FolderCommand.RecordScanFailure(documentId, problem.Message);
        }
    }

    [LoggerMessage(EventId = 6001, Level = LogLevel.Warning, Message = "{Document} is infected; its content is removed")]
    private partial void LogInfected(string document);

    [LoggerMessage(EventId = 6002, Level = LogLevel.Warning, Message = "{Document} is held back: {Problem}")]
    private partial void LogHeldBack(string document, string problem);

    [LoggerMessage(EventId = 6003, Level = LogLevel.Warning, Message = "The content of {Document} could not be removed; it will be swept")]
    private partial void LogNotRemoved(Exception problem, string document);

    [LoggerMessage(EventId = 6004, Level = LogLevel.Error, Message = "{Document} has a record and no content in the store")]
    private partial void LogMissing(string document);
}
