using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace UtilizationReview.Contracts.Plans;

/// <summary>A check of plans beside something a plan file alone does not show, such as the criteria they refer to.</summary>
/// <param name="Problems">What is wrong, a sentence "file:line: …" each; null when it cannot be said now and has to be asked again.</param>
public sealed record PlanCheck(Func<IReadOnlyList<PlanFile>, CancellationToken, Task<IReadOnlyList<string>?>> Problems);

/// <summary>
/// Takes the folder's plans over when they have changed and the whole folder is valid. What is in force stays in force otherwise, with one warning
/// that tells every problem.
/// </summary>
public sealed partial class PlanReload : IDisposable
{
    private static readonly Meter Meter = new("UtilizationReview.Contracts");
    private static readonly Counter<long> Changes = Meter.CreateCounter<long>("ur.plans.changes", "{change}",
        "Changes seen in the folder of plan files, by result (taken, refused)");

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly PlanRegistry _registry;
    private readonly PlanFolder _folder;
    private readonly IReadOnlyList<PlanCheck> _checks;
    private readonly ILogger<PlanReload> _log;
    private string _glance = "";
    private string _inForce;
    private string _told = "";

    /// <summary>Watches over a registry that was filled from the folder.</summary>
    public PlanReload(PlanRegistry registry, PlanFolder folder, IEnumerable<PlanCheck> checks, ILogger<PlanReload> log)
    {
        ArgumentNullException.ThrowIfNull(registry);
        (_registry, _folder, _checks, _log) = (registry, folder, [.. checks], log);
        _inForce = HashOf(registry.EveryVersion.Select(plan => new PlanText(plan.Source.File, plan.Source.Text)));
    }

    /// <summary>Looks at the folder once.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            await LookInTurnAsync(ct);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Everything that is wrong with a set of plan files beside what is in force here; null when a check cannot be made now.</summary>
    /// <param name="texts">All files of the folder, as they would stand.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<string>?> ProblemsAsync(IReadOnlyList<PlanText> texts, CancellationToken ct) =>
        (await ReadAsync(texts, ct))?.Problems;

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task LookInTurnAsync(CancellationToken ct)
    {
        try
        {
            var glance = _folder.Glance();
            if (glance == _glance)
                return;
            var texts = _folder.Texts();
            var hash = HashOf(texts);
            if (hash == _inForce)
            {
                _registry.Refuse([]);
                (_glance, _told) = (glance, "");
            }
            else if (await ReadAsync(texts, ct) is not { } read)
            {
                return; // a check has to be made again: the next look does
            }
            else if (read.Problems.Count > 0)
            {
                Refuse(read.Problems); // looked at again each time: what it refers to may come
            }
            else
            {
                _registry.Replace(read.Plans);
                (_glance, _inForce, _told) = (glance, hash, "");
                Changes.Add(1, new KeyValuePair<string, object?>("ur.result", "taken"));
                LogTaken(_folder.Directory, read.Plans.Count);
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or PlanFileException)
        {
            Refuse([problem.Message]); // a folder that cannot be read now may be a moment later
        }
    }

    private async Task<(IReadOnlyList<PlanFile> Plans, IReadOnlyList<string> Problems)?> ReadAsync(
        IReadOnlyList<PlanText> texts, CancellationToken ct)
    {
        var (plans, found) = PlanFiles.Read(texts);
        List<string> problems = [.. found];
        if (problems.Count == 0)
            problems.AddRange(_registry.Missing(plans));
        foreach (var check in problems.Count == 0 ? _checks : [])
        {
            if (await check.Problems(plans, ct) is not { } more)
                return null;
            problems.AddRange(more);
        }

        return (plans, [.. problems.Distinct(StringComparer.Ordinal)]);
    }

    private void Refuse(IReadOnlyList<string> problems)
    {
        var all = string.Join(Environment.NewLine, problems);
        _registry.Refuse(problems);
        if (all == _told)
            return;
        _told = all;
        Changes.Add(1, new KeyValuePair<string, object?>("ur.result", "refused"));
        LogRefused(_folder.Directory, all);
    }

    private static string HashOf(IEnumerable<PlanText> texts) =>
        PlanSource.HashOf(string.Join('\0', texts.OrderBy(text => text.File, StringComparer.Ordinal).Select(text => $"{text.File}\0{text.Text}")));

    [LoggerMessage(EventId = 9701, Level = LogLevel.Information,
        Message = "The plan files of {Folder} have changed: {Versions} versions of plans are in use")]
    private partial void LogTaken(string folder, int versions);

    [LoggerMessage(EventId = 9702, Level = LogLevel.Warning,
        Message = "The plan files of {Folder} have changed and cannot be used; what was in force stays in force:\n{Problems}")]
    private partial void LogRefused(string folder, string problems);
}

/// <summary>Looks at the folder every few seconds.</summary>
internal sealed class PlanWatch(PlanReload reload, TimeProvider clock, TimeSpan every) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await reload.LookAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }
}
