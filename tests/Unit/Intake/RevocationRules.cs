using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Time;
using static UtilizationReview.Intake.Domain.OrderCommand;
using static UtilizationReview.Tests.Unit.Intake.AnOrder;

namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>What may be revoked and why (I6).</summary>
public sealed class RevocationRules
{
    private static readonly DateOnly Approved = new(2026, 11, 24);

    private static string? Refused(string ground, string state, DateOnly today, string lineOfBusiness = "CommercialInsured", bool employer = false) =>
        Revocations.Refused(Enum.Parse<RevocationGround>(ground), Approved, today,
            Plan with { State = state, LineOfBusiness = Enum.Parse<LineOfBusiness>(lineOfBusiness), EmployerGroup = employer }, Law);

    [Theory]
    [InlineData("AR")]
    [InlineData("GA")]
    [InlineData("IN")]
    [InlineData("ND")]
    public void For_45_business_days_a_statute_revokes_nothing_in_the_states_that_say_so(string state)
    {
        var last = Law.Calendar.AddBusinessDays(Approved, 45);
        last.ShouldBe(new DateOnly(2027, 2, 1), "26 November, 25 December, 1 and 18 January are holidays");
        Refused("Statute", state, Approved)!.ShouldStartWith("The approval of 2026-11-24 is protected through 2027-02-01: ");
        Refused("Statute", state, last).ShouldNotBeNull();
        Refused("Statute", state, last.AddDays(1)).ShouldBeNull();
        Refused("FraudOrMisstatement", state, Approved).ShouldBeNull();
        Refused("CoverageEnded", state, Approved).ShouldBeNull();
    }

    [Theory]
    [InlineData("CommercialInsured")]
    [InlineData("MedicaidManaged")]
    [InlineData("QualifiedHealthPlan")]
    public void Minnesota_revokes_on_no_statute_ever(string lineOfBusiness)
    {
        Refused("Statute", "MN", new(2030, 1, 1), lineOfBusiness).ShouldBe("An approval is not revoked. (Minn. Stat. 62M.07(3))");
        Refused("FraudOrMisstatement", "MN", new(2030, 1, 1), lineOfBusiness).ShouldBeNull();
    }

    [Theory]
    [InlineData("MedicareAdvantage")]
    [InlineData("CommercialSelfFunded")]
    [InlineData("MedicaidFeeForService")]
    public void The_law_of_a_state_does_not_protect_where_it_does_not_reach(string lineOfBusiness)
    {
        Refused("Statute", "MN", Approved, lineOfBusiness).ShouldBeNull();
        Refused("Statute", "ND", Approved, lineOfBusiness).ShouldBeNull();
    }

    [Fact]
    public void Under_two_laws_each_has_to_allow_it()
    {
        Refused("Statute", "ND", Approved, employer: true).ShouldNotBeNull();
        Refused("Statute", "WI", Approved, employer: true).ShouldBeNull();
        Revocations.Of(RevocationGround.Statute, Approved, Plan with { EmployerGroup = true }, Law).Select(r => r.Id).ShouldBe(["REVOKE-STATUTE", "REVOKE-STATUTE-ERISA"]);
    }

    [Fact]
    public void A_law_protects_from_its_first_day() =>
        Revocations.Refused(RevocationGround.Statute, new(2025, 12, 30), new(2025, 12, 31), Plan with { State = "ND" }, Law).ShouldBeNull();

    [Fact]
    public void Without_a_row_for_the_ground_nothing_is_revoked() =>
        Revocations.Refused(RevocationGround.CoverageEnded, Approved, Approved, Plan, Law with { Revocations = [] }).ShouldBe("No rule of this plan's law lists this ground.");

    [Fact]
    public void The_order_counts_from_its_latest_approval()
    {
        var order = Submitted(Plan with { State = "IN" }, Form, Line(), Line(2)).Do(new RecordEvaluation([Finding(1, ServiceAnswer.Met), Finding(2, ServiceAnswer.NotMet)]))
            .After(TimeSpan.FromDays(1)).Do(new NurseApprove([2], Nurse(), ["c"], "r"));
        var revoke = new Revoke(RevocationGround.Statute, "IC 27-1-37.5", "admin");
        order.At(new DateOnly(2027, 2, 2).At(new(9, 0), Chicago)).Refused(revoke).ShouldSatisfyAllConditions(
            r => r.Code.ShouldBe(Refusals.RevocationNotAllowed), r => r.Sentence.ShouldStartWith("The approval of 2026-11-25 is protected through 2027-02-02: "));
        order.At(new DateOnly(2027, 2, 3).At(new(9, 0), Chicago)).Do(revoke).Status.ShouldBe(OrderStatus.Revoked);
    }
}
