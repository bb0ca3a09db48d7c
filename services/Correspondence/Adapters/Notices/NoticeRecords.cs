using Grpc.Core;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Contracts.SiteOfCare.V1;
using UtilizationReview.Correspondence.Domain.Notices;
using UtilizationReview.Platform.Time;
using IntakeNoticeKind = UtilizationReview.Contracts.Intake.V1.NoticeKind;

namespace UtilizationReview.Correspondence.Adapters.Notices;

/// <summary>What a notice is written from.</summary>
/// <param name="Plan">The plan in the version in force now: its addresses are today's.</param>
/// <param name="Facility">Name of the place of care; empty: the practice's own office.</param>
/// <param name="Entry">The entry of the order's record that tells of the occasion; null: none is looked for, or there is none yet.</param>
internal sealed record NoticeSources(
    Order Order, Member Member, Practice Practice, PlanFile Plan, string Facility, TimelineEntry? Entry, RightsText Rights)
{
    public TimeZoneInfo Zone { get; } = TimeZones.Find(Plan.TimeZone);
}

/// <summary>Asks the other services what a notice is written from, and whether it says everything it has to.</summary>
internal sealed class NoticeRecords(
    Intake.IntakeClient intake, NoticeRules.NoticeRulesClient rules, SiteOfCare.SiteOfCareClient sites, NoticeRights rights, PlanRegistry plans)
{
    /// <summary>The order; null: there is none.</summary>
    public async Task<Order?> OrderAsync(string number, CancellationToken ct)
    {
        try
        {
            return await intake.GetOrderAsync(new() { Number = number }, cancellationToken: ct);
        }
        catch (RpcException problem) when (problem.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Everything else, for a notice of now; null: the plan is not here.</summary>
    public async Task<NoticeSources?> SourcesAsync(Order order, Notice notice, DateTimeOffset now, CancellationToken ct)
    {
        if (plans.Find(order.Form.PlanId) is not { } plan) return null;
        var member = intake.GetMemberAsync(new() { MemberId = order.Form.MemberId }, cancellationToken: ct).ResponseAsync;
        var practice = intake.GetPracticeAsync(new() { PracticeId = order.Form.PracticeId }, cancellationToken: ct).ResponseAsync;
        var facility = FacilityAsync(order.Form.FacilityId, ct);
        var entry = EntryAsync(order, notice.Occasion, ct);
        var open = rights.OfAsync(order, notice, now.DateIn(TimeZones.Find(plan.TimeZone)), ct);
        await Task.WhenAll(member, practice, facility, entry, open);
        return new(order, await member, await practice, plan, await facility, await entry, await open);
    }

    /// <summary>The required fields that are not filled, with what each has to say.</summary>
    public async Task<IReadOnlyList<NoticeFieldRule>> MissingAsync(
        string number, Domain.Notices.NoticeKind kind, IReadOnlyDictionary<string, string> fields, DateOnly dated, CancellationToken ct)
    {
        var request = new CheckNoticeRequest
        {
            Number = number, Kind = (IntakeNoticeKind)kind, NoticeDate = dated.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
            Fields = { fields.ToDictionary() },
        };
        return (await rules.CheckNoticeAsync(request, cancellationToken: ct)).Missing;
    }

    private async Task<string> FacilityAsync(string id, CancellationToken ct)
    {
        if (id.Length == 0) return "";
        try
        {
            return (await sites.GetFacilityAsync(new() { FacilityId = id }, cancellationToken: ct)).Name;
        }
        catch (RpcException problem) when (problem.StatusCode == StatusCode.NotFound)
        {
            return ""; // the directory may have lost it; the kind of place is known from the order
        }
    }

    /// <summary>Questions and extensions stand in the order's record with what they did to the deadline.</summary>
    private async Task<TimelineEntry?> EntryAsync(Order order, Occasion occasion, CancellationToken ct)
    {
        var what = occasion switch { Occasion.Asked => "information-asked", Occasion.Extended => "clock-extended", _ => "" };
        if (what.Length == 0) return null;
        var timeline = await intake.GetTimelineAsync(new() { Number = order.TrackingNumber }, cancellationToken: ct);
        // A question stands there when Intake has heard of it, which is not before it was asked; an extension at its own moment.
        return timeline.Entries.LastOrDefault(e => e.What == what
            && (occasion is Occasion.Asked ? Moment(e) >= occasion.At.ToUnixTimeMilliseconds() : Moment(e) == occasion.At.ToUnixTimeMilliseconds()));
    }

    /// <summary>The record keeps milliseconds.</summary>
    private static long Moment(TimelineEntry entry) => entry.At.ToDateTimeOffset().ToUnixTimeMilliseconds();
}
