using UtilizationReview.ClinicalCriteria.Domain;
using static UtilizationReview.Tests.Unit.ClinicalCriteria.AnOrder;

namespace UtilizationReview.Tests.Unit.ClinicalCriteria;

public sealed class TheLines
{
    private static LineProblem Problem(params OrderLine[] lines) => LineChecks.Check(Library, Of(lines)).Problems.ShouldHaveSingleItem();

    private static LineRoute Route(CriteriaOrder order) => LineChecks.Check(Library, order).Routes[0];

    [Fact]
    public void An_unknown_code_is_told() => Problem(Asking("99999"))
        .ShouldBe(new LineProblem("lines[0].code", "unknown-code", "'99999' is not a procedure code this catalogue knows; ListProcedures shows the codes that are."));

    [Fact]
    public void An_add_on_without_its_primary_is_told() => Problem(Asking("63035", Side.Left, 1, 1, "L4-L5")).ShouldBe(new LineProblem("lines[0].code", "add-on-without-primary",
        "63035 (Laminotomy with disc removal, neck or lumbar, each further level) is an add-on; the order needs one of 63020, 63030 beside it."));

    [Fact]
    public void A_missing_side_is_told() => Problem(Asking("27447"))
        .ShouldBe(new LineProblem("lines[0].side", "side-required", "27447 (Total knee replacement) needs a side: left, right or both."));

    [Fact]
    public void A_side_where_there_is_none_is_told() => Problem(Asking("62323", Side.Left)).ShouldBe(new LineProblem("lines[0].side", "side-not-allowed",
        "62323 (Interlaminar or caudal epidural, lumbar or sacral, with imaging) has no side; leave it out or say not applicable."));

    [Fact]
    public void A_missing_level_is_told() => Problem(Asking("63047")).ShouldBe(new LineProblem("lines[0].levels", "levels-required",
        "63047 (Laminectomy with facet or foramen work, lumbar, one segment) needs the level, a segment such as L4."));

    [Theory]
    [InlineData("63030", "L9-L10", "'L9-L10' is not a spinal level; write an interspace such as L4-L5.")]
    [InlineData("63030", "L4", "63030 is counted per interspace, one side; write an interspace such as L4-L5 instead of 'L4'.")]
    [InlineData("63030", "C5-C6", "'C5-C6' is not in the lumbar region that 63030 is for.")]
    [InlineData("27447", "L4", "27447 (Total knee replacement) has no spinal level; leave 'L4' out.")]
    public void A_level_that_cannot_be_is_told(string code, string level, string sentence) =>
        Problem(Asking(code, Side.Left, 1, 1, level)).ShouldBe(new LineProblem("lines[0].levels[0]", "unknown-level", sentence));

    [Theory]
    [InlineData("62323", 0, "62323 is asked for in exactly 1 unit (session), not 0.")]
    [InlineData("62323", 2, "62323 is asked for in exactly 1 unit (session), not 2.")]
    public void Units_out_of_range_are_told(string code, int units, string sentence) =>
        Problem(Asking(code, units: units)).ShouldBe(new LineProblem("lines[0].units", "units-out-of-range", sentence));

    [Fact]
    public void A_repeated_line_is_told() => Problem(Asking("63030", Side.Left, 1, 1, "L4-L5"), Asking("63030", Side.Both, 2, 1, "L4-L5")).ShouldBe(new LineProblem(
        "lines[1]", "duplicate-line", "Line 2 repeats line 1: 63030 on the same side and level; ask for it once, with units."));

    [Fact]
    public void A_line_number_used_twice_is_told() => Problem(Asking("63030", Side.Left, 1, 1, "L4-L5"), Asking("63030", Side.Left, 1, 1, "L3-L4"))
        .Sentence.ShouldBe("Line number 1 is used twice; every line has its own.");

    [Fact]
    public void The_same_code_on_the_other_side_or_level_is_another_line() => LineChecks.Check(Library, Of(
        [Asking("63030", Side.Left, 1, 1, "L4-L5"), Asking("63030", Side.Right, 2, 1, "L4-L5"), Asking("63030", Side.Left, 3, 1, "L3-L4")])).Problems.ShouldBeEmpty();

    [Theory]
    [InlineData("M51.16", true)]
    [InlineData("G83.4", true)]
    [InlineData("S83.206A", true)]
    [InlineData("M17", true)]
    [InlineData("O9A.11", true)]
    [InlineData("C7A.1", true)]
    [InlineData("K96.1", false)]
    [InlineData("M5116", false)]
    [InlineData("51.16", false)]
    [InlineData("M51.16789", false)]
    [InlineData("m51.16", false)]
    [InlineData("", false)]
    public void A_diagnosis_has_the_form_and_a_category_its_chapter_has(string code, bool sound) => LineChecks.IsDiagnosis(code).ShouldBe(sound);

    [Fact]
    public void An_unknown_diagnosis_is_told() => LineChecks.Check(Library, Of(Asking("62323")) with { Diagnoses = ["M54.16", "backache"] }).Problems.ShouldHaveSingleItem()
        .ShouldBe(new LineProblem("diagnoses[1]", "unknown-diagnosis", "'backache' is not an ICD-10-CM code; write a letter, two characters and, after a dot, up to four more, for example M51.16."));

    [Fact]
    public void A_code_outside_the_plans_programs_needs_no_review()
    {
        var route = Route(Of(Asking("27447", Side.Left)) with { Plan = Plan(programs: "spine") });
        (route.Kind, route.Rule, route.Sentence).ShouldBe((RouteKind.NotInProgram, "PROGRAM", "The plan has no joint program, so 27447 needs no review."));
        Route(Of(Asking("29870", Side.Left)) with { Plan = Plan(notReviewed: ["29870"]) }).Sentence.ShouldBe("The plan does not review 29870.");
    }

    [Fact]
    public void Emergencies_need_no_review()
    {
        Route(Of(Asking("63047", levels: "L4")) with { PlaceOfService = 23 }).Rule.ShouldBe("EMERG-1");
        Route(Of(Asking("63047", levels: "L4")) with { EmergencyPresentation = true }).Kind.ShouldBe(RouteKind.Emergency);
        Route(Of(Asking("63047", levels: "L4"))).Kind.ShouldBe(RouteKind.Review);
    }

    [Theory]
    [InlineData("62322", "G89.18", nameof(RouteKind.NotificationOnly))]
    [InlineData("62320", "G89.11", nameof(RouteKind.NotificationOnly))]
    [InlineData("62322", "G89.12", nameof(RouteKind.NotificationOnly))]
    [InlineData("62322", "G89.29", nameof(RouteKind.Review))]
    [InlineData("62323", "G89.18", nameof(RouteKind.Review))]
    [InlineData("62321", "G89.11", nameof(RouteKind.Review))]
    public void Acute_pain_without_imaging_is_notification_only(string code, string diagnosis, string kind) =>
        Route(Of(Asking(code)) with { Diagnoses = ["M54.16", diagnosis] }).Kind.ToString().ShouldBe(kind);

    [Fact]
    public void The_other_lines_of_a_mixed_order_get_normal_review() => LineChecks.Check(Library, Of([Asking("62322"), Asking("64483", Side.Left, 2, 1, "L5")]) with { Diagnoses = ["G89.18"] })
        .Routes.Select(route => route.Kind).ShouldBe([RouteKind.NotificationOnly, RouteKind.Review]);

    [Fact]
    public void The_emergency_comes_before_the_notification_and_the_program_before_both()
    {
        var order = Of(Asking("62322")) with { Diagnoses = ["G89.18"], PlaceOfService = 23 };
        Route(order).Rule.ShouldBe("EMERG-1");
        Route(order with { Plan = Plan(programs: "spine") }).Rule.ShouldBe("PROGRAM");
    }

    [Fact]
    public void Site_of_care_scope_is_injections_and_arthroscopy_not_replacement_or_spine_surgery()
    {
        bool Scope(string code) => Library.Catalogue.Find(code)!.SiteOfCareScope;
        (Scope("62323"), Scope("64483"), Scope("29881"), Scope("29827")).ShouldBe((true, true, true, true));
        (Scope("27447"), Scope("63030"), Scope("22612")).ShouldBe((false, false, false));
    }
}
