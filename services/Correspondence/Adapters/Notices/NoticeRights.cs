using System.Globalization;
using System.Text.RegularExpressions;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Correspondence.Domain.Notices;

namespace UtilizationReview.Correspondence.Adapters.Notices;

/// <summary>What can be done about an adverse determination or a missed deadline: the steps of the order's appeal ladder, and what the determination
/// told of them when it was made.</summary>
internal sealed partial class NoticeRights(AppealLadder.AppealLadderClient ladder)
{
    /// <summary>The rights as they stand when the notice tells of them on a day, plan-local: last days count from it.</summary>
    public async Task<RightsText> OfAsync(Order order, Notice notice, DateOnly dated, CancellationToken ct)
    {
        if (notice.Kind is not (Domain.Notices.NoticeKind.Adverse or Domain.Notices.NoticeKind.MissedDeadline)) return new();
        var request = new GetLadderRequest
        {
            Number = order.TrackingNumber, ToldOn = dated.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Lines = { Occasions.AdverseLines(notice.Occasion) ?? [] },
        };
        var now = await ladder.GetLadderAsync(request, cancellationToken: ct);
        if (notice.Occasion is Occasion.Revoked revoked)
        {
            // The program has no step against a revocation. One that an appeal has overturned since is told with the rights it came with.
            var holds = now.Rights.Count > 0 && order.Lines.Where(line => revoked.Lines.Contains(line.Line.Number))
                .All(line => line.Outcome == Contracts.Intake.V1.LineOutcome.Revoked);
            return Of(now.Steps.Where(step => !step.DecidedHere), [.. (holds ? now.Rights : revoked.Rights).Select(WithDatesInWords)], !holds);
        }
        var superseded = IsSuperseded(order, notice.Occasion);
        // What the determination told counts from its own day; the ladder's from the day of this notice.
        var told = superseded || notice.Occasion is not Occasion.Determined || now.Rights.Count == 0
            ? Told(order, notice.Occasion.At) : [.. now.Rights.Select(WithDatesInWords)];
        return Of(now.Steps, told, superseded);
    }

    /// <summary>The ladder in a notice's words.</summary>
    /// <param name="steps">The ladder as the order stands now.</param>
    /// <param name="told">What the determination told, dates in words.</param>
    /// <param name="superseded">The order was decided again since: the ladder's days and states are those of the later decision, and are not told
    /// here.</param>
    public static RightsText Of(IEnumerable<LadderStep> steps, IReadOnlyList<string> told, bool superseded)
    {
        var all = steps.ToLookup(step => step.Step);
        var gone = superseded ? [] : all.SelectMany(same => same).Where(step => State(step) is StepWord.Used or StepWord.Closed)
            .SelectMany(step => step.Told).Select(WithDatesInWords).ToList();
        return new()
        {
            Told = [.. told.Except(gone, StringComparer.Ordinal)],
            Talk = Find(RecourseStep.PeerToPeer), Reconsideration = Find(RecourseStep.Reconsideration),
            PlanAppeal = Find(RecourseStep.PlanAppeal), IndependentReview = Find(RecourseStep.IndependentReview),
            ExternalReview = Find(RecourseStep.ExternalReview), StateFairHearing = Find(RecourseStep.StateFairHearing),
            AdministrativeHearing = Find(RecourseStep.AdministrativeHearing), CivilAction = Find(RecourseStep.CivilAction),
        };

        StepText? Find(RecourseStep which) => all[which].FirstOrDefault() is not { } step ? null
            : superseded ? new(null, step.DecideWithin, ByPractice: ByPractice(step))
            : new(Day(step.Through), step.DecideWithin, State(step), ByPractice(step));
    }

    /// <summary>A step of the law whose last day is over is told with that day, as the determination told it.</summary>
    private static StepWord State(LadderStep step) => step.State switch
    {
        RecourseState.Running => StepWord.Running,
        RecourseState.Used => StepWord.Used,
        RecourseState.Closed when step.DecidedHere => StepWord.Closed,
        _ => StepWord.Open,
    };

    /// <summary>A sender that does not tell it: with consent, which is never too much.</summary>
    private static PracticeWord ByPractice(LadderStep step) => step.ByPractice switch
    {
        PracticeFiling.InOwnRight => PracticeWord.InOwnRight,
        PracticeFiling.No => PracticeWord.No,
        _ => PracticeWord.WithConsent,
    };

    /// <summary>Dates in sentences of other services as people write them.</summary>
    public static string WithDatesInWords(string sentence) =>
        IsoDate().Replace(sentence, date => Day(date.Value) is { } day ? TextModel.Words(day) : date.Value);

    private static IReadOnlyList<string> Told(Order order, DateTimeOffset at) => order.Lines
        .Select(line => NoticeTextOf.Standing(line, at)).OfType<Determination>().Where(NoticeTextOf.IsAdverse)
        .OrderBy(d => d.DecidedAt.ToDateTimeOffset()).LastOrDefault() is { } last
            ? [.. last.Rights.Select(WithDatesInWords)] : [];

    private static bool IsSuperseded(Order order, Occasion occasion) => occasion is Occasion.Determined
        && order.Lines.Any(line => line.Determinations.Any(d => d.DecidedAt.ToDateTimeOffset() > occasion.At));

    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    [GeneratedRegex(@"\b\d{4}-\d{2}-\d{2}\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex IsoDate();
}
