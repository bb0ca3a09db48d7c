using System.Text.Json;
using System.Text.Json.Serialization;
using UtilizationReview.NurseReview.Adapters;
using UtilizationReview.NurseReview.Domain;
using UtilizationReview.Platform.Desks;
using ItemDesk = UtilizationReview.Platform.Desks.Desk<
    UtilizationReview.NurseReview.Adapters.NurseReviewContext, UtilizationReview.NurseReview.Adapters.NurseItemRow,
    UtilizationReview.NurseReview.Domain.NurseItem,
    UtilizationReview.NurseReview.Domain.NurseCommand, UtilizationReview.NurseReview.Domain.NurseEvent>;

namespace UtilizationReview.NurseReview;

/// <summary>The one way an item changes; tells the watchers of this process after each change.</summary>
internal sealed class NurseDesk(ItemDesk desk, QueueSignal signal)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>What the desk is composed of.</summary>
    /// <param name="lease">Length of a lease.</param>
    public static DeskRules<NurseItemRow, NurseItem, NurseCommand, NurseEvent> Rules(TimeSpan lease) => new()
    {
        Decide = (item, command, now) => NurseItem.Decide(item, command, now, lease),
        Evolve = NurseItem.Evolve,
        Index = Index,
        Tell = (item, fact, _) => NurseReviewEvents.Tell(item, fact),
        Json = Json,
    };

    /// <summary>Carries out one command.</summary>
    public async Task<DeskAnswer<NurseItem>> ExecuteAsync(
        string id, NurseCommand command, MessageKey? key, string payloadHash, Actor actor, CancellationToken ct)
    {
        var answer = await desk.ExecuteAsync(id, command, key, payloadHash, actor, ct);
        if (answer is DeskAnswer<NurseItem>.Accepted) signal.Ring();
        return answer;
    }

    /// <summary>Carries out one command on the first item of the part that is open and that nobody else is at; null when there is none.</summary>
    public async Task<DeskAnswer<NurseItem>?> ExecuteNextAsync(
        QueuePart part, NurseCommand command, MessageKey? key, string payloadHash, Actor actor, CancellationToken ct)
    {
        var answer = await desk.ExecuteNextAsync(
            (context, now, skip, cancel) => NurseQueue.NextIdsAsync(context, part, now, skip, cancel), command, key, payloadHash, actor, ct);
        if (answer is DeskAnswer<NurseItem>.Accepted) signal.Ring();
        return answer;
    }

    /// <summary>The item as it stands, or null.</summary>
    public Task<Versioned<NurseItem>?> ReadAsync(string id, CancellationToken ct) => desk.ReadAsync(id, ct);

    /// <summary>The item of a row.</summary>
    public Versioned<NurseItem> Fold(NurseItemRow row) => new(desk.Fold(row), row.Version);

    private static void Index(NurseItem item, NurseItemRow row)
    {
        (row.PlanId, row.Stage, row.DueAt) = (item.Referral?.PlanId ?? "", item.Stage, item.DueAt);
        row.Programs = NurseReviewWire.Mask(item.Referral?.Programs ?? []);
        (row.Holder, row.WakeAt) = (item.Lease?.PersonId ?? "", item.Lease?.Until);
        (row.MemberState, row.Skills) = (item.Referral?.MemberState ?? "", NurseReviewWire.SkillMask(item.Referral?.Skills ?? []));
        (row.DoneBy, row.DoneAt) = (item.DoneBy, item.DoneAt);
    }
}
