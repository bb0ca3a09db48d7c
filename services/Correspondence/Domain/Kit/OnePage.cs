namespace UtilizationReview.Correspondence.Domain.Kit;

/// <summary>Makes sections fit one page. Too much is left out in a fixed order, never silently: the section names what it lost.</summary>
internal static class OnePage
{
    /// <summary>Printed lines there are for sections: a page without its title, and without what the last heading keeps free below it.</summary>
    public const double Lines = 49;

    /// <summary>Characters of a printed line, with room to spare.</summary>
    public const int LineLength = 98;

    private const double HeadingLines = 1.8;
    private const double BetweenItems = 0.18;
    private const double AfterList = 0.25;
    private const int LongestStatement = 320;
    private const int Named = 5;

    /// <summary>What gives way first; a section keeps its first entry.</summary>
    private static readonly Heading[] GiveWay =
        [Headings.Objections, Headings.Function, Headings.Care, Headings.Imaging, Headings.WhyNow, Headings.Call, Headings.Relied, Headings.Patient];

    /// <summary>The sections on one page.</summary>
    public static IReadOnlyList<Section> Fit(IReadOnlyList<Section> sections)
    {
        List<Section> fitting = [.. sections.Select(section => section with { Entries = [.. section.Entries.Select(Shortened)] })];
        Dictionary<string, List<Statement>> cut = [];
        while (Height(fitting, cut) > Lines && Next(fitting) is { } at)
        {
            var section = fitting[at];
            var (kept, lost) = Less(section.Entries);
            fitting[at] = section with { Entries = kept };
            if (!cut.TryGetValue(section.Heading.Id, out var gone)) cut[section.Heading.Id] = gone = [];
            gone.InsertRange(0, lost);
        }
        return [.. fitting.Select(section => cut.TryGetValue(section.Heading.Id, out var lost)
            ? section with { Entries = [.. section.Entries, new(LeftOut(lost))] }
            : section)];
    }

    /// <summary>Printed lines of the sections.</summary>
    public static double Height(IEnumerable<Section> sections) => sections.Sum(section => HeadingLines + AfterList + section.Entries.Sum(
        entry => entry.All.Sum(statement => HeightOf(statement.Text)) + (entry.Under.Count > 0 ? AfterList : 0)));

    private static double Height(IReadOnlyList<Section> sections, Dictionary<string, List<Statement>> cut) =>
        Height(sections) + cut.Values.Sum(lost => HeightOf(LeftOut(lost).Text));

    private static double HeightOf(string text) => BetweenItems + ((text.Length + LineLength - 1) / LineLength);

    private static int? Next(List<Section> sections)
    {
        var tallest = GiveWay.Select(heading => sections.FindIndex(section => section.Heading == heading))
            .Where(at => at >= 0 && sections[at].Statements.Count() > 1)
            .Select(at => (at, height: sections[at].Statements.Sum(s => HeightOf(s.Text)))).OrderByDescending(found => found.height).ToList();
        return tallest.Count > 0 ? tallest[0].at : null;
    }

    /// <summary>Without its last statement: what is under an entry goes before the entry.</summary>
    private static (IReadOnlyList<Entry> Kept, IReadOnlyList<Statement> Lost) Less(IReadOnlyList<Entry> entries)
    {
        var last = entries[^1];
        if (entries.Count > 1) return ([.. entries.SkipLast(1)], [.. last.All]);
        return ([last with { Under = [.. last.Under.SkipLast(1)] }], [last.Under[^1]]);
    }

    private static Statement LeftOut(IReadOnlyList<Statement> lost)
    {
        var names = lost.SelectMany(statement => statement.Sources).Where(s => s.Kind is SourceKind.Fact or SourceKind.Criterion).Select(s => s.Key)
            .Distinct().ToList();
        var shown = names.Count == 0 ? "" : $": {string.Join(", ", names.Take(Named))}{(names.Count > Named ? " and others" : "")}";
        IReadOnlyList<Source> sources = [.. lost.SelectMany(statement => statement.Sources).Distinct()];
        return sources.Count > 0
            ? new Statement.Stated($"Left out here for room, see the kit's “why” and the record{shown}.", sources)
            : new Statement.NotInRecord("more, left out here for room");
    }

    private static Entry Shortened(Entry entry) => new(Shortened(entry.Main), [.. entry.Under.Select(Shortened)]);

    private static Statement Shortened(Statement statement) => statement is Statement.Stated { Text.Length: > LongestStatement } long_
        ? new Statement.Stated(CaseWords.Short(long_.Text, LongestStatement), long_.Sources)
        : statement;
}
