using UtilizationReview.Contracts.Yaml;
using UtilizationReview.Correspondence.Domain.Kit;

namespace UtilizationReview.Correspondence.Adapters.Kit;

/// <summary>Reads <c>sections.yaml</c>, strictly: a mistake stops the service at its start, with file and line.</summary>
internal static class KitSections
{
    /// <summary>Where the shipped file lies.</summary>
    public static string ShippedPath => Path.Combine(AppContext.BaseDirectory, "Kit", "sections.yaml");

    /// <summary>The sections of the file.</summary>
    /// <exception cref="InvalidDataException">The file is wrong; the message tells every mistake.</exception>
    public static SheetSections Load(string path)
    {
        using var text = new StreamReader(path);
        return Read(Path.GetFileName(path), text);
    }

    /// <summary>The sections of a text.</summary>
    /// <exception cref="InvalidDataException">The text is wrong; the message tells every mistake.</exception>
    public static SheetSections Read(string name, TextReader text)
    {
        List<string> problems = [];
        var file = StrictMap.Read(name, text, problems);
        SheetSections? sections = null;
        if (file is not null)
        {
            sections = new(
                Section(file, "patient"), Section(file, "symptoms"), Section(file, "finding"), Section(file, "care"), Section(file, "function"),
                Section(file, "imaging"), Section(file, "why_now"), file.Words("only_where_a_criterion_asks").ToHashSet(StringComparer.Ordinal));
            foreach (var twice in sections.All.SelectMany(section => section.Show).Where(sections.OnlyWhereAsked.Contains).Distinct())
                file.Problem("only_where_a_criterion_asks", $"names '{twice}', which a section shows");
            file.ReportUnread();
        }
        return problems.Count == 0 ? sections! : throw new InvalidDataException(string.Join(Environment.NewLine, problems));
    }

    private static SheetSection Section(StrictMap file, string key)
    {
        var section = file.Map(key);
        if (!section.Exists) file.Problem(key, "is missing");
        var show = section.Words("show", required: true);
        var affirmed = section.Map("affirmed_by");
        foreach (var fact in affirmed.Keys.Where(fact => !show.Contains(fact, StringComparer.Ordinal)).ToList())
            affirmed.Problem(fact, "is not shown in this section");
        return new(
            show,
            [.. section.Maps("expect").Select(expected => new Expectation(
                expected.Words("facts", required: true, allowed: show), expected.Text("say", check: Phrase)))],
            section.Text("dates", "", Phrase),
            affirmed.Keys.ToList().ToDictionary(fact => fact, fact => affirmed.Words(fact), StringComparer.Ordinal));
    }

    private static string? Phrase(string text) => text.EndsWith('.') || text.EndsWith('?')
        ? "is not a phrase; it stands after \"Not in the record:\""
        : null;
}
