using System.Globalization;
using System.Text.Json;

namespace UtilizationReview.NurseReview.Domain;

/// <summary>One line of the record for the physician.</summary>
/// <param name="Kind">patient, asked, met, open, finding, more, judged, due.</param>
/// <param name="Text">For a person; no name.</param>
/// <param name="Criterion">Criterion it is about; empty when none.</param>
/// <param name="Fact">Fact it rests on; empty when it rests on the order or its clock.</param>
/// <param name="Source">Where that comes from.</param>
internal sealed record SummaryLine(string Kind, string Text, string Criterion, string Fact, string Source);

/// <summary>The record as a physician reads it in a minute: built from the order and the findings, each line with where it comes from.
/// What does not fit is counted, never silently left out; what stands in the way comes before what is met.</summary>
internal static class ReferralSummary
{
    /// <summary>Words a person reads in a minute; the nurse's own words count.</summary>
    public const int WordLimit = 250;

    /// <summary>What the record gets however much the nurse wrote.</summary>
    private const int RecordMinimum = 100;

    private const int TextWords = 18;
    private const int MoreWords = 12;
    private const int MostJudged = 3;
    private const string FromOrder = "the order";
    private const string FromCriteria = "the criteria, on the nurse's facts";

    /// <summary>Builds the lines.</summary>
    /// <param name="item">The item with its findings.</param>
    /// <param name="record">The order.</param>
    /// <param name="ownWords">The nurse's own words.</param>
    public static IReadOnlyList<SummaryLine> Build(NurseItem item, CaseRecord record, string ownWords)
    {
        var room = Math.Max(RecordMinimum, WordLimit - Words(ownWords)) - MoreWords;
        var patient = Patient(record);
        SummaryLine[] ends = [.. Judged(item), Due(item)];
        room -= Words(patient.Text) + ends.Sum(line => Words(line.Text));
        var open = record.Open.Where(c => item.Lines.Contains(c.Line)).Select(Open).ToList();
        var candidates = record.Asked.Where(a => item.Lines.Contains(a.Line)).Select(Asked)
            .Concat(open).Concat(item.Findings.Where(f => item.Lines.Contains(f.Line)).Select(Found))
            .Concat(record.Met.Where(c => item.Lines.Contains(c.Line)).Select(Met)).ToList();
        List<SummaryLine> kept = [];
        foreach (var line in candidates)
        {
            if (Words(line.Text) > room) break; // the rest matters less; a later short line must not pass for the next in importance
            room -= Words(line.Text);
            kept.Add(line);
        }
        List<SummaryLine> lines = [patient, .. kept.Where(l => l.Kind == "asked"), .. kept.Where(l => l.Kind == "met"),
            .. kept.Where(l => l.Kind == "open"), .. kept.Where(l => l.Kind == "finding")];
        if (candidates.Count - kept.Count is > 0 and var left)
            lines.Add(new("more", $"{left} more {(left == 1 ? "line" : "lines")} in the full record; open it before you decide.", "", "", FromOrder));
        lines.AddRange(ends);
        return lines;
    }

    /// <summary>Words of a text, as a reader counts them.</summary>
    public static int Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    private static SummaryLine Patient(CaseRecord record) => new("patient",
        $"Patient: {(record.Age is { } age ? $"{age.ToString("0", CultureInfo.InvariantCulture)} years" : "age not known")}, "
            + $"{record.MemberState}, plan {record.PlanId}; service on {record.DateOfService}, {record.Place}.",
        "", record.Age is null ? "" : "pt.age", FromOrder);

    private static SummaryLine Due(NurseItem item) => new("due",
        $"Decision due {item.DueAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC"
            + $"{(item.Referral?.Expedited == true ? ", expedited" : "")}.",
        "", "", "the order's clock");

    /// <summary>What the criteria make of what the nurse corrected; nothing when she corrected nothing.</summary>
    private static IEnumerable<SummaryLine> Judged(NurseItem item)
    {
        if (Reevaluation.FactsOf(item).Count == 0) yield break;
        if (Reevaluation.IsDue(item))
        {
            yield return new("judged", "The criteria have not been judged on the corrected facts.", "", "", FromCriteria);
            yield break;
        }
        foreach (var line in item.Reevaluation!.Lines.Where(line => item.Lines.Contains(line.Line)).Take(MostJudged))
        {
            var open = line.OpenAfter.Count == 0 ? "nothing is open" : $"open: {string.Join(", ", line.OpenAfter.Take(MostJudged))}";
            yield return new("judged", $"On the corrected facts, line {line.Line}: {open}.", "", "", FromCriteria);
        }
    }

    private static SummaryLine Asked(AskedService asked) => new("asked", $"Asked: {Short(asked.Words)}.", "", "", FromOrder);

    private static SummaryLine Open(SeenCriterion criterion)
    {
        var missing = criterion.Missing.Count > 0 ? criterion.Missing[0] : null;
        var fact = criterion.Facts.FirstOrDefault(f => missing is null || f.Name == missing)
            ?? (missing is null ? null : new SeenFact(missing, "not given", "not given"));
        var word = criterion.Answer switch { CriteriaAnswer.Unknown => "Missing", CriteriaAnswer.Met => "Excluded by", _ => "Not met" };
        return new("open", $"{word}: {criterion.Id} {Short(criterion.Text)}{Deciding(fact)}.",
            criterion.Id, fact?.Name ?? "", fact?.Source ?? FromOrder);
    }

    private static SummaryLine Met(SeenCriterion criterion)
    {
        var fact = criterion.Facts.Count > 0 ? criterion.Facts[0] : null;
        return new("met", $"Met: {criterion.Id} {Short(criterion.Text)}{Deciding(fact)}.", criterion.Id, fact?.Name ?? "", fact?.Source ?? FromOrder);
    }

    private static SummaryLine Found(Finding finding)
    {
        var text = finding.Kind switch
        {
            FindingKind.Confirmed => $"Nurse confirmed {finding.Criterion} in the record.",
            FindingKind.Corrected => $"Nurse corrected {finding.Criterion}: {finding.Fact!.Name} is {Short(Say(finding.Fact.Value))} "
                + $"({Short(finding.Fact.Document)}, page {finding.Fact.Page}).",
            _ => $"Nurse could not confirm {finding.Criterion}.",
        };
        return new("finding", text, finding.Criterion, finding.Fact?.Name ?? "",
            finding.Fact is { } fact ? $"{fact.Document}, page {fact.Page}" : $"nurse {finding.FoundBy}");
    }

    private static string Deciding(SeenFact? fact) => fact is null ? ""
        : fact.Value == fact.Source ? $" ({fact.Name} {fact.Value})"
        : $" ({fact.Name}: {Short(fact.Value)}, {Short(fact.Source)})";

    private static string Short(string text)
    {
        var words = text.Trim().TrimEnd('.').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length <= TextWords ? string.Join(' ', words) : string.Join(' ', words.Take(TextWords)) + "…";
    }

    /// <summary>A value of the wire's JSON in words: the number, word, date, yes or no; anything else as it is written.</summary>
    private static string Say(string json)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object) return json;
        var value = document.RootElement.EnumerateObject().Select(p => p.Value).FirstOrDefault();
        return value.ValueKind switch
        {
            JsonValueKind.True => "yes",
            JsonValueKind.False => "no",
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Object when value.TryGetProperty("words", out var words) && words.ValueKind == JsonValueKind.Array =>
                string.Join(", ", words.EnumerateArray().Select(word => word.GetString())),
            _ => value.ValueKind == JsonValueKind.Undefined ? "none" : value.GetRawText(),
        };
    }
}
