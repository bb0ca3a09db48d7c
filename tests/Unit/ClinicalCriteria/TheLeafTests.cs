using UtilizationReview.ClinicalCriteria.Domain;
using static UtilizationReview.Tests.Unit.ClinicalCriteria.AnOrder;

namespace UtilizationReview.Tests.Unit.ClinicalCriteria;

/// <summary>Tests on the order itself, on spacing, and on what has no place in a case.</summary>
public sealed class TheLeafTests
{
    private static readonly FactDefinition Px = Library.Vocabulary.Find("px")!;

    [Theory]
    [InlineData("2026-05-22", true)] // six months before 2026-11-23, same day number included
    [InlineData("2026-05-23", true)]
    [InlineData("2026-05-24", false)]
    public void Months_since_an_operation_count_back_from_the_request(string date, bool long_enough)
    {
        var day = TheWindows.Day("2026-11-23");
        new DateTest(DateOperator.MonthsBeforeRequestAtLeast, 6) { Subject = null }
            .Judge(FactValue.OfDay(TheWindows.Day(date)), TheWindows.Sheet(day, day + 14)).ShouldBe(Kleene.Of(long_enough));
    }

    [Theory]
    [InlineData("2026-06-06", false)]
    [InlineData("2026-06-07", true)]
    [InlineData("2026-12-07", true)]
    [InlineData("2026-12-08", false)]
    public void Months_before_the_service_include_the_same_day_number(string date, bool within)
    {
        var day = TheWindows.Day("2026-11-23");
        new DateTest(DateOperator.WithinMonthsBeforeService, 6) { Subject = null }
            .Judge(FactValue.OfDay(TheWindows.Day(date)), TheWindows.Sheet(day, TheWindows.Day("2026-12-07"))).ShouldBe(Kleene.Of(within));
    }

    [Theory]
    [InlineData("2026-08-01 2026-08-07", false)] // six days apart
    [InlineData("2026-08-01 2026-08-08", true)]
    [InlineData("2026-08-01 2026-08-01", false)]
    [InlineData("2026-08-01 2026-08-05 2026-08-09", true)] // the first and the last
    public void Two_sessions_at_least_a_week_apart_are_counted_so(string dates, bool enough)
    {
        var entries = dates.Split(' ').Select(date => Session(date)).ToArray();

        Apart().Judge(FactValue.OfEntries(entries), TheWindows.Sheet(0, 0)).ShouldBe(Kleene.Of(enough));
    }

    [Fact]
    public void A_session_without_a_date_may_be_the_one_that_is_missing() =>
        Apart().Judge(FactValue.OfEntries([Session("2026-08-01"), Session(null)]), TheWindows.Sheet(0, 0)).ShouldBe(Answer.Unknown);

    [Fact]
    public void A_test_on_the_order_looks_at_every_line()
    {
        var test = new OrderCodeTest(["22612", "22633"]) { Subject = null, Slot = -1 };

        test.Judge(default, WithCodes("63047", "22633")).ShouldBe(Answer.Met);
        test.Judge(default, WithCodes("63047")).ShouldBe(Answer.NotMet);
    }

    [Theory]
    [InlineData("C3-C4", "Met")]
    [InlineData("C2-C3", "NotMet")]
    [InlineData("", "Unknown")]
    public void A_test_on_the_level_looks_at_the_one_under_review(string level, string answer)
    {
        var sheet = WithCodes();
        sheet.Level = level;

        new LineLevelTest(["C3-C4", "C4-C5"]) { Subject = null, Slot = -1 }.Judge(default, sheet).ToString().ShouldBe(answer);
    }

    [Fact]
    public void What_has_no_place_is_unknown_not_asked_again_and_never_approves()
    {
        var facts = Example.Discectomy.Facts.Without("cm.result");
        var order = Of(Example.Discectomy.Line, [.. facts, new FactStatement(Library.Vocabulary.Find("cm.result")!, FactValue.NotApplicable)]);

        var evaluation = order.Evaluated();

        evaluation.Answer.ShouldBe(Answer.Unknown);
        evaluation.AutomationAllowed.ShouldBeFalse();
        Interview.NextQuestions([evaluation], 100).ShouldAllBe(question => question.Fact.Name != "cm.result");
    }

    [Theory]
    [InlineData("2026-09-18", "NotInProgram")]
    [InlineData("2026-09-19", "Review")]
    public void A_code_added_to_the_list_is_reviewed_from_its_day_on(string service, string route)
    {
        var order = Of(Asking("0221T", levels: "L4-L5")) with { ServiceDate = DateOnly.Parse(service) };

        LineChecks.Check(Library, order).Routes.Single().Kind.ToString().ShouldBe(route);
    }

    [Theory]
    [InlineData("63005", "L3 L4", true)]
    [InlineData("63005", "L2 L3 L4", false)]
    [InlineData("63017", "L3 L4", false)]
    [InlineData("63017", "L2 L3 L4", true)]
    public void A_banded_code_names_as_many_levels_as_its_band(string code, string levels, bool sound) =>
        LineChecks.Check(Library, Of(Asking(code, levels: levels.Split(' ')))).Problems.Any(problem => problem.Code == "levels-outside-band").ShouldBe(!sound);

    private static CountTest Apart() => new([], Px.Field("date")!.Index, apartDays: 7, atLeast: true, limit: 2) { Subject = Px };

    private static FactValue[] Session(string? date)
    {
        var entry = new FactValue[Px.Fields.Count];
        if (date is not null)
            entry[Px.Field("date")!.Index] = FactValue.OfDay(TheWindows.Day(date));
        return entry;
    }

    private static Sheet WithCodes(params string[] codes)
    {
        var sheet = TheWindows.Sheet(0, 0);
        sheet.OrderCodes = codes;
        return sheet;
    }
}
