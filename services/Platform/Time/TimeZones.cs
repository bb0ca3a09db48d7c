using System.Diagnostics.CodeAnalysis;

namespace UtilizationReview.Platform.Time;

/// <summary>Between instants and the dates and times of day of a place. Every instant answered has offset zero.</summary>
public static class TimeZones
{
    /// <summary>The zone of an IANA id such as <c>America/Chicago</c>.</summary>
    /// <exception cref="ArgumentException">The id is not in the time-zone data of this machine.</exception>
    public static TimeZoneInfo Find(string ianaId) => TryFind(ianaId, out var zone)
        ? zone
        : throw new ArgumentException(
            $"'{ianaId}' is not a known time zone. Use an IANA id such as America/New_York or America/Chicago.", nameof(ianaId));

    /// <summary>The zone of an IANA id, or false when it is not known: for values people typed.</summary>
    public static bool TryFind(string ianaId, [NotNullWhen(true)] out TimeZoneInfo? zone) => TimeZoneInfo.TryFindSystemTimeZoneById(ianaId, out zone);

    /// <summary>The calendar date it is in the zone at the instant.</summary>
    public static DateOnly DateIn(this DateTimeOffset instant, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);

    /// <summary>The first instant of the date in the zone.</summary>
    public static DateTimeOffset StartOf(this DateOnly date, TimeZoneInfo zone) => date.At(TimeOnly.MinValue, zone);

    /// <summary>The end of the date in the zone, exclusive: the start of the next day.</summary>
    public static DateTimeOffset EndOf(this DateOnly date, TimeZoneInfo zone) => date.AddDays(1).StartOf(zone);

    /// <summary>The instant at which clocks in the zone show the time on the date. A time skipped when clocks go forward becomes the first
    /// instant after the gap; a time shown twice when clocks go back means the earlier one.</summary>
    public static DateTimeOffset At(this DateOnly date, TimeOnly time, TimeZoneInfo zone)
    {
        var local = date.ToDateTime(time);
        if (zone.IsInvalidTime(local))
        {
            local = new DateTime(local.Ticks - (local.Ticks % TimeSpan.TicksPerMinute), DateTimeKind.Unspecified); // zones change on whole minutes
            while (zone.IsInvalidTime(local)) local = local.AddMinutes(1);
        }
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
