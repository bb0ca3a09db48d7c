using UtilizationReview.Contracts.Yaml;
using UtilizationReview.Intake.Domain;

namespace UtilizationReview.Intake.Adapters;

/// <summary>Duties, accreditation, appeal rights and the content of notices.</summary>
internal static partial class RegimeFiles
{
    private static Duty ReadDuty(StrictMap map) => new(
        map.Text("id"), map.Word<DutyKind>("duty"), map.ListOf<LineOfBusiness>("lines_of_business"), map.State(),
        map.OptionalWord<Urgency>("urgency"), map.OptionalWord<Filing>("filed"),
        map.Word<DutyStart>("from"), map.OptionalPeriod(), map.Text("sentence"), map.Source());

    private static AccreditationClock ReadAccreditation(StrictMap map) => new(
        map.Text("id"), map.Text("case"), map.ListOf<LineOfBusiness>("lines_of_business"), map.Period(), map.Source());

    private static AppealRight ReadAppeal(StrictMap map)
    {
        var right = new AppealRight(
            map.Word<LineOfBusiness>("line_of_business"), map.StateOrAll(), map.Text("name"), map.Number("days", 0, 1, 365),
            map.Number("months", 0, 1, 24), map.Text("sentence"), map.Source(), ReadStep(map.Map("step")));
        var dated = right.Days + right.Months > 0;
        if (dated != right.Sentence.Contains("{last day}", StringComparison.Ordinal))
            map.Problem("sentence", dated
                ? "does not say {last day}, though days or months are given"
                : "says {last day}, but neither days nor months are given");
        return right;
    }

    private static AppealStep? ReadStep(StrictMap map)
    {
        if (!map.Exists) return null;
        var step = new AppealStep(
            map.Word<AppealLevel>("level"), map.Word<AppealBody>("decided_by"), map.ListOf<AppealLevel>("after"), map.Number("days", 0, 1, 365),
            map.Number("months", 0, 1, 24), Within(map.Map("standard")), Within(map.Map("expedited")), map.ListOf<AppealFiler>("filed_by"),
            map.Truth("automatic", false))
        {
            RollsForward = map.Truth("rolls_forward", false), Extension = Within(map.Map("extension")),
        };
        if (step.FiledBy.Count == 0) map.Problem("filed_by", "names nobody; say who may file");
        if (step.After.Contains(step.Level)) map.Problem("after", "names the step itself");
        if (step is { After.Count: 0, Automatic: true }) map.Problem("automatic", "is true, but after names no step that is forwarded from");
        if (step is { Extension: not null, Standard: null }) map.Problem("extension", "is given, but there is no standard time that it could lengthen");
        if (step is { RollsForward: true, Months: 0 }) map.Problem("rolls_forward", "is true, but the step is not filed within months");
        if (step.After.Count == 0 && step.Days + step.Months > 0)
            map.Problem("after", "is empty, so the last day counts from the notice: give days or months beside name, not in the step");
        return step;

        static Period? Within(StrictMap period) => period.Exists ? period.Period() : null;
    }

    private static IEnumerable<NoticeRule> ReadNotices(StrictMap notices, NoticeKind kind) =>
        notices.Maps(RegimeWords.Snake(kind.ToString())).Select(map => new NoticeRule(
            kind, map.Word<NoticeField>("field"), map.Word<NoticeNeed>("need"), map.ListOf<LineOfBusiness>("lines_of_business"), map.StateOrAll(),
            map.Text("sentence"), map.Source()));
}
