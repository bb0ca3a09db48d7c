using FsCheck;
using FsCheck.Fluent;
using UtilizationReview.NurseReview.Domain;
using static UtilizationReview.Tests.Unit.NurseReview.AnItem;

namespace UtilizationReview.Tests.Unit.NurseReview;

/// <summary>What a physician reads in a minute, and what the practice is asked.</summary>
public sealed class ReferralSummaryTests
{
    internal static readonly CaseRecord Record = new(54, "meadow-commercial", "WI", "2026-12-15", "surgery center",
        [new(1, "line 1, 63030 Lumbar discectomy, L4-L5, left")],
        [new(1, "LUM-DISC-2.a", "Leg pain of nerve root origin", CriteriaAnswer.Met, [new("sx.pain", "leg", "the practice")], [])],
        [
            new(1, "LUM-DISC-2.b", "Six weeks of conservative care.", CriteriaAnswer.Unknown, [new("cm.weeks", "not given", "not given")], ["cm.weeks"]),
            new(1, "LUM-DISC-2.c", "Imaging shows compression", CriteriaAnswer.NotMet, [new("im.finding", "bulge", "mri-report, page 2")], []),
        ]);

    private static readonly Dictionary<string, VocabularyFact> Vocabulary = new()
    {
        ["cm.weeks"] = new("How many weeks of conservative care were done?", true), ["pt.age"] = new("Age?", false),
    };

    [Fact]
    public void The_record_says_who_what_and_until_when_and_each_line_where_it_comes_from()
    {
        var item = Fold(HeldBy(Dana, 1), Corrects(Dana, 4), Start);
        var lines = ReferralSummary.Build(item, Record, "");
        lines.Select(l => l.Text).ShouldBe(
        [
            "Patient: 54 years, WI, plan meadow-commercial; service on 2026-12-15, surgery center.",
            "Asked: line 1, 63030 Lumbar discectomy, L4-L5, left.",
            "Met: LUM-DISC-2.a Leg pain of nerve root origin (sx.pain: leg, the practice).",
            "Missing: LUM-DISC-2.b Six weeks of conservative care (cm.weeks not given).",
            "Not met: LUM-DISC-2.c Imaging shows compression (im.finding: bulge, mri-report, page 2).",
            "Nurse corrected LUM-DISC-2.b: cm.weeks is 4 (therapy-notes, page 3).",
            "The criteria have not been judged on the corrected facts.",
            "Decision due 2026-12-01 15:00 UTC.",
        ]);
        lines.ShouldAllBe(l => l.Source.Length > 0);
        lines.Where(l => l.Kind is "met" or "open").ShouldAllBe(l => l.Criterion.Length > 0 && l.Fact.Length > 0);
    }

    [Fact]
    public void It_is_read_in_a_minute_whatever_the_case_holds()
    {
        var words = Gen.Choose(0, 60).SelectMany(n => Gen.Elements("a", "bb", "ccc.").ListOf(n)).Select(list => string.Join(' ', list));
        var criterion = from text in words
                        from value in words
                        from answer in Gen.Elements(System.Enum.GetValues<CriteriaAnswer>())
                        select new SeenCriterion(1, "C-1", text, answer, [new("f.x", value, value)], []);
        var records = from asked in words.ListOf()
                      from met in criterion.ListOf()
                      from open in criterion.ListOf()
                      select Record with { Asked = [.. asked.Select(text => new AskedService(1, text))], Met = [.. met], Open = [.. open] };
        var own = Gen.Choose(0, 150).Select(n => string.Join(' ', Enumerable.Repeat("word", n)));
        Prop.ForAll(records.ToArbitrary(), own.ToArbitrary(), (record, mine) =>
        {
            var lines = ReferralSummary.Build(HeldBy(Dana, 1), record, mine);
            var dropped = record.Asked.Count + record.Met.Count + record.Open.Count + 2 - lines.Count(l => l.Kind != "more");
            return lines.Sum(l => ReferralSummary.Words(l.Text)) + ReferralSummary.Words(mine) <= ReferralSummary.WordLimit
                && lines[0].Kind == "patient" && lines[^1].Kind == "due"
                && (dropped == 0) == lines.All(l => l.Kind != "more");
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_stands_in_the_way_comes_before_what_is_met_when_there_is_no_room_for_both()
    {
        var many = Record with { Met = [.. Enumerable.Range(0, 40).Select(i => Record.Met[0] with { Id = $"M-{i}" })] };
        var lines = ReferralSummary.Build(HeldBy(Dana, 1), many, string.Join(' ', Enumerable.Repeat("word", 150)));
        lines.Count(l => l.Kind == "open").ShouldBe(2);
        lines.Single(l => l.Kind == "more").Text.ShouldEndWith("more lines in the full record; open it before you decide.");
    }

    [Fact]
    public void A_referral_keeps_the_record_beside_the_nurses_own_words()
    {
        var referred = Fold(HeldBy(Dana, 1), Refers(Dana) with { Record = Record }, Start);
        referred.RecordSummary.Select(l => l.Kind).ShouldBe(["patient", "asked", "met", "open", "open", "due"]);
        referred.ReferralSummary.ShouldBe("Conservative care is not documented.");
    }

    [Fact]
    public void Exactly_what_is_missing_is_asked_in_the_practices_words_and_with_why_it_matters() =>
        MissingFact.Of(HeldBy(Dana, 1), Record, Vocabulary).ShouldBe(
            [new("cm.weeks", "How many weeks of conservative care were done?", "LUM-DISC-2.b", "Six weeks of conservative care.")]);

    [Fact]
    public void What_a_finding_settles_or_nobody_can_state_is_not_asked()
    {
        MissingFact.Of(Fold(HeldBy(Dana, 1), Corrects(Dana, 7), Start), Record, Vocabulary).ShouldBeEmpty();
        MissingFact.Of(Fold(HeldBy(Dana, 1), Confirm(Dana, "LUM-DISC-2.b"), Start), Record, Vocabulary).ShouldBeEmpty();
        var computed = Record with { Open = [Record.Open[0] with { Missing = ["pt.age"] }, Record.Open[1] with { Missing = ["cm.weeks"] }] };
        MissingFact.Of(HeldBy(Dana, 1), computed, Vocabulary).Select(m => (m.Fact, m.Criterion)).ShouldBe([("cm.weeks", "LUM-DISC-2.c")]);
        MissingFact.Of(HeldBy(Dana, 2), Record, Vocabulary).ShouldBeEmpty("line 1 does not wait");
    }

    [Fact]
    public void A_listed_request_is_never_cut_and_own_words_stay_limited()
    {
        string[] items = [.. Enumerable.Range(0, 25).Select(i => $"Question {i}?")];
        HeldBy(Dana).Decide(Asks(Dana) with { Items = items }, Start).Refusal().Code.ShouldBe("items-required");
        var listed = Asks(Dana) with { Items = items, Missing = [new("f", "q", "c", "w")] };
        Fold(HeldBy(Dana), listed, Start).Asked!.Missing.Count.ShouldBe(1);
    }
}
