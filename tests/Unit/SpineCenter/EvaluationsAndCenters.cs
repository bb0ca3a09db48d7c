using UtilizationReview.Platform.Deciding;
using UtilizationReview.SpineCenter.Domain;
using static UtilizationReview.Tests.Unit.SpineCenter.AVisit;

namespace UtilizationReview.Tests.Unit.SpineCenter;

public sealed class EvaluationsAndCenters
{
    private static readonly DateOnly Today = new(2023, 3, 10);

    private static readonly Center Hudson = new()
    {
        CenterId = "hudson", Name = "Hudson", PracticeId = "practice", City = "", State = "WI", Phone = "", Programs = [EveryRow.ProgramId],
        DesignatedFrom = new(2012, 1, 1), DesignatedThrough = new(2023, 3, 8),
    };

    private static readonly Evaluation Asked = new()
    {
        EvaluationId = "EV-1", MemberId = "m-1", PlanId = "plan", CenterId = "hudson", RequestedOn = new(2023, 3, 6),
        Course = ComplaintCourse.Acute, DueOn = default,
    };

    private static readonly Evaluation Held = Asked with { EvaluatedOn = new(2023, 3, 8), Mode = EvaluationMode.InPerson };

    [Fact]
    public void An_evaluation_that_took_place_has_its_last_valid_day_and_is_told_once()
    {
        var recorded = Recorded(null, Held);
        (recorded.TookPlace, recorded.Evaluation.ValidThrough, recorded.Evaluation.DueOn)
            .ShouldBe((true, new DateOnly(2023, 9, 8), new DateOnly(2023, 3, 8)));
        Recorded(recorded.Evaluation, Held with { SummarySentOn = new(2023, 3, 9) }).TookPlace.ShouldBeFalse("it was told before");
        Recorded(recorded.Evaluation, Held with { EvaluatedOn = new(2023, 3, 7) }).TookPlace.ShouldBeTrue("the day was corrected");
        Recorded(null, Asked).TookPlace.ShouldBeFalse();
    }

    [Fact]
    public void The_same_again_changes_nothing() =>
        Decide(Recorded(null, Held).Evaluation, Held).ShouldBeOfType<Answer<EvaluationRecorded>.Ignored>();

    [Fact]
    public void An_evaluation_that_took_place_is_not_taken_away() =>
        Decide(Recorded(null, Held).Evaluation, Asked).ShouldBeOfType<Answer<EvaluationRecorded>.Rejected>()
            .Refusal.Code.ShouldBe(Evaluations.AlreadyTookPlace);

    [Theory]
    [InlineData("2023-03-07", true)]
    [InlineData("2023-03-08", true)]
    [InlineData("2023-03-09", false)]
    public void MSC_12_only_a_center_designated_on_the_day_counts(string day, bool counts) =>
        (Decide(null, Held with { EvaluatedOn = Day(day) }) is Answer<EvaluationRecorded>.Accepted).ShouldBe(counts);

    [Fact]
    public void What_cannot_be_is_refused_field_by_field()
    {
        Fields(Held with { EvaluatedOn = new(2023, 3, 11) }).ShouldContain("evaluated_on");
        Fields(Held with { EvaluatedOn = new(2023, 3, 5) }).ShouldContain("evaluated_on");
        Fields(Held with { Mode = EvaluationMode.None }).ShouldBe(["mode"]);
        Fields(Asked with { Mode = EvaluationMode.InPerson }).ShouldBe(["mode"]);
        Fields(Held with { Mode = EvaluationMode.Phone }).ShouldBe(["mode"]);
        Fields(Held with { SummarySentOn = new(2023, 3, 7) }).ShouldBe(["summary_sent_on"]);
        Fields(Asked with { SummarySentOn = new(2023, 3, 7) }).ShouldBe(["summary_sent_on"]);
        Fields(Asked with { RequestedOn = new(2023, 3, 11) }).ShouldBe(["requested_on"]);
        Fields(Held, Hudson with { Programs = ["another"] }).ShouldBe(["center_id"]);
        Fields(Held, null).ShouldBe(["center_id"]);
    }

    [Fact]
    public void A_center_is_saved_only_when_everything_about_it_can_be()
    {
        CenterDirectory.Decide(null, new(Hudson, [EveryRow.ProgramId])).ShouldBeOfType<Answer<CenterSaved>.Accepted>();
        CenterDirectory.Decide(Hudson, new(Hudson, [EveryRow.ProgramId])).ShouldBeOfType<Answer<CenterSaved>.Ignored>();
        var bad = Hudson with
        {
            CenterId = "Hud son",
            Name = " ",
            State = "Wis",
            Programs = ["none"],
            DesignatedThrough = new(2011, 1, 1),
            PracticeId = "",
        };
        CenterDirectory.Decide(null, new(bad, [EveryRow.ProgramId])).ShouldBeOfType<Answer<CenterSaved>.Rejected>().Refusal.Fields
            .Select(field => field.Field).ShouldBe(
                ["center.center_id", "center.name", "center.practice_id", "center.state", "center.programs", "center.designated_through"]);
    }

    private static IEnumerable<string> Fields(Evaluation evaluation) => Fields(evaluation, Hudson);

    private static IEnumerable<string> Fields(Evaluation evaluation, Center? center) =>
        Evaluations.Decide(null, new(evaluation, center, EveryRow, Today), Now).ShouldBeOfType<Answer<EvaluationRecorded>.Rejected>()
            .Refusal.Fields.Select(field => field.Field);

    private static Answer<EvaluationRecorded> Decide(Evaluation? before, Evaluation evaluation) =>
        Evaluations.Decide(before, new(evaluation, Hudson, EveryRow, Today), Now);

    private static EvaluationRecorded Recorded(Evaluation? before, Evaluation evaluation) =>
        Decide(before, evaluation).ShouldBeOfType<Answer<EvaluationRecorded>.Accepted>().Events.ShouldHaveSingleItem();
}
