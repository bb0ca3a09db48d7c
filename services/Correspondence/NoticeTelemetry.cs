using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using UtilizationReview.Correspondence.Adapters;
using UtilizationReview.Correspondence.Adapters.Notices;
using UtilizationReview.Correspondence.Domain.Notices;
using UtilizationReview.Platform.Live;

namespace UtilizationReview.Correspondence;

/// <summary>What is measured of notices. Counters are recorded after the commit, once per fact; the gauges are counted from the database.</summary>
internal sealed class NoticeTelemetry
{
    private const string Kind = "ur.kind";
    private const string Recipient = "ur.recipient";
    private const string Channel = "ur.channel";
    private const string Result = "ur.result";
    private const string Reason = "ur.reason";

    private readonly Counter<long> _issued;
    private readonly Counter<long> _held;
    private readonly Counter<long> _deliveries;

    public NoticeTelemetry(IMeterFactory meters)
    {
        var meter = meters.Create(CorrespondenceTelemetry.Name);
        _issued = meter.CreateCounter<long>("ur.notices.issued", "{notice}", "Notices issued, by kind and recipient.");
        _held = meter.CreateCounter<long>("ur.notices.held", "{try}", "Tries to write a notice that could not be, by kind and reason.");
        _deliveries = meter.CreateCounter<long>(
            "ur.notices.deliveries", "{try}", "Tries to deliver, by channel and result (delivered, failed, given-up).");
    }

    /// <summary>What is counted from the database.</summary>
    public static CounterBoard Board { get; } = new(
        "notices", CorrespondenceTelemetry.Name,
        [
            new("ur.notices.problems", "{notice}", "Notices a person has to look at: held, or given up on a channel."),
            new("ur.notices.letters_to_mail", "{letter}", "Letters that wait for the mail room."),
        ],
        CountAsync);

    /// <summary>One fact is committed.</summary>
    public void Heard(Notice notice, NoticeEvent fact)
    {
        switch (fact)
        {
            case NoticeEvent.NoticeIssued:
                _issued.Add(1, new(Kind, NoticeEvents.Word(notice.Kind)), new(Recipient, NoticeEvents.Word(notice.To)));
                break;
            case NoticeEvent.NoticeHeld held:
                _held.Add(1, new(Kind, NoticeEvents.Word(notice.Kind)), new(Reason, held.Why.Code));
                break;
            case NoticeEvent.NoticeDelivered e:
                Count(notice, e.DeliveryId, "delivered");
                break;
            case NoticeEvent.DeliveryFailed e:
                Count(notice, e.DeliveryId, "failed");
                break;
            case NoticeEvent.DeliveryGivenUp e:
                Count(notice, e.DeliveryId, "given-up");
                break;
            default:
                break; // not measured
        }
    }

    private void Count(Notice notice, string deliveryId, string result) =>
        _deliveries.Add(1, new(Channel, NoticeEvents.Word(notice.Find(deliveryId)!.Channel)), new(Result, result));

    private static async Task<IReadOnlyList<Counted>> CountAsync(IServiceProvider services, CancellationToken ct)
    {
        await using var context = await services.GetRequiredService<IDbContextFactory<CorrespondenceContext>>().CreateDbContextAsync(ct);
        var none = new Dictionary<string, string>(StringComparer.Ordinal);
        return
        [
            new("ur.notices.problems", await context.Notices.CountAsync(r => r.HasProblem, ct), none),
            new("ur.notices.letters_to_mail", await context.Notices.CountAsync(r => r.WaitsForMail, ct), none),
        ];
    }
}
