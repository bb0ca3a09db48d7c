using UtilizationReview.SpineCenter.Domain;
using static UtilizationReview.Tests.Unit.SpineCenter.AVisit;

namespace UtilizationReview.Tests.Unit.SpineCenter;

/// <summary>Rows 1 to 10, each by itself.</summary>
public sealed class TheDecisionTable
{
    [Fact]
    public void Row_1_a_complaint_that_is_not_of_the_low_back_has_no_rule() =>
        Row(InPhaseB with { Complaint = Complaint.NotSpine }).ShouldBe((1, VisitResult.NoRule, EvaluationStanding.NotAsked, FormDue.Never));

    [Theory]
    [InlineData(VisitPlace.Inpatient)]
    [InlineData(VisitPlace.EmergencyRoom)]
    internal void Row_2_in_hospital_or_emergency_room_no_visit_order_is_needed(VisitPlace place) =>
        Row(InPhaseA with { Place = place }).ShouldBe((2, VisitResult.NoVisitOrderNeeded, EvaluationStanding.NotAsked, FormDue.Never));

    [Fact]
    public void Row_3_a_visit_of_January_2012_booked_before_goes_ahead() =>
        Row(InPhaseA with { On = new(2012, 1, 31), BookedOn = new(2011, 12, 31) })
            .ShouldBe((3, VisitResult.BookedBeforeProgram, EvaluationStanding.NotAsked, FormDue.Never));

    [Fact]
    public void Row_4_another_product_is_out_of_the_program() =>
        Row(InPhaseA with { Product = Product.Other }).ShouldBe((4, VisitResult.OutOfProgram, EvaluationStanding.NotAsked, FormDue.Never));

    [Fact]
    public void Row_4_a_plan_without_a_program_is_out_of_it() => VisitRules.Decide(null, InPhaseA).Row.ShouldBe(4);

    [Fact]
    public void Row_5_an_emergent_visit_needs_no_evaluation_and_its_form_is_due_before_the_claim()
    {
        Row(InPhaseA with { EmergentReason = "infection" })
            .ShouldBe((5, VisitResult.AuthorizationApproved, EvaluationStanding.Waived, FormDue.BeforeClaim));
        Row(InPhaseB with { EmergentReason = "cauda_equina" })
            .ShouldBe((5, VisitResult.NotificationAccepted, EvaluationStanding.Waived, FormDue.BeforeClaim));
    }

    [Fact]
    public void Row_6_waives_the_evaluation_but_the_form_stays_due_before_the_visit()
    {
        foreach (var (visit, waiver) in new[]
        {
            (InPhaseB with { BirthDate = new(2010, 1, 1) }, "age"), (InPhaseB with { County = new("MN", "Nowhere") }, "county"),
            (InPhaseB with { Product = Product.MedicareAdvantage }, "product"), (InPhaseB with { On = new(2021, 6, 1) }, "suspension"),
        })
        {
            Row(visit).ShouldBe((6, VisitResult.NotificationAccepted, EvaluationStanding.Waived, FormDue.BeforeVisit), waiver);
            var answer = VisitRules.Decide(EveryRow, visit);
            answer.Waivers.ShouldBe([waiver]);
            answer.Sentence.ShouldContain("still due before the visit");
        }
    }

    [Fact]
    public void Row_6_in_phase_A_a_waived_evaluation_approves_the_authorization() =>
        Row(InPhaseA with { BirthDate = new(2000, 1, 1) })
            .ShouldBe((6, VisitResult.AuthorizationApproved, EvaluationStanding.Waived, FormDue.BeforeVisit));

    [Fact]
    public void Row_7_a_valid_evaluation_approves_in_phase_A_and_accepts_in_phase_B()
    {
        Row(InPhaseA with { Evaluations = [InPhaseA.On] })
            .ShouldBe((7, VisitResult.AuthorizationApproved, EvaluationStanding.Satisfied, FormDue.BeforeVisit));
        Row(InPhaseB with { Evaluations = [InPhaseB.On] })
            .ShouldBe((7, VisitResult.NotificationAccepted, EvaluationStanding.Satisfied, FormDue.BeforeVisit));
    }

    [Fact]
    public void Row_8_in_phase_A_a_nurse_looks_at_a_member_this_surgeon_has_operated_on() =>
        Row(InPhaseA with { OperatedBefore = true }).ShouldBe((8, VisitResult.NurseReview, EvaluationStanding.Missing, FormDue.BeforeVisit));

    [Fact]
    public void Row_9_in_phase_A_without_evaluation_the_authorization_is_not_approved_and_the_practice_is_told_what_to_do()
    {
        Row(InPhaseA).ShouldBe((9, VisitResult.AuthorizationNotApproved, EvaluationStanding.Missing, FormDue.BeforeVisit));
        var answer = VisitRules.Decide(EveryRow, InPhaseA);
        answer.Reasons.ShouldBe(["MSC_MISSING"]);
        answer.Sentence.ShouldContain("Arrange an evaluation at a designated spine center");
        answer.Sentence.ShouldContain("administrative");
    }

    [Fact]
    public void Row_10_in_phase_B_without_evaluation_the_notification_is_accepted_and_flagged()
    {
        Row(InPhaseB).ShouldBe((10, VisitResult.NotificationAccepted, EvaluationStanding.Missing, FormDue.BeforeVisit));
        VisitRules.Decide(EveryRow, InPhaseB).LacksEvaluation.ShouldBeTrue();
        VisitRules.Decide(EveryRow, InPhaseB with { OperatedBefore = true }).Row.ShouldBe(10, "an earlier operation matters in phase A only");
    }

    [Theory]
    [InlineData(1, "MSC-0")]
    [InlineData(2, "MSC-6")]
    [InlineData(3, "MSC-14")]
    [InlineData(4, "MSC-3")]
    [InlineData(5, "MSC-6,MSC-7,MSC-8,MSC-2")]
    [InlineData(6, "MSC-6,MSC-5,MSC-2")]
    [InlineData(7, "MSC-9,MSC-2")]
    [InlineData(8, "MSC-13")]
    [InlineData(9, "MSC-1,MSC-9,MSC-12")]
    [InlineData(10, "MSC-2,MSC-9,MSC-12")]
    public void Every_row_cites_its_rules_with_grade_and_source(int row, string rules)
    {
        var answer = VisitRules.Decide(EveryRow, OfRow(row));
        answer.Row.ShouldBe(row);
        string.Join(',', answer.Rules.Select(rule => rule.Id)).ShouldBe(rules);
        answer.Rules.ShouldAllBe(rule => rule.Text.Length > 10 && rule.Evidence.Length > 0 && rule.Source.Length > 0);
        answer.Sentence.ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public void The_first_row_that_matches_wins()
    {
        // Everything at once: each row that is taken away shows the next.
        var all = InPhaseA with
        {
            On = new(2012, 1, 20),
            BookedOn = new(2011, 11, 1),
            Complaint = Complaint.NotSpine,
            Place = VisitPlace.Inpatient,
            Product = Product.Other,
            EmergentReason = "trauma",
            BirthDate = new(2005, 1, 1),
            Evaluations = [new(2012, 1, 5)],
            OperatedBefore = true,
        };
        VisitFacts[] peeled =
        [
            all, all = all with { Complaint = Complaint.LowBack }, all = all with { Place = VisitPlace.Office }, all = all with { BookedOn = null },
            all = all with { Product = Product.Medicaid }, all = all with { EmergentReason = null }, all = all with { BirthDate = new(1970, 1, 1) },
            all = all with { Evaluations = [] }, all with { OperatedBefore = false },
        ];
        peeled.Select(visit => VisitRules.Decide(EveryRow, visit).Row).ShouldBe([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }

    internal static VisitFacts OfRow(int row) => row switch
    {
        1 => InPhaseA with { On = new(2011, 12, 31) },
        2 => InPhaseA with { Place = VisitPlace.Inpatient },
        3 => InPhaseA with { On = new(2012, 1, 31), BookedOn = new(2011, 12, 31) },
        4 => InPhaseA with { Product = Product.Other },
        5 => InPhaseB with { EmergentReason = "cancer" },
        6 => InPhaseB with { BirthDate = new(2010, 1, 1), County = new("AZ", "Pima") },
        7 => InPhaseB with { Evaluations = [InPhaseB.On.AddDays(-3)] },
        8 => InPhaseA with { OperatedBefore = true },
        9 => InPhaseA,
        _ => InPhaseB,
    };

    private static (int, VisitResult, EvaluationStanding, FormDue) Row(VisitFacts visit)
    {
        var answer = VisitRules.Decide(EveryRow, visit);
        return (answer.Row, answer.Outcome, answer.Evaluation, answer.Due);
    }
}
