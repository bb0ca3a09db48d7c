using UtilizationReview.Contracts.Events;
using UtilizationReview.Intake.Domain;

namespace UtilizationReview.Intake.Adapters;

/// <summary>From the reviewers' events to commands.</summary>
internal static partial class IntakeWire
{
    public static OrderCommand ToCommand(NurseApproved message) => new OrderCommand.NurseApprove(
        message.Lines,
        new(message.Attestation.PersonId, message.Attestation.Name, message.Attestation.Profession, message.Attestation.RecordReviewed,
            message.Attestation.NoConflictOfInterest, message.Attestation.SignedAt),
        message.Criteria, message.Reason);

    public static OrderCommand ToCommand(NurseReferred message) => new OrderCommand.NurseRefer(message.Lines, message.ReferredBy, message.Criteria);

    public static OrderCommand ToCommand(InformationRequested message) =>
        new OrderCommand.AskForInformation(message.AskedBy, message.AskedByRole, message.Items, message.Facts, message.AnswerBy)
        {
            Missing = [.. message.Missing.Select(m => new MissingInformation(m.Fact, m.Question, m.Criterion, m.Why))],
        };

    public static OrderCommand ToCommand(DocumentReceived message) =>
        new OrderCommand.AttachDocument(new(message.DocumentId, message.Kind, message.ReceivedAt), message.OccurredAt, message.SentBy);

    /// <summary>Null: the notice is of something else, or not the member's.</summary>
    public static OrderCommand? ToCommand(NoticeIssued message) => (message.Kind, message.Recipient) is ("adverse", "member")
        ? new OrderCommand.RecordNotice(message.NoticeId, message.Dated, message.ToldAt ?? message.OccurredAt, message.Lines) : null;

    public static OrderCommand ToCommand(PeerToPeerRecorded message) => new OrderCommand.RecordTalk(
        message.OccurredAt, message.TalkId,
        System.Enum.TryParse<TalkStep>(message.What, ignoreCase: true, out var step)
            ? step
            : throw new InvalidDataException($"'{message.What}' is not a step of a talk."),
        message.RecordedBy, message.RecordedByRole, message.PhysicianId, message.SlotStart, message.Attempts);

    /// <param name="message">The decision as told.</param>
    /// <param name="order">The order it is about, for the instants the duty refers to.</param>
    public static OrderCommand ToCommand(PhysicianDecided message, Order? order)
    {
        var signed = message.Attestation;
        return new OrderCommand.PhysicianDecide(
            new(signed.PersonId, signed.Name, signed.Npi, signed.Specialty, signed.LicenceState, signed.LicenceNumber,
                signed.RecordReviewed, signed.NoConflictOfInterest, signed.SignedAt),
            [.. message.Lines.Select(line => ToDecision(line, () => Duty(message, order)))], message.SoftwareRecommended);
    }

    private static LineDecision ToDecision(LineDecided line, Func<PeerToPeerDuty> duty)
    {
        var why = new AdverseReason(line.Reason, line.Criteria, line.Missing);
        return line.Decision switch
        {
            "approve" => new LineDecision.Approve(line.Line, line.Reason, line.Criteria),
            "approve-less" => new LineDecision.ApproveLess(line.Line, line.Units, line.Levels, why, duty()),
            "deny" => new LineDecision.Deny(line.Line, why, duty()),
            "deny-site" => new LineDecision.DenySite(line.Line, why, duty()),
            _ => throw new InvalidDataException($"'{line.Decision}' is not a decision on a line."),
        };
    }

    private static PeerToPeerDuty Duty(PhysicianDecided message, Order? order) => message.PeerToPeerDuty switch
    {
        "held" => new PeerToPeerDuty.Held(LastOf(TalkStep.Held, order, message.OccurredAt)),
        "offered" => new PeerToPeerDuty.Offered(LastOf(TalkStep.Offered, order, message.OccurredAt)),
        "unreachable" => new PeerToPeerDuty.Unreachable(message.Attempts),
        "no-room" => new PeerToPeerDuty.NoRoom(order?.DueAt ?? message.OccurredAt),
        _ => throw new InvalidDataException($"'{message.PeerToPeerDuty}' is not a way the duty to talk can stand; an adverse decision needs one."),
    };

    /// <summary>When the step was recorded; the decision's own instant while its message has not come yet.</summary>
    private static DateTimeOffset LastOf(TalkStep step, Order? order, DateTimeOffset otherwise) =>
        order?.Talks.LastOrDefault(t => t.Step == step)?.At ?? otherwise;
}
