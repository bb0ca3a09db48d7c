using System.Globalization;
using UtilizationReview.Correspondence.Adapters;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.Correspondence;

/// <summary>Where documents are kept and who looks at them.</summary>
/// <param name="Bucket">The bucket; null: the disk.</param>
/// <param name="Directory">Configured directory of the disk store and of uploads on their way; null: under the data directory.</param>
/// <param name="Scanner">The scanner; null: none.</param>
internal sealed record DocumentsOptions(BucketSettings? Bucket, string? Directory, Clamd? Scanner)
{
    /// <summary>Port clamd listens on by custom.</summary>
    private const int ScannerPort = 3310;

    /// <summary>Reads <c>Documents:*</c>.</summary>
    /// <exception cref="InvalidOperationException">Something that is needed is missing; its sentence names the variable.</exception>
    public static DocumentsOptions Read(IConfiguration config)
    {
        var bucket = string.Equals(config["Documents:Store"], "S3", StringComparison.OrdinalIgnoreCase)
            ? new BucketSettings(
                Needed(config["Documents:Endpoint"], "Documents__Endpoint"), Needed(config["Documents:Bucket"], "Documents__Bucket"),
                config["Documents:Region"] is { Length: > 0 } region ? region : "us-east-1",
                Needed(config["Documents:AccessKey"], "Documents__AccessKey"), Needed(config["Documents:SecretKey"], "Documents__SecretKey"))
            : null;
        return new(bucket, config["Documents:Directory"] is { Length: > 0 } directory ? Path.GetFullPath(directory) : null,
            config["Documents:Scanner"] is { Length: > 0 } scanner ? At(scanner) : null);
    }

    /// <summary>The store and the spool.</summary>
    public Holding Open(DataDirectory data)
    {
        var directory = Directory ?? data.File("documents");
        return new(Bucket is null ? new DiskStore(directory) : new ObjectStore(Bucket), new Spool(directory));
    }

    private static Clamd At(string scanner) => scanner.LastIndexOf(':') is > 0 and var colon
        ? new(scanner[..colon], int.Parse(scanner.AsSpan(colon + 1), CultureInfo.InvariantCulture))
        : new(scanner, ScannerPort);

    private static string Needed(string? value, string variable) => value is { Length: > 0 }
        ? value
        : throw new InvalidOperationException($"{variable} is not set: with Documents__Store=S3 it is needed.");
}
