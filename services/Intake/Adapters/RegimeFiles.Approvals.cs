using UtilizationReview.Contracts.Yaml;
using UtilizationReview.Intake.Domain;

namespace UtilizationReview.Intake.Adapters;

/// <summary>What holds after and instead of an approval: revocation, criteria pins, continuity, gold cards.</summary>
internal static partial class RegimeFiles
{
    private static RevocationRule ReadRevocation(StrictMap map)
    {
        var rule = new RevocationRule(
            map.Text("id"), map.ListOf<LineOfBusiness>("lines_of_business"), map.State(), map.Word<RevocationGround>("ground"),
            map.Truth("allowed", true), map.Number("protected_business_days", 0, 1, 365), map.Text("sentence"), map.Source());
        if (rule is { Allowed: false, ProtectedBusinessDays: > 0 })
            map.Problem("protected_business_days", "says until when an approval is protected, but allowed is false: it always is");
        return rule;
    }

    private static CriteriaPin ReadCriteriaPin(StrictMap map) =>
        new(map.Text("id"), map.ListOf<LineOfBusiness>("lines_of_business"), map.State(), map.Text("sentence"), map.Source());

    private static ContinuityRule ReadContinuity(StrictMap map) =>
        new(map.Text("id"), map.ListOf<LineOfBusiness>("lines_of_business"), map.State(), map.Period(), map.Text("sentence"), map.Source());

    private static GoldCardRule ReadGoldCard(StrictMap map)
    {
        var months = (map.Has("window_months"), map.Has("approved_percent"));
        if (!months.Item1) _ = map.Text("window_months");
        if (!months.Item2) _ = map.Text("approved_percent");
        return new(
            map.Text("id"), map.ListOf<LineOfBusiness>("lines_of_business"), map.State(), map.Number("approved_percent", 90, 1, 100),
            map.Number("least_requests", 1, 1, 1000), map.Number("window_months", 12, 1, 60), map.Number("exempt_months", 0, 1, 60),
            map.Number("rescinded_only_in", 0, 1, 12), map.Truth("overturned_counts", false), map.Source());
    }

    /// <summary>Every ground that can be named has a row for every state; without one it could never be used.</summary>
    private static void CheckApprovals(Rules rules, StrictMap approvals)
    {
        foreach (var ground in Enum.GetValues<RevocationGround>().Where(g => g != RevocationGround.None))
        {
            if (!rules.Revocations.Any(r => r.Ground == ground && r is { State: "*", Lines.Count: 0, Source.EffectiveThrough: null }))
                approvals.Problem("revocations", $"has no open row with state \"*\" and every line of business for the ground "
                    + $"{RegimeWords.Snake(ground.ToString())}");
        }
    }
}
