using System.Globalization;
using UtilizationReview.Correspondence.Domain.Kit;

namespace UtilizationReview.Tests.Unit.Correspondence.Kit;

/// <summary>Records of orders, by chance: any stage, any trace, facts given, missing and cited, texts that look like marks.</summary>
internal sealed class KitCases(int seed)
{
    private static readonly string[] Texts =
    [
        "Six weeks are asked for; 3 are documented.", "<script>alert(1)</script>", "# not a heading", "**bold** [link](http://x.test) | cell | 7",
        "- not an item", "1. not a list", "line one\nline two\r\n\r\nline three", "~~~", "&amp; 42", "ends with a backslash \\",
        "Therapy notes of 2026",
    ];

    private static readonly FactTerm[] Vocabulary =
    [
        Term("pt.age", "Age", "Age on the date of service?", "years"), Term("sx.pain", "Usual worst pain", "Usual worst pain, 0 to 10?", "points"),
        Term("cm.weeks", "Length of conservative care", "Weeks of conservative care?", "weeks"),
        Term("fx.odi", "", "Oswestry disability index?", "percent"),
        Term("ne.cauda_equina", "Cauda equina syndrome", "Is there a cauda equina syndrome?", ""),
        Term("cm.result", "Result at re-evaluation", "Result?", "", ("worse", "Worse"), ("no_significant_change", "No significant change")),
        Term("sx.pattern", "", "Which pain patterns?", "", ("radicular", "Radicular (along a nerve root)"), ("axial", "Axial")),
        Term("sx.since", "Date of the injury", "Date?", "") with { IsDate = true },
        Term("im", "Imaging study", "Which studies?", "") with
        {
            Fields = [Term("modality", "study", "Kind?", "", ("mri", "MRI")), Term("date", "date", "Date?", "") with { IsDate = true },
                Term("levels", "levels", "Levels?", ""), Term("side", "side", "Side?", ""), Term("kl", "grade", "Grade (0 to 4)?", "grade")],
        },
    ];

    private static readonly DateOnly Received = new(2026, 11, 23);

    private readonly Random _random = new(seed);

    public static SheetSections Sections { get; } = new(
        Section(["pt.age"]), Section(["sx.pattern"], expect: [new(["sx.pattern"], "the pattern of the pain")]),
        Section(["ne.cauda_equina", "im", "sx.pattern"]),
        Section(["cm.weeks", "cm.result"], dates: "the dates of each treatment", [new(["cm.weeks"], "how long conservative care lasted")]),
        Section(["sx.pain", "fx.odi", "sx.since"], dates: "the dates of the scores", [new(["sx.pain"], "a pain score")]),
        Section(["im"], expect: [new(["im"], "imaging studies")]),
        Section(["ne.cauda_equina", "cm.result"], expect: [new([], "what the complaint does to work and sleep")]), new HashSet<string>());

    /// <summary>A record; the same for the same seed.</summary>
    public CaseRecord Next()
    {
        var terms = new FactTerms(Vocabulary);
        var documents = Many(0, 3, i =>
            new CaseDocument($"DOC-{i}", "office note", Pick("visit 3.pdf", "<b>.pdf", "a_b*c.pdf"), _random.Next(4), Day(),
                new(2026, 11, 24, 9 + i, 0, 0, TimeSpan.Zero)));
        var stage = Pick(Enum.GetValues<CaseStage>());
        return new()
        {
            Number = "UR-7K4MQ-29XWA", Stage = stage, Today = new(2026, 12, 1), ReceivedOn = Received, Terms = terms, Documents = documents,
            Particulars = [.. new Particular[]
            {
                new(ParticularNames.Order, "UR-7K4MQ-29XWA"), new(ParticularNames.Plan, "meadow", SourceKind.Plan),
                new(ParticularNames.Practice, "Maple Spine 2", SourceKind.Practice), new(ParticularNames.PracticeNpi, "1234567890", SourceKind.Practice),
                new(ParticularNames.DateOfService, "December 17, 2026"),
                new(ParticularNames.Place, "office"), new(ParticularNames.Due, "December 13, 2026, 20:14 (America/Chicago)"),
                new(ParticularNames.Window, "December 4, 2026"), new(ParticularNames.Phone, "+16085550111"),
                new(ParticularNames.MemberName, Text(), SourceKind.Member),
                new(ParticularNames.BirthDate, "April 12, 1968", SourceKind.Member),
            }.Where(_ => _random.Next(5) > 0)],
            Diagnoses = Many(0, 2, _ => new Diagnosis("M48.062", Pick("", "Lumbar stenosis"))),
            Lines = Many(1, 3, i => Line(i + 1)),
            Facts = [.. Vocabulary.Where(_ => _random.Next(3) > 0).Select(term => Fact(term, documents))],
            Talks = Many(0, 2, i => new CaseTalk($"T{i}", Text(), _random.Next(2) == 0)),
            Question = _random.Next(3) == 0 ? new(Day(), Day(), Many(1, 3, _ => Text())) : null,
            ReconsiderationThrough = Pick<DateOnly?>(null, new DateOnly(2026, 11, 30), new DateOnly(2026, 12, 1), new DateOnly(2026, 12, 9)),
            CanBeReconsidered = _random.Next(2) == 0,
        };
    }

    private CaseLine Line(int number)
    {
        var outcome = Pick(Enum.GetValues<CaseOutcome>());
        var decisions = outcome is CaseOutcome.Waiting or CaseOutcome.None
            ? Many(0, 1, _ => Decision(number, CaseOutcome.Denied))
            : [Decision(number, outcome)];
        return new(number, "63047", "Laminectomy", _random.Next(1, 3), Pick("", "left", "both sides"),
            Many(0, 2, i => Pick("L4", "L4-L5", "C5-C6")), outcome,
            _random.Next(6) == 0 ? null : Judged(number), _random.Next(2) == 0 ? null : Judged(number),
            _random.Next(4) > 0 ? null : new(_random.Next(2) == 0, Text(), Many(0, 2, i => $"Center {i}, 2.7 miles"),
                Judged(number) with { Pathway = "" }), decisions);
    }

    private Judgement Judged(int line)
    {
        var pathway = Node("P-1", 0);
        var trace = _random.Next(3) == 0
            ? [new Criterion("L4-L5", "The criteria hold at L4-L5.", pathway.Answer, false, "", [], [pathway]),
                new("C5-C6", "…", pathway.Answer, false, "", [], [pathway])]
            : new List<Criterion> { Node("P-X", 2), pathway };
        var judgement = new Judgement(line, Pick(Enum.GetValues<CaseAnswer>()), "msk/test", "2026.1", "P-1", trace, [], Changes(), [])
        {
            NeedsReviewer = _random.Next(2) == 0,
        };
        var open = judgement.Walk().Select(place => place.Criterion)
            .Where(criterion => criterion.IsLeaf && criterion.Answer != CaseAnswer.Met && _random.Next(2) == 0)
            .Select(leaf => new OpenCriterion(leaf.Id, leaf.Text, leaf.Answer, Many(0, 1, _ => Pick(Vocabulary).Name)))
            .Concat(Many(0, 1, _ => new OpenCriterion("P-9", "A criterion of nowhere, 9 weeks", CaseAnswer.NotMet, [])))
            .DistinctBy(o => (o.Id, o.Answer));
        return judgement with { Open = [.. open] };
    }

    private Criterion Node(string id, int depth)
    {
        var answer = Pick(CaseAnswer.Met, CaseAnswer.NotMet, CaseAnswer.Unknown);
        if (depth == 2 || _random.Next(4) == 0)
        {
            var term = Pick(Vocabulary);
            return new(id, $"A test of at least {_random.Next(90)}.", answer, _random.Next(9) == 0, Pick("secondary", "analog", "general_unverified"),
                [new(term.Name, Pick("not given", "3 weeks", "radicular"))], [])
            {
                Bound = Bound(),
            };
        }
        IReadOnlyList<SeenFact> list = _random.Next(4) == 0 ? [new("im", Pick("modality mri, kl 3", "not given"))] : [];
        var children = list.Count > 0
            ? [new Criterion(id + ".e", "The study is recent.", answer, false, "secondary", [new("date", Pick("2026-09-30", "not given"))], []),
                new(id + ".g", "The grade is high.", answer, false, "secondary", [new("kl", Pick("grade 3", "not given"))], []) { Bound = Bound() }]
            : Many(1, 3, i => Node($"{id}{(depth == 0 ? "." : "")}{(char)('a' + i)}", depth + 1));
        return new(id, "A criterion of 6 weeks.", answer, false, "", list, children) { Negates = _random.Next(9) == 0 };
    }

    private Bound? Bound() => _random.Next(3) == 0 ? null
        : new(Pick(Enum.GetValues<BoundKind>()), Pick(3, 6, 7.5, _random.Next(90)), Pick<double?>(null, 3, 5.996, _random.Next(90)));

    private List<Change> Changes() => Many(0, 3, _ => Pick(
        new Change(["cm.weeks at least 6 (now 4 weeks)"], ["cm.weeks"]),
        new(["cm.result worse or no_significant_change (now not given)"], ["cm.result"]),
        new(["im an entry with modality mri, date within 12 months (now not given)", "unknown.fact yes"], ["im", "unknown.fact"])));

    private Decision Decision(int line, CaseOutcome outcome) => new(
        line, outcome, Day(), "a physician", Pick("", "Dr. Sable, spine surgery"), Pick("", Text()), Many(0, 2, _ => Pick("P-1.a", "P-1", "P-77")),
        Pick("", "msk/test"), "2026.1",
        Many(0, 2, _ => Text()), Many(0, 2, i => $"A right through 2027-0{i + 1}-05."), _random.Next(2), []);

    private CaseFact Fact(FactTerm term, List<CaseDocument> documents)
    {
        FactContent content = _random.Next(6) == 0
            ? Pick<FactContent>(new FactContent.NotDocumented(), new FactContent.NotApplicable())
            : term.Name switch
            {
                "im" => new FactContent.Entries(Many(0, 2, _ => (IReadOnlyDictionary<string, FactContent>)new Dictionary<string, FactContent>
                {
                    ["modality"] = new FactContent.Text("mri"), ["date"] = new FactContent.Text("2026-09-05"),
                    ["levels"] = new FactContent.Words(Many(0, 2, _ => Pick("L4", "L4-L5"))),
                    ["side"] = new FactContent.Text(Pick("left", "right")), ["kl"] = new FactContent.Number(_random.Next(5)),
                })),
                "sx.pattern" => new FactContent.Words(Many(0, 2, _ => Pick("radicular", "axial", "unheard_of"))),
                "cm.result" => new FactContent.Text(Pick("worse", "no_significant_change", "improved")),
                "sx.since" => new FactContent.Text("2026-03-01"),
                "ne.cauda_equina" => new FactContent.Truth(_random.Next(2) == 0),
                _ => new FactContent.Number(Pick(3, 5.996, Math.Round(_random.NextDouble() * 50, 2))),
            };
        var cited = documents.Count > 0 && _random.Next(2) == 0;
        return new(term.Name, Pick("", "L4-L5", "left"), content, cited ? FactOrigin.Document
            : Pick(FactOrigin.Practice, FactOrigin.Nurse, FactOrigin.Platform),
            cited ? Pick(documents[0].Id, "DOC-gone") : "", cited ? _random.Next(9) : 0)
        {
            StatedOn = Pick<DateOnly?>(null, Received, Day()),
        };
    }

    private DateOnly Day() => new DateOnly(2026, 1, 1).AddDays(_random.Next(360));

    private string Text() => Pick(Texts)
        + (_random.Next(8) == 0 ? " " + string.Join(' ', Enumerable.Range(1, 90).Select(n => n.ToString(CultureInfo.InvariantCulture))) : "");

    private T Pick<T>(params IReadOnlyList<T> of) => of[_random.Next(of.Count)];

    private List<T> Many<T>(int least, int most, Func<int, T> make) => [.. Enumerable.Range(0, _random.Next(least, most + 1)).Select(make)];

    private static FactTerm Term(string name, string label, string question, string unit, params IEnumerable<(string Word, string Label)> allowed) =>
        new(name, label, question, unit, IsDate: false, allowed.ToDictionary(a => a.Word, a => a.Label), []);

    private static SheetSection Section(string[] show, string dates = "", params IReadOnlyList<Expectation> expect) =>
        new(show, expect, dates, new Dictionary<string, IReadOnlyList<string>> { ["cm.result"] = ["worse"] });
}
