using System.Globalization;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Contracts.Yaml;
using YamlDotNet.RepresentationModel;

namespace UtilizationReview.Host.Journeys;

/// <summary>
/// Reads journey files strictly: every mistake is told with file and line. The format is documented in deploy/demo/journeys/README.md.
/// </summary>
internal static class JourneyFiles
{
    private static readonly string[] TimeForms = ["yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss"];

    /// <summary>Reads one file, or every <c>*.yaml</c> of a folder in the order of the names.</summary>
    /// <param name="path">File or folder.</param>
    /// <param name="problems">Takes a sentence per mistake; when any is added, the journeys must not be played.</param>
    public static IReadOnlyList<Journey> Load(string path, List<string> problems)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            problems.Add($"{path}: no such file or folder.");
            return [];
        }

        var files = File.Exists(path) ? [path] : Directory.EnumerateFiles(path, "*.yaml").Order(StringComparer.Ordinal).ToArray();
        if (files.Length == 0)
            problems.Add($"{path}: the folder holds no journey (*.yaml).");
        return [.. files.Select(file => Read(file, problems)).OfType<Journey>()];
    }

    private static Journey? Read(string path, List<string> problems)
    {
        if (StrictMap.Read(path, problems) is not { } file)
            return null;
        var title = file.Text("journey");
        var plan = file.Text("plan");
        var start = Time(file, "start") ?? default;
        var order = Order(file.Map("order"), plan, file.Text("member"), problems);
        var facts = Facts(file, "facts");
        var steps = new List<JourneyStep>();
        foreach (var step in file.Maps("steps"))
        {
            if (JourneySteps.Read(step, steps.Count + 1) is { } read)
                steps.Add(read);
        }

        if (steps.Count == 0)
            file.Problem("steps", "has no step; a journey has at least one");
        var before = start;
        foreach (var step in steps)
        {
            if (step.At < before)
                problems.Add($"{Path.GetFileName(path)}:{step.Line}: this step is at {step.At:yyyy-MM-dd HH:mm}, before the one above it "
                    + $"({before:yyyy-MM-dd HH:mm}); time only moves forward.");
            before = step.At ?? before;
        }

        file.ReportUnread();
        return new Journey
        {
            File = Path.GetFileName(path), Title = title, PlanId = plan, Start = start, Order = order, Facts = facts, Steps = steps,
        };
    }

    private static OrderForm Order(StrictMap order, string plan, string member, List<string> problems)
    {
        if (!order.Exists)
            problems.Add("order: a journey needs an order.");
        var form = new OrderForm
        {
            PlanId = plan,
            MemberId = member,
            PracticeId = order.Text("practice"),
            OrderingClinicianId = order.Text("ordering_clinician", ""),
            SurgeonId = order.Text("surgeon", ""),
            FacilityId = order.Text("facility", ""),
            PlaceOfService = (PlaceOfService)order.Number("place_of_service", 0, 1, 99),
            DateOfService = order.Date("date_of_service")?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
            Urgency = order.OneOf("urgency", "standard", ["standard", "expedited"]) == "expedited" ? Urgency.Expedited : Urgency.Standard,
            EmergencyPresentation = order.Truth("emergency_presentation", false),
            SiteReason = order.Text("site_reason", ""),
            CallbackPhone = order.Text("callback_phone", ""),
        };
        form.Diagnoses.Add(order.Words("diagnoses"));
        foreach (var given in order.Maps("lines"))
        {
            var line = new Line
            {
                Number = form.Lines.Count + 1,
                Code = given.Text("code"),
                Units = given.Number("units", 1, 1, 99),
                Side = Side(given.OneOf("side", "", ["", "left", "right", "both", "not_applicable"])),
            };
            line.Levels.Add(given.Words("levels"));
            form.Lines.Add(line);
        }

        if (form.Lines.Count == 0)
            order.Problem("lines", "has no line; an order has at least one");
        return form;
    }

    /// <summary>A side by its word; empty is not given.</summary>
    internal static Side Side(string word) => word switch
    {
        "left" => Contracts.Vocabulary.V1.Side.Left,
        "right" => Contracts.Vocabulary.V1.Side.Right,
        "both" => Contracts.Vocabulary.V1.Side.Both,
        "not_applicable" => Contracts.Vocabulary.V1.Side.NotApplicable,
        _ => Contracts.Vocabulary.V1.Side.Unspecified,
    };

    /// <summary>The facts of a key, untyped. "im@L4-L5" applies to one level.</summary>
    internal static IReadOnlyList<GivenFact> Facts(StrictMap map, string key)
    {
        var node = map.Node(key);
        if (node is null)
            return [];
        if (node is not YamlMappingNode facts)
        {
            map.Problem(key, "is not a mapping of fact names to values");
            return [];
        }

        return [.. facts.Children.Select(fact =>
        {
            var name = ((YamlScalarNode)fact.Key).Value ?? "";
            var at = name.IndexOf('@', StringComparison.Ordinal);
            return at < 0 ? new GivenFact(name, "", fact.Value) : new GivenFact(name[..at], name[(at + 1)..], fact.Value);
        })];
    }

    /// <summary>A plan-local time; a problem when it is not one, null when the key is missing.</summary>
    internal static DateTime? Time(StrictMap map, string key)
    {
        if (!map.Has(key))
        {
            _ = map.Node(key);
            return null;
        }

        var text = map.Text(key);
        if (DateTime.TryParseExact(text, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return time;
        map.Problem(key, $"'{text}' is not a time such as 2026-11-23 09:30 (plan-local)");
        return null;
    }
}
