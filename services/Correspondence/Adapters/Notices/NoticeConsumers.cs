using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MassTransit;
using UtilizationReview.Contracts.Events;
using UtilizationReview.Correspondence.Domain;
using UtilizationReview.Correspondence.Domain.Notices;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Messaging;

namespace UtilizationReview.Correspondence.Adapters.Notices;

/// <summary>What orders tell becomes notices that are owed, one to each recipient. Nothing is asked here: what a notice says is found when it is
/// written. The id of a notice follows from what happened, so that the same event makes the same notice whatever the inbox has forgotten.</summary>
internal sealed class NoticeConsumers(NoticeDesk desk) :
    IConsumer<OrderDetermined>, IConsumer<ApprovalChanged>, IConsumer<ApprovalRevoked>, IConsumer<InformationRequested>, IConsumer<ClockMoved>,
    IConsumer<AuthorizationExpiring>, IConsumer<DeadlineMissed>
{
    private const string Digits = "ABCDEFGHJKMNPQRSTVWXYZ0123456789";

    public Task Consume(ConsumeContext<OrderDetermined> context) => OweAsync(
        context, context.Message.OrderId, new(context.Message.PracticeId, context.Message.PlanId),
        new Occasion.Determined(context.Message.OccurredAt, [.. context.Message.Lines.Select(l => new LineOutcome(l.Line, l.Outcome))])
        { NothingNew = context.Message.NothingNew, Reinstated = context.Message.Reinstated });

    public Task Consume(ConsumeContext<ApprovalChanged> context) => OweAsync(
        context, context.Message.OrderId, new(context.Message.PracticeId, context.Message.PlanId),
        new Occasion.Changed(context.Message.OccurredAt, context.Message.Lines));

    public Task Consume(ConsumeContext<ApprovalRevoked> context) => OweAsync(
        context, context.Message.OrderId, new(context.Message.PracticeId, context.Message.PlanId),
        new Occasion.Revoked(context.Message.OccurredAt, context.Message.Lines, context.Message.Ground, context.Message.Citation,
            context.Message.Rights));

    public Task Consume(ConsumeContext<InformationRequested> context) => OweAsync(
        context, context.Message.OrderId, null,
        new Occasion.Asked(context.Message.OccurredAt, context.Message.Items,
            [.. context.Message.Missing.Select(m => new MissingFact(m.Question, m.Criterion, m.Why))], context.Message.AnswerBy));

    public Task Consume(ConsumeContext<ClockMoved> context) => OweAsync(
        context, context.Message.OrderId, null, new Occasion.Extended(context.Message.OccurredAt, context.Message.Ground, context.Message.DueAt)
        {
            TollsThrough = context.Message.TollsThrough, Items = context.Message.Items, AnswerBy = context.Message.AnswerBy,
        });

    public Task Consume(ConsumeContext<AuthorizationExpiring> context) => OweAsync(
        context, context.Message.OrderId, null,
        new Occasion.Expiring(context.Message.OccurredAt, context.Message.Lines, context.Message.ValidThrough));

    public Task Consume(ConsumeContext<DeadlineMissed> context) => OweAsync(
        context, context.Message.OrderId, null,
        new Occasion.Missed(context.Message.OccurredAt, context.Message.DueAt, context.Message.Effect, context.Message.Rule));

    /// <summary>Id of the notice of an occasion to a recipient: always the same.</summary>
    public static string IdOf(string orderId, NoticeKind kind, Recipient to, Occasion occasion)
    {
        var detail = occasion is Occasion.Expiring expiring ? expiring.Through.ToString("O", CultureInfo.InvariantCulture) : "";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(
            $"{orderId}|{kind}|{to}|{occasion.At.UtcTicks.ToString(CultureInfo.InvariantCulture)}|{detail}"));
        return "N-" + string.Concat(hash.Take(26).Select(b => Digits[b % Digits.Length]));
    }

    private async Task OweAsync(ConsumeContext context, string orderId, Ownership? owner, Occasion occasion)
    {
        if (Occasions.KindOf(occasion) is not { } kind) return;
        foreach (var to in Occasions.RecipientsOf(kind))
        {
            var id = IdOf(orderId, kind, to, occasion);
            (await desk.ExecuteAsync(id, new NoticeCommand.Owe(id, kind, to, orderId, owner, occasion),
                context.KeyOf($"notices-{NoticeEvents.Word(to)}"), payloadHash: "", Actor.Platform, context.CancellationToken)).Acknowledge();
        }
    }
}
