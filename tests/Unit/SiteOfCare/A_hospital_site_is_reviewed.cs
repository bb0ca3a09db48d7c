using UtilizationReview.SiteOfCare.Domain;
using static UtilizationReview.Tests.Unit.SiteOfCare.ADirectory;

namespace UtilizationReview.Tests.Unit.SiteOfCare;

public sealed class A_hospital_site_is_reviewed
{
    public static TheoryData<int, int, bool> Matrix()
    {
        var matrix = new TheoryData<int, int, bool>();
        foreach (var place in Enum.GetValues<Place>())
        {
            matrix.Add((int)place, 0, false);
            matrix.Add((int)place, 1, (int)place is 19 or 21 or 22);
        }
        return matrix;
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public void Only_at_a_hospital_and_only_with_a_line_in_scope(int place, int lines, bool reviewed) =>
        (SiteReview.OutOfScope(Question() with { OrderedPlace = (Place)place, Facility = null, LinesInScope = lines }, Plan) is null).ShouldBe(reviewed);

    [Fact]
    public void Not_where_the_plan_does_not_review_sites() =>
        SiteReview.OutOfScope(Question(), Plan with { Reviewed = false })!.Sentence.ShouldBe("The plan does not review the site of care.");

    [Theory]
    [InlineData(24)]
    [InlineData(11)]
    public void Also_when_the_order_says_center_or_office_but_names_a_hospital_facility(int place) =>
        SiteReview.OutOfScope(Question() with { OrderedPlace = (Place)place }, Plan).ShouldBeNull();

    [Fact]
    public void Not_for_emergency_care_in_a_hospital() =>
        SiteReview.OutOfScope(Question() with { OrderedPlace = Place.EmergencyRoom }, Plan).ShouldNotBeNull();

    [Fact]
    public void A_stay_is_accepted_only_on_evidence_that_carries_it()
    {
        var shown = new GuidelineAnswer(Met: true, Objective: false, "LOC-1.a", "Care that observation cannot give.");

        SiteReview.ConcludeLevel(shown with { Carries = true })
            .ShouldBe(new SiteAnswer.Accepted("LOC-1.a", "The inpatient stay is accepted. LOC-1.a: Care that observation cannot give."));
        SiteReview.ConcludeLevel(shown).ShouldBe(new SiteAnswer.PhysicianQuestion(
            "LOC-1.a", "LOC-1.a: Care that observation cannot give. This reason needs a physician's judgement."));
        SiteReview.ConcludeLevel(new GuidelineAnswer(Met: false, Objective: false, "", "")).ShouldBeOfType<SiteAnswer.PhysicianQuestion>();
    }

    [Fact]
    public void Not_at_a_surgery_center() => SiteReview.OutOfScope(
        Question() with { OrderedPlace = Place.AmbulatorySurgeryCenter, Facility = Center("center", 1) }, Plan)!.Sentence.ShouldBe("A surgery center needs no site review.");
}
