using MassTransit;
using UtilizationReview.Contracts.Events;
using UtilizationReview.PeerToPeer.Domain;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.PeerToPeer.Adapters;

/// <summary>What intake and Correspondence tell, as commands to the case of the order.</summary>
internal sealed class PeerToPeerConsumers(CaseDesk desk, CaseTerms terms)
    : IConsumer<OrderReferredToPhysician>, IConsumer<OrderDetermined>, IConsumer<ApprovalRevoked>, IConsumer<OrderClosed>, IConsumer<ClockMoved>,
    IConsumer<DocumentReceived>, IConsumer<DeterminationRefused>
{
    private const string Name = "peer-to-peer-case";

    public Task Consume(ConsumeContext<OrderReferredToPhysician> context)
    {
        var e = context.Message;
        var plan = terms.Plan(e.PlanId);
        return ExecuteAsync(context, e.OrderId, new ReferToPhysician(new(
            e.OrderId, e.OrderVersion, e.PlanId, e.PracticeId, e.Programs, e.Lines, e.DueAt, e.Expedited, e.MemberState, Question(e.Question),
            e.ExcludedPhysicians, e.RequiredSpecialty, e.AttemptsBeforeDecision, e.LicenceInMemberState)
        {
            At = e.OccurredAt, Clinicians = e.Clinicians ?? [], Law = terms.LawOf(plan), TalkTime = terms.TalkTimeOf(plan),
        }));
    }

    public Task Consume(ConsumeContext<OrderDetermined> context)
    {
        var e = context.Message;
        var plan = terms.Plan(e.PlanId, e.PlanVersion ?? "");
        var denied = e.Lines.Any(l => l.Outcome is "denied" or "denied-site" or "approved-less");
        var zone = TimeZones.Find(plan.TimeZone);
        // Intake says how long a talk can open the denial again; an older sender leaves it to the plan's days.
        var until = e.TalkThrough?.EndOf(zone) ?? Scheduling.EndOfTalks(e.OccurredAt, plan.PeerToPeer.DaysAfterDetermination, zone);
        return ExecuteAsync(context, e.OrderId, new RecordDetermination(e.OrderVersion, denied, until) { Number = e.OrderId });
    }

    public Task Consume(ConsumeContext<ApprovalRevoked> context)
    {
        var e = context.Message;
        var until = e.TalkThrough?.EndOf(TimeZones.Find(terms.Plan(e.PlanId).TimeZone));
        return ExecuteAsync(
            context, e.OrderId, new RecordDetermination(e.OrderVersion, Denied: until is not null, until ?? e.OccurredAt) { Number = e.OrderId });
    }

    public Task Consume(ConsumeContext<OrderClosed> context) =>
        ExecuteAsync(context, context.Message.OrderId, new CloseCase(context.Message.OrderId, context.Message.OrderVersion));

    public Task Consume(ConsumeContext<ClockMoved> context) =>
        ExecuteAsync(context, context.Message.OrderId, new MoveDue(context.Message.OrderId, context.Message.OrderVersion, context.Message.DueAt));

    public Task Consume(ConsumeContext<DocumentReceived> context) =>
        ExecuteAsync(context, context.Message.OrderId, new DocumentArrives(context.Message.DocumentId, context.Message.OccurredAt));

    public Task Consume(ConsumeContext<DeterminationRefused> context)
    {
        var e = context.Message;
        return ExecuteAsync(context, e.OrderId, new RefuseDecision(e.OrderVersion, e.DecidedBy, e.ReasonCode, e.Sentence));
    }

    private async Task ExecuteAsync(ConsumeContext context, string number, CaseCommand command) =>
        (await desk.ExecuteAsync(number, command, context.KeyOf(Name), "", Actor.Platform, context.CancellationToken)).Acknowledge();

    private static CaseQuestion Question(string word) => word switch
    {
        "service" => CaseQuestion.Service,
        "site" => CaseQuestion.Site,
        "reconsideration" => CaseQuestion.Reconsideration,
        "talk-after-denial" => CaseQuestion.TalkAfterDenial,
        "supporting-documents" => CaseQuestion.SupportingDocuments,
        _ => CaseQuestion.None, // a word of a later version: shown as unspecified, decided all the same
    };
}
