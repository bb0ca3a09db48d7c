using System.Globalization;
using UtilizationReview.Contracts.Yaml;
using UtilizationReview.Intake.Domain;

namespace UtilizationReview.Intake.Adapters;

/// <summary>How the words of the rule files become values of the domain; every mistake is noted with file and line.</summary>
internal static class RegimeWords
{
    private static readonly string[] Tags = ["H", "M", "L", "mem"];

    /// <summary>A value of an enum, written in snake_case; required.</summary>
    public static T Word<T>(this StrictMap map, string key) where T : struct, Enum => Value<T>(map.OneOf(key, null, Allowed<T>()));

    /// <summary>The same, null when the key is missing.</summary>
    public static T? OptionalWord<T>(this StrictMap map, string key) where T : struct, Enum
    {
        if (map.Has(key)) return map.Word<T>(key);
        _ = map.Text(key, "");
        return null;
    }

    /// <summary>A list of values of an enum; empty when the key is missing.</summary>
    public static IReadOnlyList<T> ListOf<T>(this StrictMap map, string key) where T : struct, Enum =>
        [.. map.Words(key, required: false, Allowed<T>()).Select(Value<T>)];

    /// <summary>A two-letter state, or <c>*</c>; required.</summary>
    public static string State(this StrictMap map) => map.Text("state", null, NoState);

    /// <summary>A two-letter state; <c>*</c> when the key is missing.</summary>
    public static string StateOrAll(this StrictMap map) => map.Text("state", "*", NoState);

    /// <summary>Amount and unit; required.</summary>
    public static Period Period(this StrictMap map)
    {
        if (!map.Has("amount")) _ = map.Text("amount");
        return new(map.Number("amount", 1, 1, 1000), map.Word<PeriodUnit>("unit"));
    }

    /// <summary>Amount and unit, or neither.</summary>
    public static Period? OptionalPeriod(this StrictMap map)
    {
        if (map.Has("amount") || map.Has("unit")) return map.Period();
        _ = (map.Number("amount", 1, 1, 1000), map.Text("unit", ""));
        return null;
    }

    /// <summary>A date; required.</summary>
    public static DateOnly Day(this StrictMap map, string key)
    {
        if (!map.Has(key)) _ = map.Text(key);
        return map.Date(key) ?? DateOnly.MinValue;
    }

    /// <summary>When the rule holds, where it comes from and how sure that is.</summary>
    public static Source Source(this StrictMap map)
    {
        var source = new Source(map.Day("effective_from"), map.Date("effective_through"), map.Text("citation"), map.Confidence(),
            map.Day("verified_on"), map.Text("note", ""));
        if (source.EffectiveThrough < source.EffectiveFrom) map.Problem("effective_through", "lies before effective_from");
        return source;
    }

    /// <summary>One or more tags of confidence, as in <c>H/M</c>; required.</summary>
    public static string Confidence(this StrictMap map) =>
        map.Text("confidence", null, text => text.Split('/') is var tags && tags.All(Tags.Contains) && tags.Distinct().Count() == tags.Length
            ? null : $"is not one of {string.Join(", ", Tags)}, or several of them as in H/M");

    /// <summary>A time of day.</summary>
    public static TimeOnly Time(this StrictMap map, string key, string fallback)
    {
        var text = map.Text(key, fallback, t => TimeOnly.TryParseExact(t, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? null : "is not a time of day (HH:mm)");
        return TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : default;
    }

    /// <summary>A name in snake_case.</summary>
    public static string Snake(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) && i > 0 ? $"_{char.ToLowerInvariant(c)}" : char.ToLowerInvariant(c).ToString()));

    private static string[] Allowed<T>() where T : struct, Enum => [.. Enum.GetNames<T>().Where(n => n != "None").Select(Snake)];

    private static T Value<T>(string word) where T : struct, Enum => Enum.GetValues<T>().FirstOrDefault(value => Snake(value.ToString()) == word);

    private static string? NoState(string state) =>
        state == "*" || (state.Length == 2 && state.All(char.IsAsciiLetterUpper)) ? null : "is neither a two-letter state nor \"*\"";
}
