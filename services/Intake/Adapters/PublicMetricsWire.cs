using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Intake.Domain;
using Wire = UtilizationReview.Contracts.Intake.V1;

namespace UtilizationReview.Intake.Adapters;

/// <summary>Public figures and gold-card counts as the wire writes them.</summary>
internal static class PublicMetricsWire
{
    public static PlanFigures ToWire(LevelFigures figures, IReadOnlyList<ListedService> services) => new()
    {
        PlanId = figures.Level.PlanId, LineOfBusiness = Word(figures.Level.LineOfBusiness), Services = { services },
        StandardApproved = ToWire(figures.StandardApproved), StandardDenied = ToWire(figures.StandardDenied),
        StandardApprovedAfterAppeal = ToWire(figures.StandardApprovedAfterAppeal), ExtendedAndApproved = ToWire(figures.ExtendedAndApproved),
        ExpeditedApproved = ToWire(figures.ExpeditedApproved), ExpeditedDenied = ToWire(figures.ExpeditedDenied),
        StandardTime = ToWire(figures.StandardTimes), ExpeditedTime = ToWire(figures.ExpeditedTimes),
        Beside = new()
        {
            PartlyApproved = figures.Beside.PartlyApproved, DeemedDenied = figures.Beside.DeemedDenied,
            DeemedApproved = figures.Beside.DeemedApproved, ApprovedByRules = figures.Beside.ApprovedByRules, Late = figures.Beside.Late,
            StandardAppealsDecided = figures.Beside.StandardAppealsDecided, ReopenedAndApproved = figures.Beside.Reopened,
        },
        KeptApart = new()
        {
            Withdrawn = figures.Apart.Withdrawn, NoReviewRequired = figures.Apart.NoReviewRequired,
            Notifications = figures.Apart.Notifications, Drugs = figures.Apart.Drugs,
        },
    };

    public static Wire.CountingRule ToWire(Domain.CountingRule rule) =>
        new() { Id = rule.Id, Matter = rule.Matter, Sentence = rule.Sentence, Source = rule.Source };

    public static Wire.GoldCardCount ToWire(Domain.GoldCardCount count) => new()
    {
        Service = count.Service, Requests = count.Requests, Approvals = count.Approvals, Denials = count.Denials, Overturned = count.Overturned,
        ApprovalRate = ToWire(count.ApprovalRate),
    };

    /// <summary>Percent with two digits, or <c>none</c> (CNT-17).</summary>
    public static string Percent(Domain.Share share) => share.Percent?.ToString("0.00", CultureInfo.InvariantCulture) ?? "none";

    /// <summary>As plan files write it: <c>medicare_advantage</c>.</summary>
    public static string Word(LineOfBusiness lineOfBusiness) => OrderMessages.Kebab(lineOfBusiness).Replace('-', '_');

    private static Wire.Share ToWire(Domain.Share share) => new() { Part = share.Part, Whole = share.Whole, Percent = Percent(share) };

    private static DecisionTime ToWire(DecisionTimes times) => new() { Mean = times.Mean?.ToDuration(), Median = times.Median?.ToDuration() };
}
