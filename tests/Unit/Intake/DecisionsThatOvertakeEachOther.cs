using UtilizationReview.Intake.Domain;
using static UtilizationReview.Intake.Domain.OrderCommand;
using static UtilizationReview.Tests.Unit.Intake.AnOrder;

namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>The bus promises no order: what a nurse decided comes to the same end whichever way round it arrives.</summary>
public sealed class DecisionsThatOvertakeEachOther
{
    private static readonly OrderCommand Approves = new NurseApprove([1], Nurse(), ["c"], "r");
    private static readonly OrderCommand Refers = new NurseRefer([2], "n-1", ["c"]);

    public static TheoryData<string> Arrivals => ["AR", "RA", "ARAR", "RRAA", "RAAR"];

    [Theory]
    [MemberData(nameof(Arrivals))]
    public void A_line_that_the_nurse_approved_never_reaches_the_physician_beside_the_one_she_referred(string arrival)
    {
        var order = arrival.Aggregate(WithNurse(Line(1), Line(2, "63047")), (o, letter) =>
            OrderLifecycle.Decide(o.State, letter == 'A' ? Approves : Refers, o.Now, Law) is Platform.Deciding.Answer<OrderEvent>.Accepted
                ? o.Do(letter == 'A' ? Approves : Refers) : o).Order;
        order.Stage.ShouldBe(Stage.PhysicianReview);
        order.Line(1)!.Outcome.ShouldBe(LineOutcome.Approved);
        order.Line(1)!.Referred.ShouldBeFalse();
        order.Waiting.Select(line => line.Asked.Number).ShouldBe([2]);
    }
}
