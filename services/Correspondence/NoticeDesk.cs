using System.Text.Encodings.Web;
using System.Text.Json;
using UtilizationReview.Correspondence.Adapters;
using UtilizationReview.Correspondence.Adapters.Notices;
using UtilizationReview.Correspondence.Domain.Notices;
using UtilizationReview.Platform.Desks;
using AddressesDesk = UtilizationReview.Platform.Desks.Desk<
    UtilizationReview.Correspondence.Adapters.CorrespondenceContext, UtilizationReview.Correspondence.Adapters.DeliveryAddressRow,
    UtilizationReview.Correspondence.Domain.Notices.DeliveryAddress,
    UtilizationReview.Correspondence.Domain.Notices.SaveAddress, UtilizationReview.Correspondence.Domain.Notices.AddressSaved>;
using NoticesDesk = UtilizationReview.Platform.Desks.Desk<
    UtilizationReview.Correspondence.Adapters.CorrespondenceContext, UtilizationReview.Correspondence.Adapters.NoticeRow,
    UtilizationReview.Correspondence.Domain.Notices.Notice,
    UtilizationReview.Correspondence.Domain.Notices.NoticeCommand, UtilizationReview.Correspondence.Domain.Notices.NoticeEvent>;

namespace UtilizationReview.Correspondence;

/// <summary>The one way notices come to be, are written, delivered and recorded as read.</summary>
internal sealed class NoticeDesk(NoticesDesk desk)
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        // Kept in a database and never in a page: quotes need no escape beyond JSON's own.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>What the desk is composed of.</summary>
    public static DeskRules<NoticeRow, Notice, NoticeCommand, NoticeEvent> Rules { get; } = new()
    {
        Decide = NoticeLifecycle.Decide,
        Evolve = NoticeLifecycle.Evolve,
        Index = Index,
        Tell = (notice, fact, _) => NoticeEvents.Tell(notice, fact),
        Json = Json,
    };

    /// <summary>Carries out one command.</summary>
    public Task<DeskAnswer<Notice>> ExecuteAsync(
        string noticeId, NoticeCommand command, MessageKey? key, string payloadHash, Actor actor, CancellationToken ct) =>
        desk.ExecuteAsync(noticeId, command, key, payloadHash, actor, ct);

    /// <summary>The notice as it stands, or null.</summary>
    public async Task<Notice?> ReadAsync(string noticeId, CancellationToken ct) => (await desk.ReadAsync(noticeId, ct))?.State;

    /// <summary>The notice a row holds.</summary>
    public Notice Fold(NoticeRow row) => desk.Fold(row);

    private static void Index(Notice notice, NoticeRow row)
    {
        (row.OrderId, row.PracticeId, row.PlanId) = (notice.OrderId, notice.Owner?.PracticeId, notice.Owner?.PlanId);
        (row.Kind, row.Recipient, row.Stage) = (notice.Kind, notice.To, notice.Stage);
        (row.OwedAt, row.IssuedAt, row.Urgent) = (notice.OwedAt, notice.Issue?.At, notice.Issue?.Urgent ?? false);
        (row.Unread, row.WaitsForMail, row.HasProblem, row.WakeAt) = (notice.IsUnread, notice.WaitsForMail, notice.HasProblem, notice.WakeAt);
    }
}

/// <summary>The one way delivery addresses change.</summary>
internal sealed class AddressDesk(AddressesDesk desk)
{
    /// <summary>What the desk is composed of. Nobody is told: an address is nobody else's business.</summary>
    public static DeskRules<DeliveryAddressRow, DeliveryAddress, SaveAddress, AddressSaved> Rules { get; } = new()
    {
        Decide = DeliveryAddress.Decide,
        Evolve = DeliveryAddress.Evolve,
        Index = (_, _) => { },
        Tell = (_, _, _) => [],
        Json = NoticeDesk.Json,
    };

    /// <summary>Saves an address over the version the caller saw.</summary>
    public Task<DeskAnswer<DeliveryAddress>> SaveAsync(
        SaveAddress command, int version, MessageKey key, string payloadHash, Actor actor, CancellationToken ct) =>
        desk.ExecuteAsync(command.Id, command, key, payloadHash, actor, version, ct);

    /// <summary>The address as it stands, or null.</summary>
    public Task<Versioned<DeliveryAddress>?> ReadAsync(string id, CancellationToken ct) => desk.ReadAsync(id, ct);
}
