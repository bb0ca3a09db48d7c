using UtilizationReview.Platform.Deciding;

namespace UtilizationReview.Correspondence.Domain.Notices;

/// <summary>Every way a notice is refused or held. Codes are part of the wire.</summary>
internal static class NoticeRefusals
{
    public const string MissingFields = "missing-fields";
    public const string NoAddress = "no-address";
    public const string UnknownOrder = "unknown-order";
    public const string NeighbourAway = "neighbour-away";
    public const string NotOnRecord = "not-on-record";
    public const string NoTemplate = "no-template";
    public const string CannotWrite = "cannot-write";
    public const string Overtaken = "overtaken";

    /// <summary>There is none, or the caller may not know of it, or it is not issued.</summary>
    public static Refusal Unknown(string noticeId) =>
        new("unknown-notice", $"There is no notice '{Shown(noticeId)}'.") { Kind = RefusalKind.Unknown };

    public static Refusal UnknownDelivery(string noticeId, string deliveryId) => new("unknown-delivery",
        $"The notice {Shown(noticeId)} has no delivery '{Shown(deliveryId)}'; GetNotice lists them.")
    { Kind = RefusalKind.Unknown };

    public static Refusal IsIssued(string noticeId) => new("notice-issued",
        $"The notice {Shown(noticeId)} is issued and stays as it is; Redeliver sends it again where a delivery has failed.");

    public static Refusal IsOvertaken(string noticeId, Holding why) => new("notice-overtaken",
        $"The notice {Shown(noticeId)} is not written any more: {string.Join(" ", why.Sentences)}");

    public static Refusal IsDelivered(string noticeId, string deliveryId) => new("notice-delivered",
        $"The delivery {Shown(deliveryId)} of the notice {Shown(noticeId)} has arrived; there is nothing to send again.");

    public static Refusal NoLetter(string noticeId) => new("no-letter",
        $"The notice {Shown(noticeId)} goes to a practice's inbox; only letters to members are mailed.");

    public static Refusal WaitsForMail(string noticeId) => new("waits-for-mail",
        $"The letter of the notice {Shown(noticeId)} waits for the mail room; RecordMailed says that it is posted.");

    private static string Shown(string id) => id.Length <= 40 ? id : id[..40];
}
