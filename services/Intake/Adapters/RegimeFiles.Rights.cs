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
            map.Number("months", 0, 1, 24), map.Text("sentence"), map.Source());
        var dated = right.Days + right.Months > 0;
        if (dated != right.Sentence.Contains("{last day}", StringComparison.Ordinal))
            map.Problem("sentence", dated
                ? "does not say {last day}, though days or months are given"
                : "says {last day}, but neither days nor months are given");
        return right;
    }

    private static IEnumerable<NoticeRule> ReadNotices(StrictMap notices, NoticeKind kind) =>
        notices.Maps(RegimeWords.Snake(kind.ToString())).Select(map => new NoticeRule(
            kind, map.Word<NoticeField>("field"), map.Word<NoticeNeed>("need"), map.ListOf<LineOfBusiness>("lines_of_business"), map.StateOrAll(),
            map.Text("sentence"), map.Source()));
}
