using UtilizationReview.Intake.Domain;

namespace UtilizationReview.Intake.Adapters;

/// <summary>What people read about an order. Line numbers, dates, codes and the reasons of record; never member data.</summary>
internal static class IntakeSentences
{
    /// <summary>For the practice, right after submitting: what happened and what comes next.</summary>
    public static string AfterSubmission(Order order) => OrderLifecycle.Status(order) switch
    {
        OrderStatus.Submitted =>
            $"Received as {order.Id} and being evaluated; a decision is due by {Moment(order.DueAt)}. Nothing more is needed from you now.",
        OrderStatus.Approved => $"Approved; the order number is {order.OrderNumber}. {Validity(order)}",
        OrderStatus.NurseReview => $"Received as {order.Id}. The criteria are not shown to be met, so a nurse reviews it; a decision is due "
            + $"by {Moment(order.DueAt)}. You can add information now.",
        OrderStatus.PhysicianReview => $"Received as {order.Id}. The service criteria are met; a physician decides about the hospital site by "
            + $"{Moment(order.DueAt)}. Moving it to a surgery center or office settles it at once.",
        OrderStatus.NoReviewRequired => $"No review is required; recorded as {order.Id}. {Routes(order)}",
        OrderStatus.NotificationRecorded => $"Recorded as a notification under {order.Id}; no review is required. {Routes(order)}",
        var status => $"The order {order.Id} is {Refusals.Words(status)}.",
    };

    /// <summary>For the practice after a change of what was approved.</summary>
    public static string AfterChange(Order? linked) => linked is null
        ? "The change is recorded; what was approved stays approved."
        : $"What was approved stays approved; what needs a review of its own is now the order {linked.Id}, "
            + $"which is {Refusals.Words(OrderLifecycle.Status(linked))}.";

    /// <summary>One fact of the timeline.</summary>
    public static string Of(OrderEvent fact)
    {
        var sentence = Plain(fact);
        return char.ToUpperInvariant(sentence[0]) + sentence[1..];
    }

    private static string Plain(OrderEvent fact) => fact switch
    {
        OrderEvent.OrderReceived e => $"Received with {Count(e.Lines.Count, "line")}; a decision is due by {Moment(e.DueAt)} under "
            + $"{e.Regime.Id}, and version {e.Plan.Version} of the plan holds.{(e.LinkedFrom.Length > 0 ? $" It grew out of {e.LinkedFrom}." : "")}",
        OrderEvent.LinesRouted e => $"The catalogue could be asked about {Lines(e.Lines.Select(l => l.Number).ToList())}.",
        OrderEvent.LineSettled e => $"Line {e.Line}: {(e.Determination.Notification ? "recorded as a notification" : "no review required")}. "
            + $"{e.Determination.Grounds.Reason}".TrimEnd(),
        OrderEvent.FacilityQuestioned e => $"The facility is in question: {e.Sentence}",
        OrderEvent.EvaluationRecorded e => "The criteria answered: " + string.Join("; ", e.Findings.Select(Finding)) + ".",
        OrderEvent.EvaluationFailed e => $"The evaluation could not be done ({e.Why}), try {e.Tries}; the next is at {Moment(e.EvaluateAt)}.",
        OrderEvent.EvaluationGivenUp e => $"The evaluation could not be done in {e.Tries} tries; clinicians look at it instead.",
        OrderEvent.SiteRecorded e => $"The site review answered for {Lines(e.Lines)}: {Site(e.Finding)}.",
        OrderEvent.ReferredToNurse e => $"{Lines(e.Lines)} went to a nurse: {string.Join(", ", e.Reasons)}.",
        OrderEvent.ServiceConfirmed e => $"A {e.Attestation.Profession} confirmed the criteria of line {e.Line}. {e.Grounds.Reason}".TrimEnd(),
        OrderEvent.LinesReferred e =>
            $"A nurse referred {Lines(e.Lines)} to a physician{(e.Criteria.Count > 0 ? $"; not confirmed: {string.Join(", ", e.Criteria)}" : "")}.",
        OrderEvent.ReferredToPhysician e => $"{Lines(e.Lines)} went to a physician; the question is the {e.Question}.",
        OrderEvent.LineApproved e => $"Line {e.Line} was approved by {By(e.Determination.By)}, "
            + $"{Through(e.Determination.Validity)}. {e.Determination.Grounds.Reason}".TrimEnd(),
        OrderEvent.LineApprovedLess e => $"A physician approved less of line {e.Line} than asked ({Count(e.Determination.Units, "unit")}), "
            + $"{Through(e.Determination.Validity)}. {Why(e.Determination)}",
        OrderEvent.LineDenied e => $"A physician denied line {e.Line}. {Why(e.Determination)}",
        OrderEvent.LineSiteDenied e => $"A physician accepted the service of line {e.Line}, but not the hospital site. {Why(e.Determination)}",
        OrderEvent.OrderDetermined e => $"The order is {Refusals.Words(e.Status)}.",
        OrderEvent.InformationAsked e => $"The practice was asked for: {string.Join("; ", e.Request.Items)} (useful by "
            + $"{e.Request.AnswerBy:yyyy-MM-dd}). A decision is due by {Moment(e.DueAt)}.",
        OrderEvent.InformationReceived e => $"{(e.AnswersQuestion ? "The practice answered" : "The practice added information")} "
            + $"({Count(e.Facts.Count, "fact")}). A decision is due by {Moment(e.DueAt)}.",
        OrderEvent.CitationsUnchecked e => $"The documents that {Count(e.Facts.Count, "fact")} cite could not be checked, because "
            + $"the service that keeps them was away: {string.Join(", ", e.Facts)}.",
        OrderEvent.DecisionOvertaken e => $"{Lines(e.Lines)} {(e.Lines.Count == 1 ? "was" : "were")} left out of the physician's decision: "
            + "settled since it was signed.",
        OrderEvent.DocumentAttached e => $"A document came: {e.Document.Kind.Replace('-', ' ')} ({e.Document.DocumentId}).",
        OrderEvent.TalkRecorded e => $"Peer-to-peer: {Talk(e.Entry)}.",
        OrderEvent.ClockExtended e => $"The clock was extended ({e.Ground}): {e.Reason} A decision is due by {Moment(e.DueAt)}.",
        OrderEvent.DueSoon e => $"The decision is due soon: {Moment(e.DueAt)}.",
        OrderEvent.DeadlineMissed e =>
            $"The deadline {Moment(e.DueAt)} passed without a decision: {OrderMessages.Kebab(e.Effect).Replace('-', ' ')} ({e.Rule}).",
        OrderEvent.Reopened e =>
            $"{Lines(e.Lines)} {Again(e.Ground)}: "
            + $"{e.Reason} A decision is due by {Moment(e.DueAt)}.",
        OrderEvent.SiteMoved e =>
            $"{Lines(e.Lines)} moved to place of service {e.PlaceOfService}{(e.FacilityId.Length > 0 ? $" ({e.FacilityId})" : "")}.",
        OrderEvent.ApprovalChanged e => "The approval was changed: " + string.Join(", ", Changes(e)) + ".",
        OrderEvent.LinkedReviewOpened e => $"{Count(e.Lines.Count, "line")} need a review of their own: order {e.LinkedOrderId}.",
        OrderEvent.ExpiryWarned e => $"The approval of {Lines(e.Lines)} expires after {e.ValidThrough:yyyy-MM-dd}.",
        OrderEvent.LinesExpired e => $"The approval of {Lines(e.Lines)} expired; its last day was {e.ValidThrough:yyyy-MM-dd}.",
        OrderEvent.LinesRevoked e =>
            $"The approval of {Lines(e.Lines)} was revoked ({OrderMessages.Kebab(e.Ground).Replace('-', ' ')}): {e.Citation}.",
        OrderEvent.ApprovalReinstated e => $"The {Ladder.Name(e.Level)} overturned the revocation of line {e.Line}: it is approved again, "
            + Through(e.Validity) + ".",
        OrderEvent.OrderWithdrawn e =>
            $"{Lines(e.Lines)} {(e.Lines.Count == 1 ? "was" : "were")} withdrawn{(e.Reason.Length > 0 ? $": {e.Reason.TrimEnd('.')}" : "")}.",
        OrderEvent.AppealFiled e => Filed(e.Appeal),
        OrderEvent.AppealDecided e => $"The {Appeal(e.Level, e.RevokedAt)} was {Ladder.Words(e.Answer.Outcome)} on {e.Answer.DecidedOn:yyyy-MM-dd} "
            + $"by {e.Answer.Body}{(e.Answer.Lines.Count > 0 ? $": {Lines(e.Answer.Lines)}" : "")}.",
        OrderEvent.AppealDue e => e.Missed
            ? $"The {Appeal(e.Level, e.RevokedAt)} was due at {Moment(e.DueAt)}; no answer to it is on record."
            : $"An answer to the {Appeal(e.Level, e.RevokedAt)} is due soon: {Moment(e.DueAt)}.",
        OrderEvent.AppealExtended e => $"The plan took more time for the {Appeal(e.Level, e.RevokedAt)}: {e.Reason.TrimEnd('.')}. "
            + $"An answer is due by {Moment(e.DueAt)}.",
        OrderEvent.NoticeGiven e => $"The member was told of {Lines([.. e.Lines.Select(l => l.Line)])} by the notice {e.NoticeId}, dated "
            + $"{e.Dated:yyyy-MM-dd}.",
        OrderEvent.ReconsiderationClosing e => $"The last day for asking reconsideration of {Lines(e.Lines)} is {e.Through:yyyy-MM-dd}.",
        OrderEvent.OrderClosed e => $"The order is {Refusals.Words(e.Status)}.",
        _ => throw new System.Diagnostics.UnreachableException($"{fact.GetType().Name} has no sentence."),
    };

    private static string Appeal(AppealLevel level, DateTimeOffset? revokedAt) =>
        Ladder.Name(level) + (revokedAt is null ? "" : " against the revocation");

    private static string Filed(Appeal appeal)
    {
        var who = appeal.By switch
        {
            AppealFiler.Enrollee => "by the enrollee",
            AppealFiler.Representative => "by a representative",
            AppealFiler.Plan => "by the plan, which forwarded it",
            _ => "by the practice",
        };
        return $"The {Appeal(appeal.Level, appeal.RevokedAt)} about {Lines(appeal.Lines)} was filed on {appeal.FiledOn:yyyy-MM-dd} {who}"
            + (appeal.Expedited ? ", as urgent" : "")
            + $"{(appeal.GoodCause.Length > 0 ? $"; late, for good cause: {appeal.GoodCause.TrimEnd('.')}" : "")}."
            + (appeal.DueAt is { } due ? $" An answer is due by {Moment(due)}." : "");
    }

    private static string Again(ReopenGround ground) => ground switch
    {
        ReopenGround.Reconsideration => "went to reconsideration",
        ReopenGround.TalkAfterDenial => "opened again after a talk",
        _ => "opened again for a look at documents that were not there for the denial, which is no reconsideration",
    };

    private static string Why(Determination adverse) =>
        $"{adverse.Grounds.Reason} Criteria: {string.Join(", ", adverse.Grounds.Criteria)}."
            + (adverse.Grounds.Missing.Count > 0 ? $" Missing: {string.Join("; ", adverse.Grounds.Missing)}." : "");

    private static string Finding(LineFinding finding) =>
        $"line {finding.Line} {(finding.Answer == ServiceAnswer.NotMet ? "not met" : finding.Answer.ToString().ToLowerInvariant())}"
            + $"{(finding.Excluded ? ", an exclusion is hit" : "")} ({finding.Guideline} {finding.Version})"
        + (finding.OpenCriteria.Count > 0 ? $", open: {string.Join(", ", finding.OpenCriteria)}" : "");

    private static string Site(SiteFinding finding) => finding.Answer switch
    {
        SiteAnswer.NotInScope => "not in scope",
        SiteAnswer.Accepted => $"accepted{(finding.Reason.Length > 0 ? $" ({finding.Reason})" : "")}",
        _ => $"a physician's question{(finding.Reason.Length > 0 ? $"; {finding.Reason} speaks for it" : "")}",
    };

    private static string By(Approver by) => by switch
    {
        Approver.Rules => "the rules",
        Approver.Nurse nurse => $"a {nurse.Attestation.Profession}",
        Approver.Physician => "a physician",
        Approver.Law law => $"law ({law.Rule})",
        Approver.Appeal appeal => $"{appeal.Body} ({Ladder.Name(appeal.Level)})",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Talk(TalkEntry entry) => entry.Step switch
    {
        TalkStep.Escalated => "escalated to a supervisor of the plan, because no time suits as things stand",
        TalkStep.Attempted => $"attempt {entry.Attempts} to reach the practice",
        TalkStep.Booked or TalkStep.Moved =>
            $"{entry.Step.ToString().ToLowerInvariant()} for {(entry.SlotStart is { } slot ? Moment(slot) : "a slot")}",
        _ => entry.Step.ToString().ToLowerInvariant(),
    };

    private static IEnumerable<string> Changes(OrderEvent.ApprovalChanged e)
    {
        if (e.DateOfService is { } date) yield return $"date of service {date:yyyy-MM-dd}";
        if (e.FacilityId is { } facility) yield return $"facility {facility}";
        if (e.PlaceOfService is { } place) yield return $"place of service {place}";
        if (e.SurgeonId is not null) yield return "surgeon";
    }

    private static string Validity(Order order) =>
        order.Lines.Select(l => l.Valid).OfType<Validity>().Select(v => v.Through).Min() is { } last
            ? $"It is valid through {last:yyyy-MM-dd}."
            : "It does not expire.";

    private static string Routes(Order order) => string.Join(' ', order.Lines.Select(l => l.Asked.RouteSentence).Where(s => s.Length > 0).Distinct());

    private static string Through(Validity validity) => validity.Through is { } last ? $"valid through {last:yyyy-MM-dd}" : "without expiry";

    private static string Lines(IReadOnlyList<int> lines) => lines.Count == 1 ? $"line {lines[0]}" : $"lines {string.Join(", ", lines)}";

    private static string Count(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    private static string Moment(DateTimeOffset instant) => $"{instant:yyyy-MM-dd HH:mm} UTC";
}
