using UtilizationReview.SpineCenter.Domain;
using static UtilizationReview.Tests.Unit.SpineCenter.AVisit;

namespace UtilizationReview.Tests.Unit.SpineCenter;

/// <summary>Row 11.</summary>
public sealed class TheClaim
{
    private static readonly VisitFacts Evaluated = InPhaseB with { Evaluations = [InPhaseB.On.AddDays(-3)] };

    [Fact]
    public void Without_notification_in_phase_B_the_provider_bears_it()
    {
        var answer = Check(Evaluated, null);
        (answer.Outcome, string.Join(',', answer.Reasons)).ShouldBe((ClaimResult.DeniedProviderLiability, "NO_PRIOR_NOTIFICATION"));
        answer.Rules.ShouldContain(rule => rule.Id == "MSC-19");
        answer.Sentence.ShouldContain("the member owes nothing");
        answer.Sentence.ShouldContain("administrative");
    }

    [Fact]
    public void Without_authorization_in_phase_A_the_provider_bears_it()
    {
        Check(InPhaseA, null).Reasons.ShouldBe(["NO_PRIOR_AUTHORIZATION", "MSC_MISSING"]);
        Check(InPhaseA, new(InPhaseA.On.AddDays(-9), FormStanding.NotGranted)).Outcome.ShouldBe(ClaimResult.DeniedProviderLiability);
        Check(InPhaseA, new(InPhaseA.On.AddDays(-9), FormStanding.Granted)).Outcome.ShouldBe(ClaimResult.Pay);
    }

    [Theory]
    [InlineData(-1, ClaimResult.MemberLiability)]
    [InlineData(0, ClaimResult.MemberLiability)]
    [InlineData(1, ClaimResult.DeniedProviderLiability)]
    internal void The_member_pays_only_when_told_and_signed_before_the_visit(int daysFromVisit, ClaimResult result) =>
        Check(Evaluated, null, signed: Evaluated.On.AddDays(daysFromVisit)).Outcome.ShouldBe(result);

    [Theory]
    [InlineData(-1, ClaimResult.Pay)]
    [InlineData(0, ClaimResult.Pay)]
    [InlineData(1, ClaimResult.DeniedProviderLiability)]
    internal void The_form_is_due_before_the_visit(int daysFromVisit, ClaimResult result) =>
        Check(Evaluated, new(Evaluated.On.AddDays(daysFromVisit), FormStanding.Granted)).Outcome.ShouldBe(result);

    [Theory]
    [InlineData(19, ClaimResult.Pay)]
    [InlineData(20, ClaimResult.Pay)]
    [InlineData(21, ClaimResult.DeniedProviderLiability)]
    internal void MSC_8_an_emergent_form_is_due_before_the_claim(int daysFromVisit, ClaimResult result) =>
        Check(InPhaseB with { EmergentReason = "trauma" }, new(InPhaseB.On.AddDays(daysFromVisit), FormStanding.Granted)).Outcome.ShouldBe(result);

    [Theory]
    [InlineData(ClaimEdit.Pay, ClaimResult.Pay)]
    [InlineData(ClaimEdit.Tell, ClaimResult.PayAndTell)]
    [InlineData(ClaimEdit.Hold, ClaimResult.Hold)]
    internal void Row_10_at_claim_time_the_plans_edit_says_what_happens(ClaimEdit edit, ClaimResult result)
    {
        var program = EveryRow with { ClaimEdits = new Dictionary<string, ClaimEdit>(StringComparer.Ordinal) { ["plan"] = edit } };
        var claim = new ClaimFacts(InPhaseB, "plan", InPhaseB.On.AddDays(20), new(InPhaseB.On, FormStanding.Granted), null);
        ClaimRules.Check(program, claim).Outcome.ShouldBe(result);
        ClaimRules.Check(program, claim with { PlanId = "another" }).Outcome.ShouldBe(ClaimResult.PayAndTell, "the program's default");
    }

    [Fact]
    public void An_evaluation_recorded_before_the_claim_clears_the_flag() =>
        Check(Evaluated, new(InPhaseB.On.AddDays(-9), FormStanding.Granted)).Outcome.ShouldBe(ClaimResult.Pay);

    [Fact]
    public void A_claim_is_held_while_the_visit_order_waits_for_a_reviewer() =>
        Check(InPhaseA with { OperatedBefore = true }, new(InPhaseA.On.AddDays(-9), FormStanding.Waits)).Outcome.ShouldBe(ClaimResult.Hold);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Where_no_form_is_due_nothing_can_be_missing(int row) =>
        Check(TheDecisionTable.OfRow(row), null).Outcome.ShouldBe(ClaimResult.Pay);

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    public void Whatever_row_asks_for_a_form_it_has_to_be_there(int row) =>
        Check(TheDecisionTable.OfRow(row), null).Outcome.ShouldBe(ClaimResult.DeniedProviderLiability);

    private static ClaimAnswer Check(VisitFacts visit, FormOnFile? form, DateOnly? signed = null) =>
        ClaimRules.Check(EveryRow, new(visit, "plan", visit.On.AddDays(20), form, signed));
}
