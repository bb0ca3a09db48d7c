using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Platform.Desks;
using Desk = UtilizationReview.Platform.Desks.Desk<
    UtilizationReview.Intake.Adapters.IntakeContext, UtilizationReview.Intake.Adapters.PlanRow, UtilizationReview.Intake.Adapters.PlanLedger,
    UtilizationReview.Intake.Adapters.RecordPlan, UtilizationReview.Intake.Adapters.PlanRecorded>;

namespace UtilizationReview.Intake.Adapters;

/// <summary>The record of every change of the plans: what LoadPlan brings, and what is found in the folder at the start and while running.</summary>
internal sealed partial class PlanAudit(
    PlanRegistry plans, Desk desk, IDbContextFactory<IntakeContext> contexts, TimeProvider clock, ILogger<PlanAudit> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _owed = new(0, 1);

    /// <summary>Puts a version on record that is about to be kept; a refusal when it has another text there.</summary>
    public Task<DeskAnswer<PlanLedger>> RecordAsync(
        PlanFile plan, IReadOnlyList<string> what, MessageKey key, string payloadHash, Actor by, CancellationToken ct) =>
        desk.ExecuteAsync(plan.PlanId, Command(plan, PlanChangeKind.Loaded, what, by), key, payloadHash, by, ct);

    /// <summary>The records of the plans, by plan.</summary>
    public async Task<IReadOnlyList<PlanLedger>> LedgersAsync(CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        return [.. (await context.Plans.AsNoTracking().OrderBy(row => row.Id).ToListAsync(ct)).Select(desk.Fold)];
    }

    /// <summary>What is in use is on record before anything is served.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        plans.Changed += Owe;
        if (!await TryAsync(cancellationToken))
            Owe(this, EventArgs.Empty);
        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        plans.Changed -= Owe;
        _owed.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await _owed.WaitAsync(stoppingToken);
                while (!await TryAsync(stoppingToken))
                    await Task.Delay(Pause, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops; the next start finds what is owed.
        }
    }

    private void Owe(object? sender, EventArgs e)
    {
        lock (_owed)
        {
            if (_owed.CurrentCount == 0)
                _owed.Release();
        }
    }

    /// <summary>The record is kept beside the plans and holds nothing up: a database that is away is asked again.</summary>
    private async Task<bool> TryAsync(CancellationToken ct)
    {
        try
        {
            await FindAsync(ct);
            return true;
        }
        catch (Exception problem) when (!ct.IsCancellationRequested)
        {
            LogOwed(problem.GetBaseException().Message);
            return false;
        }
    }

    private async Task FindAsync(CancellationToken ct)
    {
        var ledgers = (await LedgersAsync(ct)).ToDictionary(ledger => ledger.PlanId, StringComparer.Ordinal);
        foreach (var plan in plans.EveryVersion.OrderBy(plan => plan.EffectiveFrom))
        {
            var last = ledgers.GetValueOrDefault(plan.PlanId)?.Last(plan.Version);
            if (last?.TextHash == plan.Source.Hash)
                continue;
            var before = last is null ? Before(plan) : await EarlierTextAsync(plan, ct);
            var what = PlanChangeWords.Between(before, plan);
            await desk.ExecuteAsync(
                plan.PlanId, Command(plan, PlanChangeKind.Found, what, Actor.Platform), key: null, payloadHash: "", Actor.Platform, ct);
        }

        foreach (var ledger in ledgers.Values)
        {
            foreach (var version in ledger.Standing().Where(version => plans.Find(ledger.PlanId, version) is null))
            {
                var last = ledger.Last(version)!;
                await desk.ExecuteAsync(
                    ledger.PlanId, new RecordPlan(ledger.PlanId, version, last.EffectiveFrom, last.File, PlanChangeKind.Gone, [], "", Actor.Platform),
                    key: null, payloadHash: "", Actor.Platform, ct);
            }
        }
    }

    /// <summary>The version before it in use.</summary>
    public PlanFile? Before(PlanFile plan) => plans.Versions(plan.PlanId).LastOrDefault(other => other.EffectiveFrom < plan.EffectiveFrom);

    /// <summary>The version as its file stood before.</summary>
    private async Task<PlanFile?> EarlierTextAsync(PlanFile plan, CancellationToken ct)
    {
        var text = (await desk.HistoryAsync(plan.PlanId, ct)).Select(PlanLedgers.Read)
            .LastOrDefault(recorded => recorded.Entry.Version == plan.Version && recorded.Text.Length > 0)?.Text;
        return text is not null && PlanFiles.Read([new PlanText(plan.Source.File, text)]).Plans is [var earlier] ? earlier : null;
    }

    private static RecordPlan Command(PlanFile plan, PlanChangeKind how, IReadOnlyList<string> what, Actor by) =>
        new(plan.PlanId, plan.Version, plan.EffectiveFrom, plan.Source.File, how, what, plan.Source.Text, by);

    [LoggerMessage(EventId = 1701, Level = LogLevel.Warning, Message = "Changes of plans could not be put on record yet: {Problem}")]
    private partial void LogOwed(string problem);
}
