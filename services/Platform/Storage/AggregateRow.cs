using System.ComponentModel.DataAnnotations;

namespace UtilizationReview.Platform.Storage;

/// <summary>One aggregate as stored: the service derives its row and adds the columns it searches by. Only the desk writes it.</summary>
public abstract class AggregateRow
{
    /// <summary>The aggregate's id, made by the adapter that created it.</summary>
    [Key, MaxLength(64)]
    public string Id { get; set; } = "";

    /// <summary>Count of accepted commands, starting with 1; the optimistic concurrency token.</summary>
    [ConcurrencyCheck]
    public int Version { get; set; }

    /// <summary>The whole state as JSON.</summary>
    public string State { get; set; } = "";
}

/// <summary>An aggregate that something must be done about at a moment, even if nobody calls.</summary>
public abstract class TimedRow : AggregateRow
{
    /// <summary>When the sweeper has to look at it next; null when nothing is waited for.</summary>
    public DateTimeOffset? WakeAt { get; set; }
}
