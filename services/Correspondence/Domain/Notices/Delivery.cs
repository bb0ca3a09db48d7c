using System.Text.Json.Serialization;

namespace UtilizationReview.Correspondence.Domain.Notices;

/// <summary>A way a notice reaches somebody; numbered as on the wire.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Channel>))]
internal enum Channel
{
    /// <summary>The practice's inbox in the portal: delivered when the notice is stored.</summary>
    Inbox = 1,

    /// <summary>A message that a notice is there.</summary>
    Email,

    /// <summary>A signed call to the recipient's own software.</summary>
    Webhook,

    /// <summary>A printed letter, by the plan's mail room.</summary>
    Letter,
}

/// <summary>How far a delivery is; numbered as on the wire.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeliveryState>))]
internal enum DeliveryState { Pending = 1, Delivered, Failed }

/// <summary>A notice on its way over one channel to one address.</summary>
/// <param name="Id">Within its notice and for ever the same: the receiver knows a repetition by it.</param>
/// <param name="Target">E-mail address; empty for other channels: where a webhook goes stands in the address.</param>
/// <param name="FirstAt">When it was first owed: tries are given up so long after.</param>
internal sealed record Delivery(string Id, Channel Channel, string Target, DateTimeOffset FirstAt)
{
    public DeliveryState State { get; init; } = DeliveryState.Pending;

    /// <summary>Failed tries since it was first owed or sent again by hand.</summary>
    public int Tries { get; init; }

    /// <summary>When it is tried next; null: nothing to try.</summary>
    public DateTimeOffset? TryAt { get; init; }

    /// <summary>What went wrong at the last try; empty: nothing.</summary>
    public string LastProblem { get; init; } = "";

    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>For who asks at the receiving side: the id a mail went under, a status, a tracking number of the post.</summary>
    public string Reference { get; init; } = "";

    /// <summary>The attachment goes with the e-mail.</summary>
    public bool AttachPdf { get; init; }
}

/// <summary>When something that failed is tried again.</summary>
internal static class RetrySchedule
{
    /// <summary>Pause after the first failure; it doubles with each further one.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);

    /// <summary>The longest pause.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromHours(6);

    /// <summary>E-mail and webhooks are given up when the next try would come later than this after the first was owed.</summary>
    public static readonly TimeSpan GivenUpAfter = TimeSpan.FromDays(3);

    /// <summary>Pause after so many failures in a row.</summary>
    /// <param name="failures">1 or more.</param>
    public static TimeSpan Pause(int failures)
    {
        // 30 s doubled ten times is longer than six hours.
        var pause = FirstPause * Math.Pow(2, Math.Min(failures - 1, 10));
        return pause < LongestPause ? pause : LongestPause;
    }

    /// <summary>When a delivery is tried next; null: it is given up.</summary>
    /// <param name="firstAt">When it was first owed.</param>
    /// <param name="failures">Failures so far, this one included.</param>
    /// <param name="now">Now.</param>
    public static DateTimeOffset? Next(DateTimeOffset firstAt, int failures, DateTimeOffset now)
    {
        var next = now + Pause(failures);
        return next > firstAt + GivenUpAfter ? null : next;
    }
}
