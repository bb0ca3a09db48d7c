using Microsoft.EntityFrameworkCore;
using UtilizationReview.Intake.Domain;

namespace UtilizationReview.Intake.Adapters;

/// <summary>Reads decided cases already counted by the database. The figures of a year cost one grouped read of that year's rows and, for each
/// level and urgency that has cases, one read of the median in the index; gold-card counts cost one grouped read of one provider's rows.</summary>
/// <remarks>A case decided between two reads of a running year can move the median by one place.</remarks>
internal sealed class DecidedCaseStore(IDbContextFactory<IntakeContext> contexts)
{
    /// <summary>Figures of the plans in a year, by plan id and line of business; the levels given have figures even without cases.</summary>
    public async Task<IReadOnlyList<LevelFigures>> FiguresAsync(IReadOnlyCollection<ReportingLevel> levels, int year, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var tallies = await TalliesAsync(context, [.. levels.Select(l => l.PlanId)], year, ct);
        var figures = new List<LevelFigures>();
        foreach (var level in levels.Union(tallies.Select(t => t.Level)).OrderBy(l => l.PlanId, StringComparer.Ordinal).ThenBy(l => l.LineOfBusiness))
        {
            var middles = new Dictionary<Urgency, IReadOnlyList<TimeSpan>>();
            foreach (var urgency in Enum.GetValues<Urgency>())
            {
                middles[urgency] = await MiddleAsync(context, level, urgency, year, PublicMetrics.Cases(tallies, level, urgency), ct);
            }
            figures.Add(PublicMetrics.Of(level, year, tallies, urgency => middles[urgency]));
        }
        return figures;
    }

    /// <summary>Services of one provider first decided in a window, both days inclusive.</summary>
    /// <param name="planId">The plan.</param>
    /// <param name="provider">Person id of the clinician, or group NPI of the practice.</param>
    /// <param name="isNpi">True: it is a group NPI.</param>
    /// <param name="from">First day.</param>
    /// <param name="through">Last day.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<ServiceTally>> ServicesAsync(
        string planId, string provider, bool isNpi, DateOnly from, DateOnly through, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var rows = context.DecidedServices.AsNoTracking().Where(r => r.PlanId == planId && r.DecidedOn >= from && r.DecidedOn <= through);
        rows = isNpi ? rows.Where(r => r.PracticeNpi == provider) : rows.Where(r => r.OrderingClinicianId == provider);
        var groups = await rows.GroupBy(r => new { r.Code, r.Family, r.First, r.InForce })
            .Select(g => new { g.Key, Services = g.LongCount() }).ToListAsync(ct);
        return [.. groups.Select(g => new ServiceTally(g.Key.Code, g.Key.Family, g.Key.First, g.Key.InForce, g.Services))];
    }

    private static async Task<IReadOnlyList<CaseTally>> TalliesAsync(IntakeContext context, string[] plans, int year, CancellationToken ct)
    {
        var groups = await context.DecidedCases.AsNoTracking().Where(r => r.DecisionYear == year && plans.Contains(r.PlanId))
            .GroupBy(r => new
            {
                r.PlanId, r.LineOfBusiness, r.Urgency, r.IsDrug, r.Outcome, r.InForce, r.Appeal, r.DecidedBy, r.Extended, r.Late,
            })
            .Select(g => new { g.Key, Cases = g.LongCount(), Milliseconds = g.Sum(r => r.ElapsedMilliseconds) }).ToListAsync(ct);
        return
        [
            .. groups.Select(g => new CaseTally(
                new(g.Key.PlanId, g.Key.LineOfBusiness), g.Key.Urgency, g.Key.IsDrug, g.Key.Outcome, g.Key.InForce, g.Key.Appeal, g.Key.DecidedBy,
                g.Key.Extended, g.Key.Late, g.Cases, g.Milliseconds)),
        ];
    }

    private static async Task<IReadOnlyList<TimeSpan>> MiddleAsync(
        IntakeContext context, ReportingLevel level, Urgency urgency, int year, long cases, CancellationToken ct)
    {
        var (skip, take) = PublicMetrics.Middle(cases);
        if (take == 0) return [];
        var times = await context.DecidedCases.AsNoTracking()
            .Where(r => r.DecisionYear == year && r.PlanId == level.PlanId && r.LineOfBusiness == level.LineOfBusiness && r.Urgency == urgency
                && CountingRules.Counted.Contains(r.Outcome) && !r.IsDrug)
            .OrderBy(r => r.ElapsedMilliseconds).Select(r => r.ElapsedMilliseconds).Skip((int)skip).Take(take).ToListAsync(ct);
        return [.. times.Select(t => TimeSpan.FromMilliseconds(t))];
    }
}
