namespace UtilizationReview.Correspondence.Domain.Kit;

/// <summary>Makes sections fit one page. Too much is left out in a fixed order, never silently: the section names what it lost.</summary>
internal static class OnePage
{
    /// <summary>Printed lines there are for sections: a page without its title, in the small print of the sheet.</summary>
    public const double Lines = 53;

    /// <summary>Characters of a printed line, with room to spare.</summary>
    public const int LineLength = 104;

    private const double HeadingLines = 1.8;
    private const double BetweenItems = 0.18;
    private const double AfterList = 0.25;

    /// <summary>What the last section takes at least: a heading wants lines below it on its page.</summary>
    private const double LastSection = 5.8;

    private const int LongestStatement = 320;
    private const int Named = 4;

    /// <summary>Characters of what was left out that are told of it.</summary>
    private const int LongestName = 60;

    private const int LastToGive = 3;

    /// <summary>What gives way, in this order, and how many entries it keeps at first; later it keeps one, the last three when nothing else helps.
    /// Gaps stay.</summary>
    private static readonly (Heading Heading, int Keeps)[] GiveWay =
    [
        (Headings.Objections, 3), (Headings.Imaging, 2), (Headings.Care, 3), (Headings.Function, 2), (Headings.WhyNow, 2), (Headings.Relied, 2),
        (Headings.Call, 4), (Headings.Patient, 5),
    ];

    /// <summary>The sections on one page.</summary>
    public static IReadOnlyList<Section> Fit(IReadOnlyList<Section> sections)
    {
        List<Section> fitting = [.. sections.Select(section => section with { Entries = [.. section.Entries.Select(Shortened)] })];
        List<Lost> lost = [];
        while (Height(With(fitting, lost)) > Lines && Next(fitting) is var (at, kept, gone))
        {
            fitting[at] = fitting[at] with { Entries = kept };
            lost.AddRange(gone);
        }
        return With(fitting, lost);
    }

    /// <summary>Printed lines of the sections.</summary>
    public static double Height(IReadOnlyList<Section> sections) =>
        sections.SkipLast(1).Sum(Height) + sections.TakeLast(1).Sum(section => Math.Max(LastSection, Height(section)));

    private static double Height(Section section) => HeadingLines + AfterList + section.Entries.Sum(
        entry => entry.All.Sum(statement => HeightOf(statement.Text)) + (entry.Under.Count > 0 ? AfterList : 0));

    private static double HeightOf(string text) => BetweenItems + ((text.Length + LineLength - 1) / LineLength);

    private static (int At, IReadOnlyList<Entry> Kept, IEnumerable<Lost> Lost)? Next(List<Section> sections) =>
        GiveWay.Select(part => Less(sections, part.Heading, part.Keeps, underToo: false))
            .Concat(GiveWay.SkipLast(LastToGive).Select(part => Less(sections, part.Heading, 1, underToo: true)))
            .Concat(GiveWay.Select(part => Less(sections, part.Heading, 1, underToo: true))).FirstOrDefault(less => less is not null);

    /// <summary>The section without its last entry that can go, or else without the last statement under one that is no gap and not the first;
    /// null when nothing can.</summary>
    private static (int At, IReadOnlyList<Entry> Kept, IEnumerable<Lost> Lost)? Less(
        List<Section> sections, Heading heading, int keeps, bool underToo)
    {
        var at = sections.FindIndex(section => section.Heading == heading);
        if (at < 0) return null;
        var entries = sections[at].Entries;
        for (var i = entries.Count - 1; i >= keeps; i--)
        {
            if (entries[i].Main.Sources.Count > 0) return (at, [.. entries.Take(i), .. entries.Skip(i + 1)], Gone(entries[i]));
        }
        for (var i = entries.Count - 1; underToo && i >= 0; i--)
        {
            var under = entries[i].Under;
            var last = under.Count - 1;
            while (last > 0 && under[last] is Statement.NotInRecord) last--;
            if (last <= 0) continue;
            var less = entries[i] with { Under = [.. under.Take(last), .. under.Skip(last + 1)] };
            return (at, [.. entries.Take(i), less, .. entries.Skip(i + 1)], [new(heading, under[last], IsMain: false)]);
        }
        return null;

        IEnumerable<Lost> Gone(Entry entry) => entry.All.Select((statement, place) => new Lost(heading, statement, IsMain: place == 0));
    }

    /// <summary>The sections, the last one with what was left out: by the section it stood in and how it begins. What rests on nothing that is not
    /// told elsewhere on the page is not named; an objection is, whatever it rests on.</summary>
    private static List<Section> With(List<Section> sections, List<Lost> lost)
    {
        var told = sections.SelectMany(section => section.Statements).SelectMany(statement => statement.Sources).ToHashSet();
        var named = lost.Where(gone => gone.IsObjection || !gone.Statement.Sources.All(told.Contains)).DistinctBy(gone => gone.Statement.Text).ToList();
        if (named.Count == 0) return sections;
        var shown = named.Take(Named).GroupBy(gone => gone.From).Select(of =>
            $"under {of.Key.Id.Replace('-', ' ')}, {string.Join("; ", of.Select(gone => CaseWords.Short(gone.Statement.Text.TrimEnd('.'), LongestName)))}");
        var said = $"Left out here for room, see the kit's “why” and the record: {string.Join("; ", shown)}"
            + (named.Count > Named ? "; and others" : "");
        var left = new Statement.Stated(CaseWords.Sentence(said), [.. named.SelectMany(gone => gone.Statement.Sources).Distinct()]);
        return [.. sections.SkipLast(1), sections[^1] with { Entries = [.. sections[^1].Entries, new(left)] }];
    }

    private static Entry Shortened(Entry entry) => new(Shortened(entry.Main), [.. entry.Under.Select(Shortened)]);

    private static Statement Shortened(Statement statement) => statement is Statement.Stated { Text.Length: > LongestStatement } long_
        ? new Statement.Stated(CaseWords.Short(long_.Text, LongestStatement), long_.Sources)
        : statement;

    /// <summary>A statement that found no room.</summary>
    /// <param name="From">Of the section it stood in.</param>
    /// <param name="IsMain">Nothing stood over it.</param>
    private sealed record Lost(Heading From, Statement Statement, bool IsMain)
    {
        /// <summary>It is an objection, not the record's answer to one.</summary>
        public bool IsObjection => IsMain && From == Headings.Objections;
    }
}
