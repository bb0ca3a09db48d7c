using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using AppealFiler = UtilizationReview.Intake.Domain.AppealFiler;
using AppealResult = UtilizationReview.Intake.Domain.AppealResult;
using Enum = System.Enum;
using Order = UtilizationReview.Intake.Domain.Order;
using WireFiler = UtilizationReview.Contracts.Intake.V1.AppealFiler;
using AppealSubject = UtilizationReview.Intake.Domain.AppealSubject;
using WireSubject = UtilizationReview.Contracts.Intake.V1.AppealSubject;
using WireResult = UtilizationReview.Contracts.Intake.V1.AppealResult;

namespace UtilizationReview.Intake.Adapters;

/// <summary>The appeal ladder on the wire.</summary>
internal sealed class AppealLadderGrpc(OrderViews views, OrderDesk desk, Rules rules, TimeProvider clock) : AppealLadder.AppealLadderBase
{
    private const int LongestBody = 100;
    private const int LongestReference = 64;

    public override async Task<GetLadderResponse> GetLadder(GetLadderRequest request, ServerCallContext context)
    {
        var order = await views.SeenAsync(request.Number, context.Caller(), context.CancellationToken);
        if (request.Lines.FirstOrDefault(n => order.State.Line(n) is null) is var unknown and not 0)
            throw OrderRefusals.BadField("unknown-line", "lines", $"The order has no line {unknown}.").ToRpcException();
        order = order with { State = Ladder.Narrowed(order.State, request.Lines) };
        if (request.ToldOn.Length == 0) return ToWire(order);
        return IntakeDates.TryRead(request.ToldOn, out var day) ? ToWire(order with { State = Tellings.AsIfTold(order.State, day, rules) })
            : throw OrderRefusals.BadField("bad-date", "told_on", "The day of the notice is not a date (yyyy-MM-dd).").ToRpcException();
    }

    public override async Task<GetLadderResponse> FileAppeal(FileAppealRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        var key = context.KeyOf(OrderRefusals.Required(request.IdempotencyKey));
        var order = await views.SeenAsync(request.Number, caller, context.CancellationToken);
        if (request.GoodCause.Length > 0 && caller.Role != Roles.PlanAdministrator)
        {
            throw OrderRefusals.BadField("good-cause-not-yours", "good_cause",
                "Only the plan administrator excuses a late filing; leave good_cause out.").ToRpcException();
        }
        if (request.FiledAt is not null && caller.Role is not (Roles.PlanAdministrator or Roles.ContactCenter))
        {
            throw OrderRefusals.BadField("filing-date-not-yours", "filed_at", "An appeal that a practice files here is filed now; leave filed_at out. "
                + "One that came by letter, fax or phone is recorded by the contact center or the plan administrator, with its day.").ToRpcException();
        }
        var command = new OrderCommand.FileAppeal(Level(request.Step), [.. request.Lines.Distinct().Order()],
            request.FiledAt is { } at ? At(at) : clock.GetUtcNow(), Filer(request.FiledBy, caller), request.EnrolleeConsents, request.Expedited,
            OrderRefusals.Bounded(request.Reference, "reference", LongestReference), OrderRefusals.Bounded(request.GoodCause, "good_cause"),
            caller.PersonId);
        return ToWire(await PutAsync(order.Id, command, key, request, caller, context.CancellationToken));
    }

    public override async Task<GetLadderResponse> RecordAppealOutcome(RecordAppealOutcomeRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        var key = context.KeyOf(OrderRefusals.Required(request.IdempotencyKey));
        var order = await views.SeenAsync(request.Number, caller, context.CancellationToken);
        if (request.Outcome == WireResult.Unspecified || !Enum.IsDefined(request.Outcome))
        {
            throw OrderRefusals.BadField("unknown-outcome", "outcome",
                "The outcome is missing or unknown; say what came of the appeal.").ToRpcException();
        }
        if (string.IsNullOrWhiteSpace(request.Body))
            throw OrderRefusals.BadField("body-required", "body", "The organization that decided is missing.").ToRpcException();
        if (!IntakeDates.TryRead(request.DecidedOn, out var decidedOn))
        {
            throw OrderRefusals.BadField("bad-date", "decided_on",
                "The day of the decision is missing or not written as yyyy-MM-dd.").ToRpcException();
        }
        var command = new OrderCommand.RecordAppealOutcome(
            Level(request.Step), (AppealResult)request.Outcome, [.. request.Lines.Distinct().Order()], decidedOn,
            OrderRefusals.Bounded(request.Body.Trim(), "body", LongestBody), OrderRefusals.Bounded(request.Reference, "reference", LongestReference),
            caller.PersonId)
        { Subject = Subject(request.Subject) };
        return ToWire(await PutAsync(order.Id, command, key, request, caller, context.CancellationToken));
    }

    public override async Task<GetLadderResponse> ExtendAppeal(ExtendAppealRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        var key = context.KeyOf(OrderRefusals.Required(request.IdempotencyKey));
        var order = await views.SeenAsync(request.Number, caller, context.CancellationToken);
        var command = new OrderCommand.ExtendAppeal(Level(request.Step), OrderRefusals.Bounded(request.Reason.Trim(), "reason"), caller.PersonId)
        {
            Subject = Subject(request.Subject),
        };
        return ToWire(await PutAsync(order.Id, command, key, request, caller, context.CancellationToken));
    }

    private async Task<Settled<Order>> PutAsync(
        string id, OrderCommand command, MessageKey key, IMessage request, Caller caller, CancellationToken ct) =>
        (await desk.ExecuteAsync(id, new OrderWork(command), key, PayloadHash.Of(request), caller.Actor, ct)).OrRefuse();

    private static AppealLevel Level(RecourseStep step) => (AppealLevel)step is var level && Enum.IsDefined(level) ? level
        : throw OrderRefusals.BadField("no-appeal-step", "step", step switch
        {
            RecourseStep.Reconsideration => "The program's reconsideration is asked for with RequestReconsideration.",
            RecourseStep.PeerToPeer => "A peer-to-peer is asked for with RequestTalk.",
            RecourseStep.SupportingDocumentation => "Supporting documents are sent with Upload.",
            _ => "The step is missing or unknown; steps of the law are "
                + $"{string.Join(", ", Enum.GetValues<AppealLevel>().Select(Ladder.Name))}.",
        }).ToRpcException();

    private static AppealSubject? Subject(WireSubject subject) => subject switch
    {
        WireSubject.Unspecified => null,
        WireSubject.Denial => AppealSubject.Denial,
        WireSubject.Revocation => AppealSubject.Revocation,
        _ => throw OrderRefusals.BadField("unknown-subject", "subject",
            "subject does not say whether the appeal against the denial or the one against the revocation is meant.").ToRpcException(),
    };

    private static AppealFiler Filer(WireFiler by, Caller caller) => (by, caller.PracticeId) switch
    {
        (WireFiler.Unspecified or WireFiler.Practice, not null) or (WireFiler.Practice, _) => AppealFiler.Practice,
        (_, not null) => throw OrderRefusals.BadField("not-your-filing", "filed_by",
            "A practice records only appeals that it filed itself; the contact center records those of others.").ToRpcException(),
        (WireFiler.Enrollee, _) => AppealFiler.Enrollee,
        (WireFiler.Representative, _) => AppealFiler.Representative,
        (WireFiler.Plan, _) when caller.Role == Roles.PlanAdministrator => AppealFiler.Plan,
        _ => throw OrderRefusals.BadField("unknown-filer", "filed_by", "filed_by does not say who filed the appeal: "
            + "the enrollee, a representative, the practice, or (from the plan administrator) the plan.").ToRpcException(),
    };

    private static DateTimeOffset At(Timestamp at)
    {
        try
        {
            return at.ToDateTimeOffset();
        }
        catch (InvalidOperationException)
        {
            throw OrderRefusals.BadField("bad-instant", "filed_at", "filed_at is not an instant.").ToRpcException();
        }
    }

    private GetLadderResponse ToWire(Settled<Order> order) => new()
    {
        TrackingNumber = order.Id, Version = order.Version, Steps = { Ladder.Of(order.State, clock.GetUtcNow(), rules).Select(ToWire) },
        Appeals = { order.State.Appeals.Select(ToWire) }, Rights = { Recourses.LastRights(order.State) },
    };

    private static LadderStep ToWire(Rung rung) => new()
    {
        Step = (RecourseStep)rung.Kind, State = (RecourseState)rung.State, DecidedBy = rung.DecidedBy, DecidedHere = rung.ByPlatform,
        Through = IntakeDates.Write(rung.Through), Window = rung.Window, DecideWithin = rung.Standard, DecideWithinExpedited = rung.Expedited,
        DueAt = rung.DueAt?.ToTimestamp(), AskedBy = rung.AskedBy, MayDecide = rung.MayDecide, Consumes = rung.Consumes, Sentence = rung.Sentence,
        Citation = rung.Citation, Told = { rung.Told }, ByPractice = rung.ByPractice switch
        {
            AppealFiler.Practice => PracticeFiling.InOwnRight,
            AppealFiler.PracticeWithConsent => PracticeFiling.WithConsent,
            _ => PracticeFiling.No,
        },
    };

    private static AppealRecord ToWire(Appeal appeal) => new()
    {
        Step = (RecourseStep)appeal.Level, Lines = { appeal.Lines }, FiledAt = appeal.FiledAt.ToTimestamp(),
        FiledOn = IntakeDates.Write(appeal.FiledOn),
        FiledBy = appeal.By switch
        {
            AppealFiler.Enrollee => WireFiler.Enrollee,
            AppealFiler.Representative => WireFiler.Representative,
            AppealFiler.Plan => WireFiler.Plan,
            _ => WireFiler.Practice,
        },
        Expedited = appeal.Expedited, Reference = appeal.Reference, GoodCause = appeal.GoodCause, DueAt = appeal.DueAt?.ToTimestamp(),
        DeadlineMissed = appeal.Missed, Outcome = (WireResult)(appeal.Answer?.Outcome ?? AppealResult.None),
        ApprovedLines = { appeal.Answer?.Lines ?? [] },
        DecidedOn = IntakeDates.Write(appeal.Answer?.DecidedOn), Body = appeal.Answer?.Body ?? "", OutcomeReference = appeal.Answer?.Reference ?? "",
        ExtendedOn = IntakeDates.Write(appeal.ExtendedOn), ExtensionReason = appeal.ExtensionReason, Subject = (WireSubject)appeal.Subject,
    };
}
