using System.Globalization;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.Intake.Adapters;

/// <summary>Calendar dates as the wire writes them: yyyy-MM-dd, empty for none.</summary>
internal static class IntakeDates
{
    public static bool TryRead(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    public static DateOnly Read(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Write(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Write(DateOnly? date) => date is { } day ? Write(day) : "";

    /// <summary>The calendar day of an instant in a zone.</summary>
    public static DateOnly In(DateTimeOffset instant, string timeZone) => instant.DateIn(TimeZones.Find(timeZone));

    /// <summary>Whole years from birth to the day; somebody born on 29 February has the birthday on 1 March in other years.</summary>
    public static int Age(DateOnly birth, DateOnly on) => on.Year - birth.Year - ((on.Month, on.Day).CompareTo((birth.Month, birth.Day)) < 0 ? 1 : 0);
}
