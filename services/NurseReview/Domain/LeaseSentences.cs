using System.Globalization;
using UtilizationReview.Platform.Deciding;

namespace UtilizationReview.NurseReview.Domain;

/// <summary>What people read when an item is not theirs to work on.</summary>
internal static class LeaseSentences
{
    public static Refusal NotInQueue { get; } = new("order-not-in-queue", "No such order is in the nurse queue of your plans.")
    {
        Kind = RefusalKind.Unknown,
    };

    public static Refusal Done(NurseItem item) => new("item-done", item.End switch
    {
        ItemEnd.Approved => "A nurse has approved this order; nothing more can be recorded on it.",
        ItemEnd.Referred => "A nurse has referred this order to a physician; nothing more can be recorded on it here.",
        _ => "This order has left the nurse queue; nothing more can be recorded on it here.",
    });

    /// <summary>Somebody else holds it, or nobody does; who lost it to a supervisor reads who moved it and why.</summary>
    public static Refusal NotYours(NurseItem item, Nurse nurse, DateTimeOffset now)
    {
        if (item.Moved is { } moved && moved.From == nurse.PersonId)
        {
            var why = $"{moved.By} moved this order away from you at {Clock(moved.At)}: {moved.Reason.TrimEnd('.')}.";
            return item.IsHeldAt(now)
                ? new("lease-held", $"{why} {item.Lease!.Name} holds it now, until {Clock(item.Lease.Until)}. Take another order.")
                : new("lease-moved", $"{why} It is back in the queue; what you recorded is kept. Take the next order.");
        }
        if (item.IsHeldAt(now))
        {
            var holder = $"{item.Lease!.Name} holds this order now, until {Clock(item.Lease.Until)}";
            return new("lease-held", item.LostLease?.PersonId == nurse.PersonId && item.Lease.PersonId != nurse.PersonId
                ? $"Your lease ended at {Clock(item.LostLease.Until)}. {holder}. Take another order, or this one when it is back in the queue."
                : $"{holder}. Take another order, or this one when it is back in the queue.");
        }
        var lost = item.Stage == ItemStage.Leased ? item.Lease : item.LostLease;
        return lost?.PersonId == nurse.PersonId
            ? new("lease-lost",
                $"Your lease ended at {Clock(lost.Until)} and this order is back in the queue. Claim it again to go on; what you recorded is kept.")
            : new("not-claimed", "This order is in the queue and nobody holds it. Claim it first.");
    }

    private static string Clock(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
