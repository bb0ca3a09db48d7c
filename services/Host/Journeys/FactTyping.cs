using System.Globalization;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using YamlDotNet.RepresentationModel;

namespace UtilizationReview.Host.Journeys;

/// <summary>Gives the facts of a journey file the types of the fact vocabulary.</summary>
/// <param name="vocabulary">Definitions by name.</param>
internal sealed class FactTyping(IReadOnlyDictionary<string, FactDefinition> vocabulary)
{
    private const string NotDocumented = "not_documented";
    private const string NotApplicable = "not_applicable";

    /// <summary>The typed facts; a sentence per mistake goes to <paramref name="problems"/>.</summary>
    public IReadOnlyList<Fact> Type(IEnumerable<GivenFact> facts, string file, List<string> problems)
    {
        var typed = new List<Fact>();
        foreach (var fact in facts)
        {
            if (!vocabulary.TryGetValue(fact.Name, out var definition))
            {
                problems.Add($"{file}:{fact.Value.Start.Line}: '{fact.Name}' is not in the fact vocabulary.");
                continue;
            }

            if (Value(fact.Value, definition) is { } value)
                typed.Add(new Fact { Name = fact.Name, AppliesTo = fact.AppliesTo, Value = value, Origin = FactOrigin.Practice });
            else
                problems.Add($"{file}:{fact.Value.Start.Line}: {fact.Name} is not a value of type {Described(definition)}.");
        }

        return typed;
    }

    private static FactValue? Value(YamlNode node, FactDefinition definition)
    {
        if (node is YamlScalarNode { Value: NotDocumented })
            return new FactValue { NotDocumented = new NotDocumented() };
        if (node is YamlScalarNode { Value: NotApplicable })
            return new FactValue { NotApplicable = new NotApplicable() };
        return (definition.Type, node) switch
        {
            ("boolean", YamlScalarNode { Value: "true" }) => new FactValue { Truth = true },
            ("boolean", YamlScalarNode { Value: "false" }) => new FactValue { Truth = false },
            ("number", YamlScalarNode { Value: { } text })
                when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) =>
                new FactValue { Number = number },
            ("date" or "word", YamlScalarNode { Value: { Length: > 0 } text }) => new FactValue { Text = text },
            ("words", YamlSequenceNode list) when list.Children.All(item => item is YamlScalarNode) =>
                new FactValue { Words = new Words { Words_ = { list.Children.Select(item => ((YamlScalarNode)item).Value ?? "") } } },
            ("entries", YamlSequenceNode list) => Entries(list, definition),
            _ => null,
        };
    }

    private static FactValue? Entries(YamlSequenceNode list, FactDefinition definition)
    {
        var entries = new Entries();
        var fields = definition.Fields.ToDictionary(field => field.Name);
        foreach (var item in list.Children)
        {
            if (item is not YamlMappingNode map)
                return null;
            var entry = new Entry();
            foreach (var (key, value) in map.Children)
            {
                if (key is not YamlScalarNode { Value: { } name } || !fields.TryGetValue(name, out var field) || Value(value, field) is not { } typed)
                    return null;
                entry.Fields.Add(name, typed);
            }

            entries.Entries_.Add(entry);
        }

        return new FactValue { Entries = entries };
    }

    private static string Described(FactDefinition definition) => definition switch
    {
        { Type: "entries" } =>
            $"entries (a list of mappings with {string.Join(", ", definition.Fields.Select(field => $"{field.Name}: {Described(field)}"))})",
        { Allowed.Count: > 0 } => $"{definition.Type} ({string.Join(", ", definition.Allowed.Select(word => word.Word))})",
        _ => definition.Type,
    };
}
