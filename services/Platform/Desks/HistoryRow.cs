using System.ComponentModel.DataAnnotations;

namespace UtilizationReview.Platform.Desks;

/// <summary>One fact of one aggregate, append-only.</summary>
internal sealed class HistoryRow
{
    [MaxLength(64)]
    public string Aggregate { get; set; } = "";
    [MaxLength(64)]
    public string AggregateId { get; set; } = "";
    public int Version { get; set; }
    public int Seq { get; set; }
    public DateTimeOffset At { get; set; }
    public string PersonId { get; set; } = "";
    public string Role { get; set; } = "";
    public string Command { get; set; } = "";
    public string Event { get; set; } = "";
    public string Body { get; set; } = "";
    public string? Traceparent { get; set; }
}

/// <summary>One fact as history tells it.</summary>
/// <param name="Version">The aggregate's version after the command that caused the fact.</param>
/// <param name="Seq">Place among the facts of that command, from 0.</param>
/// <param name="At">When it was decided.</param>
/// <param name="Actor">Who caused it.</param>
/// <param name="Command">Name of the command.</param>
/// <param name="Event">Name of the fact's type.</param>
/// <param name="Body">The fact as JSON, in the storage format of its service.</param>
/// <param name="Traceparent">W3C trace context of the call, when there was one.</param>
public sealed record HistoryEntry(int Version, int Seq, DateTimeOffset At, Actor Actor,
    string Command, string Event, string Body, string? Traceparent);
