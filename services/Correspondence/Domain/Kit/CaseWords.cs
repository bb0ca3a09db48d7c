using System.Globalization;

namespace UtilizationReview.Correspondence.Domain.Kit;

/// <summary>The record's codes as people say them. One place, so that a statement and its source use the same words.</summary>
internal static class CaseWords
{
    /// <summary>"December 4, 2026".</summary>
    public static string Day(DateOnly day) => day.ToString("MMMM d, yyyy", CultureInfo.InvariantCulture);

    public static string Of(CaseAnswer answer) => answer switch
    {
        CaseAnswer.Met => "met",
        CaseAnswer.NotMet => "not met",
        CaseAnswer.Unknown => "not documented",
        _ => "not judged",
    };

    public static string Of(CaseOutcome outcome) => outcome switch
    {
        CaseOutcome.Waiting => "waits for a decision",
        CaseOutcome.Approved => "approved as asked",
        CaseOutcome.ApprovedLess => "approved for less than asked",
        CaseOutcome.Denied => "denied",
        CaseOutcome.DeniedSite => "accepted, but denied at this site",
        CaseOutcome.NoReview => "needs no review",
        CaseOutcome.Notification => "recorded as a notification",
        CaseOutcome.Withdrawn => "withdrawn",
        CaseOutcome.Expired => "expired",
        CaseOutcome.Revoked => "revoked",
        _ => "not known",
    };

    /// <summary>A grade of evidence; guidelines name them with underscores.</summary>
    public static string Grade(string evidence) => evidence switch
    {
        "program_page" => "program page",
        "plan_notice" => "plan notice",
        "secondary" => "secondary source",
        "analog" => "analog of another policy",
        "general_unverified" => "general knowledge, unverified",
        "design" => "design decision",
        _ => evidence.Replace('_', ' '),
    };

    /// <summary>Grades that a reviewer can question: the criterion itself rests on little.</summary>
    public static bool IsWeak(string evidence) => evidence is "general_unverified" or "analog" or "design";

    /// <summary>"63047 Laminectomy …, L4, left, 2 units".</summary>
    public static string Procedure(CaseLine line) => string.Join(", ", new[]
    {
        $"{line.Code} {line.Description}".TrimEnd(), string.Join(" and ", line.Levels), line.Side, line.Units > 1 ? $"{line.Units} units" : "",
    }.Where(part => part.Length > 0));

    /// <summary>Who decided, with the signer where there is one.</summary>
    public static string Decider(Decision decision) => decision.Signer.Length > 0 ? $"{decision.By} ({decision.Signer})" : decision.By;

    /// <summary>"office note “visit.pdf”".</summary>
    public static string Name(CaseDocument document) => $"{document.Kind} “{document.FileName}”";

    /// <summary>"office note “visit.pdf”, 3 pages, received on …".</summary>
    public static string Of(CaseDocument document) => Name(document)
        + (document.Pages switch { 0 => "", 1 => ", 1 page", var pages => $", {pages} pages" }) + $", received on {Day(document.ReceivedOn)}";

    /// <summary>At most so many characters, whole words; what is longer says so with "…".</summary>
    public static string Short(string text, int most)
    {
        if (text.Length <= most) return text;
        var end = text.LastIndexOf(' ', most - 2);
        return end > 0 ? text[..end].TrimEnd() + " …" : "…";
    }

    /// <summary>A sentence of its own: one full stop at its end.</summary>
    public static string Sentence(string text) =>
        text.TrimEnd() is { Length: > 0 } trimmed && !".!?…”".Contains(trimmed[^1]) ? trimmed + "." : text.TrimEnd();

    /// <summary>With a capital at the start.</summary>
    public static string Upper(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>"a", "a and b", "a, b and c".</summary>
    public static string List(IReadOnlyList<string> words) => words.Count switch
    {
        0 => "",
        1 => words[0],
        _ => $"{string.Join(", ", words.Take(words.Count - 1))} and {words[^1]}",
    };
}
