using System.Globalization;
using System.Text;

namespace UtilizationReview.Intake.Domain;

/// <summary>What a dated rule decides.</summary>
internal enum RuleKind
{
    Clock = 1, Duty, Accreditation, ValidityFloor, AppealRight, NoticeContent, Revocation, CriteriaPin, Continuity, GoldCard,
}

/// <summary>One dated rule as a person reads it.</summary>
/// <param name="Lines">Lines of business; empty: all.</param>
/// <param name="Option">Option a plan must have chosen; empty: it holds for all.</param>
internal sealed record RuleInWords(
    RuleKind Kind, string Id, string State, IReadOnlyList<LineOfBusiness> Lines, Source Source, string Says, string Option = "");

/// <summary>Every dated rule in words, for the plan administrator.</summary>
internal static class RulesInWords
{
    private static readonly string[] Plurals = ["hours", "days", "months", "years", "requests"];

    /// <summary>All rows, kind by kind in the order of the files.</summary>
    public static IEnumerable<RuleInWords> Of(Rules rules) =>
    [
        .. rules.Regimes.Select(r => new RuleInWords(RuleKind.Clock, r.Id, r.State, [r.LineOfBusiness],
            new(r.EffectiveFrom, r.EffectiveThrough, r.Citation, r.Confidence, r.VerifiedOn ?? r.EffectiveFrom, r.Note), Says(r), r.Option ?? "")),
        .. rules.Duties.Select(d => new RuleInWords(RuleKind.Duty, d.Id, d.State, d.Lines, d.Source, d.Sentence)),
        .. rules.Accreditation.Select(a => new RuleInWords(RuleKind.Accreditation, a.Id, "*", a.Lines, a.Source,
            $"{Capital(a.Case)}: {Words(a.Period)}.")),
        .. rules.Floors.Select(f => new RuleInWords(
            RuleKind.ValidityFloor, $"FLOOR-{f.State}{(f.ChronicOnly ? "-CHRONIC" : "")}", f.State, [f.LineOfBusiness],
            new(f.EffectiveFrom, f.EffectiveThrough, f.Citation, f.Confidence, f.VerifiedOn, f.Note), Says(f))),
        .. rules.Appeals.Select(a => new RuleInWords(RuleKind.AppealRight, a.Name, a.State, [a.LineOfBusiness], a.Source,
            a.Sentence.Replace("{last day}", $"{LastDay(a)} after the notice", StringComparison.Ordinal) + Says(a.Step))),
        .. rules.Notices.Select(n => new RuleInWords(RuleKind.NoticeContent, $"{n.Notice}-{n.Field}", n.State, n.Lines, n.Source,
            $"{Capital(Spaced(n.Notice.ToString()))} notice, {Words(n.Need)}: {n.Sentence}")),
        .. rules.Revocations.Select(r => new RuleInWords(RuleKind.Revocation, r.Id, r.State, r.Lines, r.Source, Says(r))),
        .. rules.CriteriaPins.Select(p => new RuleInWords(RuleKind.CriteriaPin, p.Id, p.State, p.Lines, p.Source, $"{Capital(p.Sentence)}.")),
        .. rules.Continuity.Select(c => new RuleInWords(RuleKind.Continuity, c.Id, c.State, c.Lines, c.Source,
            $"{c.Sentence} For {Words(c.Within)}.")),
        .. rules.GoldCards.Select(g => new RuleInWords(RuleKind.GoldCard, g.Id, g.State, g.Lines, g.Source, Says(g))),
    ];

    private static string Says(Regime regime)
    {
        var text = new StringBuilder($"{regime.Urgency} requests");
        if (regime.Case != CaseKind.PreService) text.Append($", {Spaced(regime.Case.ToString())}");
        if (regime.Filed is { } filed) text.Append($", filed {(filed == Filing.Paper ? "on paper" : "electronically")}");
        text.Append($": {Words(regime.Period)} from {regime.Start switch
        {
            ClockStart.Completeness => $"the day the information is complete (without an answer, {regime.AnswerDays} days after it was asked for)",
            ClockStart.StaffedHours => "receipt, or from the next staffed hours "
                + $"({regime.StaffedFrom:HH:mm} to {regime.StaffedTo:HH:mm} on business days)",
            _ => "receipt",
        }}");
        if (regime.HoldsABusinessDay) text.Append(", holding one business day at least");
        if (regime.CapDays > 0) text.Append($", {regime.CapDays} days after receipt at most");
        text.Append('.');
        if (regime.Incomplete is { } rule)
        {
            text.Append($" Incomplete: asked within {rule.AskWithinHours} hours, {rule.GivenHours} hours to answer, "
                + $"decided {rule.DecideWithinHours} hours later.");
        }
        foreach (var extension in regime.Extensions)
        {
            text.Append($" Extension ({Spaced(extension.Ground)}): {Words(extension.By)}");
            if (extension.TollDays > 0) text.Append($", counted from the answer, for which {extension.TollDays} days are given");
            text.Append('.');
        }
        return text.Append($" Missed: {Spaced(regime.LateEffect.ToString())} ({regime.LateRule}).").ToString();
    }

    private static string Says(ValidityFloor floor)
    {
        var length = floor.Unit == FloorUnit.NoExpiry
            ? "does not expire"
            : $"is valid for at least {Count(floor.Value, Spaced(floor.Unit.ToString()))}";
        return $"An approval{(floor.ServiceClass is { } program ? $" in the {Spaced(program.ToString())} program" : "")}"
            + $"{(floor.ChronicOnly ? " for a chronic or long-term condition" : "")} {length}.";
    }

    private static string Says(RevocationRule rule) => $"On the ground {Spaced(rule.Ground.ToString())} an approval "
        + (!rule.Allowed ? "cannot be revoked" : rule.ProtectedBusinessDays > 0
            ? $"can be revoked only after {Count(rule.ProtectedBusinessDays, "business days")}" : "can be revoked")
        + $". {rule.Sentence}";

    private static string Says(GoldCardRule rule) =>
        $"Exempt: {rule.ApprovedPercent} percent of at least {Count(rule.LeastRequests, "requests")} approved in "
        + Count(rule.WindowMonths, "months")
        + (rule.ExemptMonths > 0 ? $"; it lasts {Count(rule.ExemptMonths, "months")}" : "; it lasts until rescinded")
        + (rule.RescindedOnlyIn > 0
            ? $", which is possible only in {CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(rule.RescindedOnlyIn)}" : "")
        + (rule.OverturnedCounts ? ". A denial that an appeal overturned counts as an approval." : ".");

    private static string Says(AppealStep? step)
    {
        if (step is null) return "";
        var text = new StringBuilder($" {Capital(Spaced(step.Level.ToString()))}");
        if (step.After.Count > 0) text.Append($" after {string.Join(" or ", step.After.Select(Ladder.Name))}");
        if (step.Automatic) text.Append(", forwarded without being asked");
        if (step.Days + step.Months > 0)
            text.Append($", filed within {(step.Months > 0 ? Count(step.Months, "months") : Count(step.Days, "days"))} of its answer"
                + (step.RollsForward ? ", without a corresponding day by the first of the next month, and never last on a weekend or federal holiday" : ""));
        text.Append($"; filed by {Ladder.Filers(step)}; decided by {Ladder.Words(step.DecidedBy)}");
        if (step.Standard is { } standard) text.Append($" within {Words(standard)}");
        if (step.Expedited is { } fast) text.Append($", urgently within {Words(fast)}");
        if (step.Extension is { } longer) text.Append($"; the plan may take {Words(longer)} more, once");
        return text.Append('.').ToString();
    }

    private static string LastDay(AppealRight right) => right.Months > 0 ? Count(right.Months, "months") : Count(right.Days, "days");

    private static string Words(NoticeNeed need) => need switch
    {
        NoticeNeed.Required => "required",
        NoticeNeed.RequiredOrOffered => "required, or offered free on request",
        _ => "good practice",
    };

    /// <summary>An amount of time in words.</summary>
    public static string Words(Period period) => Count(period.Amount, Spaced(period.Unit.ToString()));

    private static string Count(int amount, string units) => amount != 1 ? $"{amount} {units}"
        : "1 " + Plurals.Aggregate(units, (words, plural) => words.Replace(plural, plural[..^1], StringComparison.Ordinal));

    /// <summary>A name of the code as words: <c>DeemedApproved</c> is deemed approved.</summary>
    public static string Spaced(string name) =>
        string.Concat(name.Select((c, i) => (char.IsUpper(c) && i > 0 ? " " : "") + (c == '-' ? ' ' : char.ToLowerInvariant(c))));

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
