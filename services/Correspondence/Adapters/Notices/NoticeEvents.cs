using UtilizationReview.Contracts.Events;
using UtilizationReview.Correspondence.Domain.Notices;

namespace UtilizationReview.Correspondence.Adapters.Notices;

/// <summary>Facts of a notice as bus events: ids and words, nothing of the member.</summary>
internal static class NoticeEvents
{
    public static IEnumerable<object> Tell(Notice notice, NoticeEvent fact) => fact switch
    {
        NoticeEvent.NoticeIssued e => [
            new NoticeIssued
            {
                NoticeId = notice.Id, OrderId = notice.OrderId, OccurredAt = e.At, PlanId = e.Owner.PlanId, PracticeId = e.Owner.PracticeId,
                Kind = Word(notice.Kind), Recipient = Word(notice.To), Dated = e.Issue.Dated,
                ToldAt = notice.Occasion.At, Lines = notice.Kind == NoticeKind.Adverse ? Occasions.AdverseLines(notice.Occasion) : null,
            },
            .. e.Deliveries.Where(d => d.State == DeliveryState.Delivered).Select(d => Delivered(notice, d.Channel, e.At))],
        NoticeEvent.NoticeDelivered e => [Delivered(notice, notice.Find(e.DeliveryId)!.Channel, e.At)],
        NoticeEvent.DeliveryGivenUp e => [new NoticeUndeliverable
        {
            NoticeId = notice.Id, OrderId = notice.OrderId, OccurredAt = e.At, PlanId = notice.Owner!.PlanId, PracticeId = notice.Owner.PracticeId,
            Kind = Word(notice.Kind), Recipient = Word(notice.To), Channel = Word(notice.Find(e.DeliveryId)!.Channel), Tries = e.Tries,
        }],
        NoticeEvent.NoticeHeld { Tell: true } e => [new NoticeHeld
        {
            NoticeId = notice.Id, OrderId = notice.OrderId, OccurredAt = e.At, PlanId = notice.Owner?.PlanId ?? "",
            PracticeId = notice.Owner?.PracticeId ?? "", Kind = Word(notice.Kind), Recipient = Word(notice.To), Reason = e.Why.Code,
            Fields = e.Why.Fields,
        }],
        _ => [],
    };

    /// <summary>A kind, recipient or channel as events and figures say it.</summary>
    public static string Word(Enum name) => Shape.Kebab(name.ToString());

    private static NoticeDelivered Delivered(Notice notice, Channel channel, DateTimeOffset at) => new()
    {
        NoticeId = notice.Id, OrderId = notice.OrderId, OccurredAt = at, PlanId = notice.Owner!.PlanId, PracticeId = notice.Owner.PracticeId,
        Kind = Word(notice.Kind), Recipient = Word(notice.To), Channel = Word(channel),
    };
}
