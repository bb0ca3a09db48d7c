using UtilizationReview.Platform.Deciding;

namespace UtilizationReview.Intake.Domain;

/// <summary>Every way an order refuses. Codes are part of the wire; every sentence ends with where the order is and what is possible there.</summary>
internal static class Refusals
{
    public const string OrderUnknown = "order-unknown";
    public const string NotInThisState = "not-possible-in-this-state";
    public const string NoLines = "no-lines";
    public const string AddOnWithoutPrimary = "add-on-without-primary";
    public const string DateOfServicePast = "date-of-service-past";
    public const string DateOfServiceTooFar = "date-of-service-too-far";
    public const string LineUnknown = "line-unknown";
    public const string LineNotWaiting = "line-not-waiting";
    public const string AttestationIncomplete = "attestation-incomplete";
    public const string LicenceNotInMemberState = "licence-not-in-member-state";
    public const string PeerToPeerDutyUnmet = "peer-to-peer-duty-unmet";
    public const string ReasonRequired = "reason-required";
    public const string CriterionRequired = "criterion-required";
    public const string NotLessThanAsked = "not-less-than-asked";
    public const string ApprovedIsNotRejudged = "approved-is-not-rejudged";
    public const string OnlySiteInQuestion = "only-site-in-question";
    public const string SiteNotInQuestion = "site-not-in-question";
    public const string NothingAsked = "nothing-asked";
    public const string NothingDenied = "nothing-denied";
    public const string AlreadyReconsidered = "already-reconsidered";
    public const string ReconsiderationWindowClosed = "reconsideration-window-closed";
    public const string SamePhysician = "same-physician";
    public const string OtherSpecialty = "other-specialty";
    public const string NothingApproved = "nothing-approved";
    public const string NothingToWithdraw = "nothing-to-withdraw";
    public const string DateOutsideValidity = "date-outside-validity";
    public const string SiteNeedsReview = "site-needs-review";
    public const string RevocationGroundRequired = "revocation-ground-required";
    public const string RevocationNotAllowed = "revocation-not-allowed";
    public const string ExtensionNotAllowed = "extension-not-allowed";
    public const string ExtensionUsed = "extension-used";
    public const string QuestionRequired = "question-required";
    public const string DeadlinePassed = "deadline-passed";
    public const string AppealDateWrong = "appeal-date-wrong";
    public const string AppealRuns = "appeal-runs";
    public const string AppealOfTwoSubjects = "appeal-of-two-subjects";
    public const string AppealSubjectRequired = "appeal-subject-required";
    public const string NothingToAppeal = "nothing-to-appeal";
    public const string NoSuchStep = "no-such-step";
    public const string AppealUsed = "appeal-used";
    public const string StepNotOpen = "step-not-open";
    public const string FilerNotAdmitted = "filer-not-admitted";
    public const string AppealWindowClosed = "appeal-window-closed";
    public const string AppealUnknown = "appeal-unknown";
    public const string AppealAnswered = "appeal-answered";
    public const string AppealLinesWrong = "appeal-lines-wrong";

    /// <summary>Refuses what the state of the order does not allow now.</summary>
    public static Answer<OrderEvent> Now(Order order, DateTimeOffset now, string code, string sentence) =>
        new Answer<OrderEvent>.Rejected(new(code, $"{sentence} {Where(order, now)}"));

    /// <summary>Refuses a request whose values are not allowed.</summary>
    public static Answer<OrderEvent> Bad(string code, string field, string sentence) =>
        new Answer<OrderEvent>.Rejected(new(code, sentence) { Kind = RefusalKind.BadInput, Fields = [new(field, sentence)] });

    public static Answer<OrderEvent> Unknown() =>
        new Answer<OrderEvent>.Rejected(
            new(OrderUnknown, "There is no order with this number. Check the tracking or order number.") { Kind = RefusalKind.Unknown });

    /// <summary>Refuses a command that has no place in the order's stage.</summary>
    public static Answer<OrderEvent> NotHere(Order order, OrderCommand command, DateTimeOffset now) =>
        Now(order, now, NotInThisState, $"An order that is {Words(OrderLifecycle.Status(order))} cannot {Doing(order, command)}.");

    private static string Where(Order order, DateTimeOffset now)
    {
        var possible = OrderLifecycle.PossibleNow(order, now);
        var nothing = order.Stage == Stage.Closed ? "nothing, it is closed for ever" : "only the appeals named in the notice";
        return $"The order is {Words(OrderLifecycle.Status(order))}; possible now: {(possible.Count == 0 ? nothing : string.Join(", ", possible))}.";
    }

    private static string Doing(Order order, OrderCommand command) => command switch
    {
        OrderCommand.NurseApprove => "be approved by a nurse: that needs an order in nurse review",
        OrderCommand.NurseRefer => "be referred by a nurse: that needs an order in nurse review",
        OrderCommand.AskForInformation => "have information asked for: that needs an order a clinician is reviewing",
        OrderCommand.PhysicianDecide => "be decided by a physician: that needs an order in physician review or reconsideration",
        OrderCommand.RequestReconsideration when order.Lines.Any(l => l.Reopened is ReopenGround.TalkAfterDenial or ReopenGround.SupportingDocuments) =>
            "be asked to be reconsidered yet: a physician looks at it again, and the days of this look do not count in the window",
        OrderCommand.RequestReconsideration => "be reconsidered: that needs a denied or partially approved order",
        OrderCommand.Withdraw => "be withdrawn: it is closed",
        OrderCommand.ExtendClock => "have its clock extended: no decision is owed",
        OrderCommand.FileAppeal or OrderCommand.RecordAppealOutcome or OrderCommand.ExtendAppeal => "be appealed: it is closed",
        OrderCommand.Revoke => "be revoked: that needs an approved order",
        OrderCommand.ChangeApproved => "be changed: that needs an approved order",
        _ => "be moved to another site: no site of it is in question",
    };

    /// <summary>The status in words of a sentence.</summary>
    public static string Words(OrderStatus status) => status switch
    {
        OrderStatus.Submitted => "submitted and being evaluated",
        OrderStatus.NurseReview => "in nurse review",
        OrderStatus.PhysicianReview => "in physician review",
        OrderStatus.PartiallyApproved => "partially approved",
        OrderStatus.Reconsideration => "in reconsideration",
        OrderStatus.DenialUpheld => "denied, and the denial was upheld",
        OrderStatus.NoReviewRequired => "closed because no review is required",
        OrderStatus.NotificationRecorded => "closed as a recorded notification",
        _ => status.ToString().ToLowerInvariant(),
    };
}
