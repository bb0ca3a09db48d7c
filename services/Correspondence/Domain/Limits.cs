namespace UtilizationReview.Correspondence.Domain;

/// <summary>What an upload may be. A megabyte is 1,048,576 bytes.</summary>
internal static class Limits
{
    private const long Megabyte = 1024 * 1024;

    /// <summary>Largest document: 25 MB.</summary>
    public const long DocumentBytes = 25 * Megabyte;

    /// <summary>All documents of an order together: 200 MB.</summary>
    public const long FolderBytes = 200 * Megabyte;

    /// <summary>Documents of an order.</summary>
    public const int MostDocuments = 500;

    /// <summary>Largest piece of an upload: 1 MB.</summary>
    public const int ChunkBytes = (int)Megabyte;

    /// <summary>Characters of a file name.</summary>
    public const int FileNameLength = 200;

    /// <summary>Citations checked at once.</summary>
    public const int Citations = 500;
}
