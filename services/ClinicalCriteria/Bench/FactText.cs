using System.Text.Json;
using System.Text.Json.Nodes;
using UtilizationReview.ClinicalCriteria.Domain;

namespace UtilizationReview.ClinicalCriteria.Bench;

/// <summary>The fact vocabulary as text, or as a JSON Schema of an order's facts.</summary>
internal static class FactText
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static int Write(CriteriaLibrary library, string format, TextWriter output)
    {
        switch (format)
        {
            case "text":
                foreach (var fact in library.Vocabulary.Facts)
                    Text(fact, "", output);
                return 0;
            case "json-schema":
                output.WriteLine(Schema(library).ToJsonString(Indented));
                return 0;
            default:
                output.WriteLine($"'{format}' is not a format of facts; text and json-schema are.");
                return 2;
        }
    }

    private static void Text(FactDefinition fact, string indent, TextWriter output)
    {
        var scope = fact.Scope switch { FactScope.Level => "; may be stated per level", FactScope.Side => "; may be stated per side", _ => "" };
        var supply = fact.Supply switch
        {
            FactSupply.Platform => "; supplied by the platform",
            FactSupply.Lines => "; read off the lines",
            FactSupply.Plan => "; read off the plan",
            _ => "",
        };
        var type = fact.Type.ToString().ToLowerInvariant();
        output.WriteLine($"{indent}{fact.Name}  ({type}: {CaseFactReader.Takes(fact)}{scope}{supply})  {fact.Question}");
        foreach (var allowed in fact.List == KnownList.None ? fact.Allowed : [])
            output.WriteLine($"{indent}    {allowed.Word}: {allowed.Label}");
        foreach (var field in fact.Fields)
            Text(field, indent + "    ", output);
    }

    private static JsonObject Schema(CriteriaLibrary library)
    {
        var properties = new JsonObject();
        foreach (var fact in library.Vocabulary.Facts.Where(fact => !fact.Computed))
            properties[fact.Name] = OrNotDocumented(fact);
        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Facts of an order",
            ["description"] = library.Notice,
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = properties,
        };
    }

    private static JsonObject OrNotDocumented(FactDefinition fact) => new()
    {
        ["description"] = fact.Question,
        ["anyOf"] = new JsonArray(Typed(fact), new JsonObject { ["enum"] = new JsonArray("not_documented", "not_applicable") }),
    };

    private static JsonObject Typed(FactDefinition fact)
    {
        var words = new JsonArray([.. fact.Allowed.Select(allowed => JsonValue.Create(allowed.Word))]);
        switch (fact.Type)
        {
            case FactType.Boolean:
                return new JsonObject { ["type"] = "boolean" };
            case FactType.Number:
                var number = new JsonObject { ["type"] = "number", ["minimum"] = fact.Minimum, ["maximum"] = fact.Maximum };
                if (fact.Unit.Length > 0)
                    number["x-unit"] = fact.Unit;
                return number;
            case FactType.Date:
                return new JsonObject { ["type"] = "string", ["format"] = "date" };
            case FactType.Word:
                return new JsonObject { ["enum"] = words };
            case FactType.Words:
                return new JsonObject { ["type"] = "array", ["uniqueItems"] = true, ["items"] = new JsonObject { ["enum"] = words } };
            default:
                var fields = new JsonObject();
                foreach (var field in fact.Fields)
                    fields[field.Name] = OrNotDocumented(field);
                return new JsonObject
                {
                    ["type"] = "array",
                    ["items"] = new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = fields },
                };
        }
    }
}
