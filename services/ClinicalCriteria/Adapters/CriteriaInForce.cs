using System.Diagnostics.Metrics;
using UtilizationReview.ClinicalCriteria.Domain;
using UtilizationReview.ClinicalCriteria.Domain.Loading;

namespace UtilizationReview.ClinicalCriteria.Adapters;

/// <summary>
/// The criteria every call is answered by. When their files have changed and all of them are sound, the new set takes the place of the old one as a
/// whole; otherwise what is in force stays in force, with one warning that tells every mistake.
/// </summary>
/// <param name="directory">Folder of the criteria files.</param>
/// <param name="library">What was loaded from it at the start.</param>
/// <param name="check">What else must hold of a set before it is taken, a sentence for each fault: plans may refer to it.</param>
/// <param name="log">Told of every change.</param>
internal sealed partial class CriteriaInForce(
    string directory, CriteriaLibrary library, Func<CriteriaLibrary, IReadOnlyList<string>> check, ILogger<CriteriaInForce> log)
{
    private static readonly Meter Meter = new("UtilizationReview.ClinicalCriteria");
    private static readonly Counter<long> Changes = Meter.CreateCounter<long>("ur.criteria.changes", "{change}",
        "Changes seen in the folder of criteria files, by result (taken, refused)");

    private volatile CriteriaLibrary _current = library;
    private string _glance = GlanceAt(directory);
    private string _told = "";

    /// <summary>The set in force; a call keeps the one it began with.</summary>
    public CriteriaLibrary Current => _current;

    /// <summary>What is wrong with the files as they stand; empty while they are in force.</summary>
    public IReadOnlyList<string> Refused { get; private set; } = [];

    /// <summary>Looks at the files once; not for several threads at a time.</summary>
    public void Look()
    {
        try
        {
            var glance = GlanceAt(directory);
            if (glance == _glance)
                return;
            var next = CriteriaFolder.Load(directory);
            string[] problems = [.. Missing(next), .. check(next)];
            if (problems.Length > 0)
            {
                Refuse(problems, glance);
                return;
            }

            (_current, _glance, _told, Refused) = (next, glance, "", []);
            Changes.Add(1, new KeyValuePair<string, object?>("ur.result", "taken"));
            var versions = next.All.Count();
            LogTaken(directory, versions);
        }
        catch (CriteriaFileException problem)
        {
            Refuse(problem.Problems, GlanceAt(directory));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Refuse([problem.Message], ""); // a folder that cannot be read now may be a moment later
        }
    }

    /// <summary>Versions that decisions may stand on and the new files no longer have.</summary>
    private IEnumerable<string> Missing(CriteriaLibrary next) => _current.All
        .Where(guideline => next.Versions(guideline.Id).All(version => version.Version != guideline.Version))
        .Select(guideline => $"{guideline.Id}: version {guideline.Version} is gone, but decisions may stand on it; put it back, and end a version by "
            + "effective_through and one that begins after it.");

    private void Refuse(IReadOnlyList<string> problems, string glance)
    {
        (Refused, _glance) = (problems, glance);
        var all = string.Join(Environment.NewLine, problems);
        if (all == _told)
            return;
        _told = all;
        Changes.Add(1, new KeyValuePair<string, object?>("ur.result", "refused"));
        LogRefused(directory, all);
    }

    /// <summary>Names, lengths and times of the files: enough to see that something changed.</summary>
    private static string GlanceAt(string directory) => string.Join('\n', new DirectoryInfo(directory)
        .EnumerateFiles("*.yaml", SearchOption.AllDirectories).OrderBy(file => file.FullName, StringComparer.Ordinal)
        .Select(file => $"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}"));

    [LoggerMessage(EventId = 2101, Level = LogLevel.Information,
        Message = "The criteria files of {Folder} have changed: {Versions} versions of guidelines are in use")]
    private partial void LogTaken(string folder, int versions);

    [LoggerMessage(EventId = 2102, Level = LogLevel.Warning,
        Message = "The criteria files of {Folder} have changed and cannot be used; what was in force stays in force:\n{Problems}")]
    private partial void LogRefused(string folder, string problems);
}

/// <summary>Looks at the criteria files every few seconds.</summary>
internal sealed class CriteriaWatch(CriteriaInForce criteria, TimeProvider clock, TimeSpan every) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                criteria.Look();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }
}
