using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using UtilizationReview.Correspondence.Adapters.Letters;

namespace UtilizationReview.Correspondence.Adapters.Notices;

/// <summary>The shape of what templates can name: known before anything is rendered, so that a template is checked when it is loaded.</summary>
/// <param name="Members">Of a record, by name in snake_case; null for anything else.</param>
/// <param name="Item">Of a list; null for anything else.</param>
/// <param name="Words">Of a word, what it can be; null for anything else.</param>
internal sealed record Shape(IReadOnlyDictionary<string, Shape>? Members, Shape? Item, IReadOnlyList<string>? Words)
{
    /// <summary>Shape of a type of the domain: texts, truths, numbers, dates, words (enums), lists and records of them.</summary>
    public static Shape Of(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum) return new(null, null, [.. Enum.GetNames(type).Select(Kebab)]);
        if (type == typeof(string) || type.IsPrimitive || type == typeof(DateOnly)) return new(null, null, null);
        if (type.IsGenericType && type.IsAssignableTo(typeof(IEnumerable))) return new(null, Of(type.GetGenericArguments()[0]), null);
        return new(Properties(type).ToDictionary(p => Snake(p.Name), p => Of(p.PropertyType), StringComparer.Ordinal), null, null);
    }

    internal static IEnumerable<PropertyInfo> Properties(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance);

    internal static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    internal static string Kebab(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);
}

/// <summary>Values as templates see them: every text literal Markdown, dates in words, what is empty not there.</summary>
internal static class TextModel
{
    /// <summary>A date as people write it: November 24, 2026.</summary>
    public static string Words(DateOnly day) => day.ToString("MMMM d, yyyy", CultureInfo.InvariantCulture);

    /// <summary>The value, or null where there is nothing to say.</summary>
    public static object? Of(object? value) => value switch
    {
        null => null,
        string text => string.IsNullOrWhiteSpace(text) ? null : LetterText.Escape(text),
        bool truth => truth,
        DateOnly day => Words(day),
        Enum word => Shape.Kebab(word.ToString()),
        IFormattable number when value.GetType().IsPrimitive => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable list => list.Cast<object?>().Select(Of).Where(item => item is not null).ToList() is { Count: > 0 } items ? items : null,
        _ => Shape.Properties(value.GetType()).ToDictionary(p => Shape.Snake(p.Name), p => Of(p.GetValue(value)), StringComparer.Ordinal),
    };
}
