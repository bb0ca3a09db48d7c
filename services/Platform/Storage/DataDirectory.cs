using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace UtilizationReview.Platform.Storage;

/// <summary>Where the files of this process are: databases, keys, the kept clock. Configured as <c>Data:Directory</c>, by default <c>data</c>
/// under the working directory; <c>:temporary:</c> is a private directory that is removed when the process ends in order.</summary>
public sealed partial class DataDirectory : IDisposable
{
    /// <summary>The configured value that asks for a private directory for this process only.</summary>
    public const string Temporary = ":temporary:";

    private readonly bool _temporary;
    private readonly ILogger<DataDirectory> _log;

    /// <summary>Opens, and creates when missing, the configured directory.</summary>
    public DataDirectory(IConfiguration configuration, ILogger<DataDirectory> log)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        _log = log;
        var configured = configuration["Data:Directory"];
        _temporary = configured is Temporary or ":memory:";
        Path = _temporary ? Directory.CreateTempSubdirectory("utilization-review-").FullName : System.IO.Path.GetFullPath(configured ?? "data");
        Directory.CreateDirectory(Path);
    }

    /// <summary>Absolute path of the directory.</summary>
    public string Path { get; }

    /// <summary>Absolute path of a file in the directory.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Removes a private directory.</summary>
    public void Dispose()
    {
        if (!_temporary) return;
        try
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException problem)
        {
            LogLeftBehind(problem, Path); // a private directory that stays costs disk space only
        }
    }

    [LoggerMessage(EventId = 9001, Level = LogLevel.Warning, Message = "The private data directory {Path} could not be removed")]
    private partial void LogLeftBehind(Exception problem, string path);
}
