using System.Globalization;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using UtilizationReview.Correspondence.Adapters.Kit;
using UtilizationReview.Correspondence.Adapters.Letters;
using UtilizationReview.Correspondence.Domain.Kit;

namespace UtilizationReview.Tests.Unit.Correspondence.Kit;

/// <summary>The promise of the kit, over records made by chance: nothing is stated without a source, and no number comes from nowhere.</summary>
public sealed partial class EverySentenceHasItsSource
{
    private const int Records = 1500;

    private static readonly string[] Titles = ["Why the order is not approved", "Call sheet", "Request for reconsideration"];

    [Fact]
    public void A_statement_without_a_source_cannot_be_made()
    {
        Should.Throw<ArgumentException>(() => new Statement.Stated("It is so."));
        Should.Throw<ArgumentException>(() => new Statement.Stated("It is so.", Array.Empty<Source>()));
        Should.Throw<ArgumentException>(() => new Statement.Stated("  ", Source.Of(new Particular("order", "UR-1"))));
        typeof(Statement).GetConstructors().ShouldBeEmpty();
        typeof(Source).GetConstructors().ShouldBeEmpty();
        typeof(Statement.Stated).GetConstructors()
            .ShouldAllBe(made => made.GetParameters().Any(p => p.ParameterType == typeof(IReadOnlyList<Source>)));
        typeof(Statement.Stated).GetProperties().ShouldAllBe(property => !property.CanWrite);
    }

    [Fact]
    public void Everything_written_is_a_heading_of_the_list_or_a_statement_whose_sources_are_in_the_record() => ForAll(EverythingWrittenIsKnown);

    [Fact]
    public void No_number_is_invented() => ForAll(NoNumberIsInvented);

    internal static void EverythingWrittenIsKnown(CaseRecord record, KitText document)
    {
        var known = document.Sections.SelectMany(section => section.Statements).ToLookup(statement => statement.Text);
        foreach (var block in LetterText.Read(KitMarkdown.Of(document)).Descendants<LeafBlock>())
        {
            var text = LetterText.Plain(block.Inline!);
            if (block is HeadingBlock heading)
            {
                (heading.Level == 1 ? Titles : Words(record)).ShouldContain(text);
                if (heading.Level > 1) heading.GetAttributes().Id.ShouldNotBeNullOrEmpty();
                continue;
            }
            known[text].ShouldNotBeEmpty($"'{text}' is no statement");
            foreach (var source in known[text].SelectMany(statement => statement.Sources))
                Exists(source, record).ShouldBeTrue($"'{text}' rests on {source.Kind} {source.Key}, which is not in the record");
            block.ShouldBeOfType<ParagraphBlock>();
            if (known[text].First() is Statement.Stated stated) stated.Sources.ShouldNotBeEmpty();
        }
    }

    internal static void NoNumberIsInvented(CaseRecord record, KitText document)
    {
        foreach (var statement in document.Sections.SelectMany(section => section.Statements))
        {
            var said = Numbers(string.Join(' ', statement.Sources.Select(source => $"{source.Key} {source.Says}")));
            if (statement is not Statement.Stated) said.UnionWith(Numbers(string.Join(' ', Phrases(record))));
            Numbers(statement.Text).Except(said)
                .ShouldBeEmpty($"'{statement.Text}' rests on {string.Join(" | ", statement.Sources.Select(s => s.Says))}");
        }
    }

    [Fact]
    public void Blanks_and_gaps_are_marked_as_such() => ForAll((_, document) =>
    {
        var paragraphs = LetterText.Read(KitMarkdown.Of(document)).Descendants<ParagraphBlock>()
            .ToLookup(block => LetterText.Plain(block.Inline!), block => block.Inline!.FirstChild);
        foreach (var statement in document.Sections.SelectMany(section => section.Statements))
        {
            var marks = paragraphs[statement.Text].ToList();
            marks.ShouldNotBeEmpty(statement.Text);
            switch (statement)
            {
                case Statement.ToFill:
                    statement.Text.ShouldStartWith("[Practice to complete: ");
                    marks.Select(Strength).ShouldAllBe(strength => strength == 2);
                    break;
                case Statement.NotInRecord:
                    statement.Text.ShouldStartWith("Not in the record: ");
                    marks.Select(Strength).ShouldAllBe(strength => strength == 1);
                    break;
                default:
                    marks.OfType<EmphasisInline>().ShouldBeEmpty();
                    break;
            }
        }
    });

    [Fact]
    public void An_empty_record_is_told_as_gaps()
    {
        var record = new KitCases(1).Next() with
        {
            Stage = CaseStage.NurseReview,
            Facts = [],
            Documents = [],
            Talks = [],
            Diagnoses = [],
            Lines = [new(1, "63047", "", 1, "", [], CaseOutcome.Waiting, null, null, null, [])],
        };
        var sheet = CallSheet.Of(record, KitCases.Sections).Document!;
        foreach (var heading in new[] { Headings.Patient, Headings.Relied, Headings.Care, Headings.Function, Headings.Imaging, Headings.WhyNow })
        {
            sheet.Sections.Single(section => section.Heading == heading).Statements.ShouldContain(s => s is Statement.NotInRecord, heading.Words);
        }
    }

    [Fact]
    public void A_sheet_is_no_longer_than_a_page_and_names_what_it_lost() => ForAll((record, document) =>
    {
        if (document is not CallSheet sheet) return;
        OnePage.Height(sheet.Sections).ShouldBeLessThanOrEqualTo(OnePage.Lines);
        sheet.Sections.ShouldAllBe(section => section.Entries.Count > 0);
    });

    [Fact]
    public void A_sheet_is_printed_on_one_page_however_much_there_is()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var record = new KitCases(seed).Next();
            if (CallSheet.Of(record, KitCases.Sections).Document is not { } sheet) continue;
            StandsOnOnePage(record, sheet);
        }
    }

    internal static void StandsOnOnePage(CaseRecord record, CallSheet sheet)
    {
        var letter = new Letter(sheet.Title, "en-US", record.Today, KitMarkdown.Of(sheet), "Demonstration criteria.") { Compact = true };
        using var file = new MemoryStream(LetterPdf.Render(letter));
        PdfSharp.Pdf.IO.PdfReader.Open(file, PdfSharp.Pdf.IO.PdfDocumentOpenMode.Import).PageCount
            .ShouldBe(1, $"{OnePage.Height(sheet.Sections)} lines: {letter.Markdown}");
    }

    private static void ForAll(Action<CaseRecord, KitText> hold)
    {
        var seen = 0;
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var record = new KitCases(seed).Next();
            foreach (var document in Documents(record))
            {
                seen++;
                hold(record, document);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Records));
        seen.ShouldBeGreaterThan(Records / 2);
    }

    private static IEnumerable<KitText> Documents(CaseRecord record) => new KitText?[]
    {
        Why.Of(record).Document, CallSheet.Of(record, KitCases.Sections).Document, ReconsiderationLetter.Of(record, KitCases.Sections).Document,
    }.OfType<KitText>();

    private static int Strength(Inline? mark) => mark is EmphasisInline emphasis ? emphasis.DelimiterCount : 0;

    private static HashSet<string> Numbers(string text) =>
        [.. Number().Matches(text).Select(found => decimal.Parse(found.Value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture))];

    private static IEnumerable<string> Phrases(CaseRecord record) =>
        record.Facts.Select(fact => FactWords.Name(record.Terms.Find(fact.Name)));

    private static string[] Words(CaseRecord record)
    {
        Heading[] fixedOnes =
        [
            Headings.Order, Headings.Due, Headings.Patient, Headings.Relied, Headings.Care, Headings.Function, Headings.Imaging, Headings.WhyNow,
            Headings.Objections, Headings.Call, Headings.Address, Headings.Subject, Headings.Denial, Headings.Points, Headings.Enclosed,
            Headings.Request,
            Headings.Signature, Headings.Decided(1), Headings.Open(1), Headings.Changes(1), Headings.Site(1), Headings.SiteChanges(1),
        ];
        return [.. fixedOnes.Concat(record.Lines.Select(line => Headings.Line(line.Number))).Select(heading => heading.Words)];
    }

    /// <summary>Looks the source up in the record, by what it says of itself.</summary>
    private static bool Exists(Source source, CaseRecord record)
    {
        var judgements = record.Lines.SelectMany(line => new[] { line.AtReceipt, line.Now, line.Site?.Judgement }).OfType<Judgement>()
            .Where(j => j.Line == source.Line && j.Guideline == source.Guideline && j.Version == source.Version);
        return source.Kind switch
        {
            SourceKind.Fact => record.Facts.Any(f => (f.Name, f.AppliesTo, f.Origin, f.Document, f.Page, f.StatedOn)
                == (source.Key, source.AppliesTo, source.Origin, source.Document, source.Page, source.StatedOn)),
            SourceKind.Criterion => judgements.Any(j => j.Find(source.Key).Any() || j.Open.Any(open => open.Id == source.Key)),
            SourceKind.Judgement => judgements.Any(j => j.Pathway == source.Key || j.Guideline == source.Key),
            SourceKind.Determination => record.Lines.Any(line => line.Number == source.Line && line.Decisions.Count > 0),
            SourceKind.Line => record.Lines.Any(line => line.Number == source.Line),
            SourceKind.Diagnosis => record.Diagnoses.Any(d => d.Code == source.Key),
            SourceKind.Order or SourceKind.Member or SourceKind.Plan or SourceKind.Practice => record.Particulars
                .Any(p => p.Name == source.Key && source.Says.EndsWith(p.Value, StringComparison.Ordinal)),
            SourceKind.Talk => record.Talks.Any(t => t.Id == source.Key && t.Sentence == source.Says),
            SourceKind.Document => record.Documents.Any(d => d.Id == source.Key),
            SourceKind.Site => record.Lines.Any(line => line.Number == source.Line && line.Site is not null),
            SourceKind.Question => record.Question is not null,
            _ => false,
        };
    }

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Number();
}
