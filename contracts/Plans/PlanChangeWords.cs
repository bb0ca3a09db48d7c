using System.Text.Json;
using System.Text.Json.Nodes;

namespace UtilizationReview.Contracts.Plans;

/// <summary>What is different between two versions of a plan, in words for an audit record.</summary>
public static class PlanChangeWords
{
    private static readonly JsonSerializerOptions AsFiles = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Terms that say what a version is, not what it holds.</summary>
    private static readonly string[] NotTerms = ["plan_id", "version", "effective_from", "source"];

    /// <summary>One phrase for each difference; one that says so when there is none, or nothing to compare with.</summary>
    /// <param name="before">The version before; null when there is none.</param>
    /// <param name="after">The version that is described.</param>
    public static IReadOnlyList<string> Between(PlanFile? before, PlanFile after)
    {
        if (before is null)
            return ["the first version on record"];
        var (was, now) = (Leaves(before), Leaves(after));
        var words = was.Keys.Union(now.Keys, StringComparer.Ordinal)
            .Where(path => !was.GetValueOrDefault(path, []).SequenceEqual(now.GetValueOrDefault(path, []), StringComparer.Ordinal))
            .Select(path => $"{path} {Change(was.GetValueOrDefault(path, []), now.GetValueOrDefault(path, []))}").ToList();
        return words.Count > 0 ? words : ["no term differs"];
    }

    private static string Change(IReadOnlyList<string> was, IReadOnlyList<string> now) => (was, now) switch
    {
        ([var old], [var fresh]) => $"was {old}, is {fresh}",
        _ => string.Join(", ", now.Except(was, StringComparer.Ordinal).Select(word => $"with {word}")
            .Concat(was.Except(now, StringComparer.Ordinal).Select(word => $"without {word}")).DefaultIfEmpty("in another order")),
    };

    /// <summary>Every value by its path; the words of a list together.</summary>
    private static Dictionary<string, List<string>> Leaves(PlanFile plan)
    {
        var leaves = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var (name, value) in JsonSerializer.SerializeToNode(plan with { Source = PlanSource.None }, AsFiles)!.AsObject())
        {
            if (!NotTerms.Contains(name, StringComparer.Ordinal))
                Note(name, value, leaves);
        }

        return leaves;
    }

    private static void Note(string path, JsonNode? value, Dictionary<string, List<string>> leaves)
    {
        switch (value)
        {
            case JsonObject map:
                foreach (var (name, inner) in map)
                    Note($"{path}.{name}", inner, leaves);
                break;
            case JsonArray list:
                leaves[path] = [.. list.Select(item => item is JsonObject entry ? Entry(entry) : $"{item}")];
                break;
            default:
                leaves[path] = [value is null ? "not set" : value.ToString()];
                break;
        }
    }

    /// <summary>An entry of a list, such as a gold card, without what it does not say.</summary>
    private static string Entry(JsonObject entry) => string.Join(' ', entry
        .Where(part => part.Value is not (null or JsonArray { Count: 0 }) && part.Value.ToString().Length > 0)
        .Select(part => $"{part.Key} {(part.Value is JsonArray words ? string.Join('+', words) : part.Value)}"));
}
