using FsCheck;
using FsCheck.Fluent;
using UtilizationReview.NurseReview.Adapters;
using UtilizationReview.NurseReview.Domain;
using UtilizationReview.Platform.Deciding;
using static UtilizationReview.Tests.Unit.NurseReview.AnItem;

namespace UtilizationReview.Tests.Unit.NurseReview;

/// <summary>Work pools: programs, licence and skill.</summary>
public sealed class PoolTests
{
    private static readonly NurseProfile Profile = ProfileOf(Dana);

    [Theory]
    [InlineData("spine", "63030", false, "")]
    [InlineData("spine", "22802", false, "deformity")]
    [InlineData("spine", "22843", true, "pediatric deformity")]
    [InlineData("pain", "64493", false, "pain")]
    [InlineData("joint", "27447", true, "pediatric")]
    public void What_a_case_needs_is_read_off_its_codes_its_program_and_the_age(string program, string code, bool minor, string skills) =>
        string.Join(' ', Pools.SkillsFor([program], [code], minor)).ShouldBe(skills);

    [Fact]
    public void A_nurse_takes_only_what_is_in_her_pool_and_reads_what_it_lacks()
    {
        var referral = new Referral("meadow-commercial", "practice-1", ["spine", "pain"], [1, 2], false, "MN", []) { Skills = ["pediatric", "pain"] };
        var item = Fold(null, new OrderArrives(OrderId, 2, referral, Due), Start);
        foreach (ClaimOfNurse claim in new ClaimOfNurse[] { new Claim(Dana), new ClaimOpen(Dana) })
        {
            var refusal = item.Decide(claim with { Profile = Profile }, Start).Refusal();
            (refusal.Code, refusal.Sentence).ShouldBe(("outside-pool",
                "This order needs the program pain and a licence in MN and the skill pediatric, pain, which your profile does not have. "
                    + "Take the next one, or ask your supervisor."));
            item.Decide(claim, Start).ShouldBeOfType<Answer<NurseEvent>.Accepted>("nobody saved a profile: everything of her plans");
        }
    }

    [Fact]
    public void No_state_in_a_profile_means_that_licence_binds_nothing()
    {
        Pools.Outside(Profile with { States = [] }, Referral(1), toHer: true).ShouldBeNull();
        Pools.Outside(Profile with { States = ["WI", "MN"] }, Referral(1), toHer: true).ShouldBeNull();
        Pools.Outside(Profile with { States = ["MN"] }, Referral(1), toHer: true).ShouldNotBeNull();
    }

    [Fact]
    public void A_nurse_keeps_what_she_holds_when_her_profile_changes()
    {
        var narrowed = new Claim(Dana) { Profile = Profile with { States = ["MN"] } };
        Fold(HeldBy(Dana), narrowed, Start.AddMinutes(1)).Lease!.Until.ShouldBe(Start.AddMinutes(21));
        Open().Decide(narrowed, Start).Refusal().Code.ShouldBe("outside-pool");
    }

    [Fact]
    public void A_profile_is_checked_field_by_field()
    {
        var bad = new NurseProfile("", " ", [], ["heart"], ["Wisconsin", "wi"], ["surgery"]);
        var refusal = Pools.Decide(null, new(bad), Start).ShouldBeOfType<Answer<NurseSaved>.Rejected>().Refusal;
        refusal.Fields.Select(f => f.Field).ShouldBe(
            ["nurse.person_id", "nurse.name", "nurse.plan_ids", "nurse.programs", "nurse.states[0]", "nurse.states[1]", "nurse.skills[0]"]);
        refusal.Kind.ShouldBe(RefusalKind.BadInput);
        Pools.Decide(null, new(Profile), Start).ShouldBeOfType<Answer<NurseSaved>.Accepted>();
    }

    /// <summary>The queue is read by bits in the database, the item decides by words: both must mean the same cases.</summary>
    [Fact]
    public void What_the_queue_offers_is_what_the_item_accepts()
    {
        var some = (string[] of) => Gen.SubListOf<string>(of).Select(list => (IReadOnlyList<string>)[.. list]);
        var cases = from programs in some(["spine", "joint", "pain"])
                    from skills in some([.. Pools.Skills])
                    from state in Gen.Elements("WI", "MN", "")
                    from plan in Gen.Elements("a", "b")
                    select new Referral(plan, "p", programs, [1], false, state, []) { Skills = skills };
        var nurses = from programs in some(["spine", "joint", "pain"])
                     from skills in some([.. Pools.Skills])
                     from states in some(["WI", "MN"])
                     from plans in some(["a", "b"])
                     select new NurseProfile("n", "N", plans, programs, states, skills);
        Prop.ForAll(cases.ToArbitrary(), nurses.ToArbitrary(), (referral, nurse) =>
        {
            var part = new QueuePart(["a", "b"], 0).Within(nurse);
            var offered = part.Plans!.Contains(referral.PlanId)
                && (part.Masks is not { } masks || masks.Contains(NurseReviewWire.Mask(referral.Programs)))
                && (nurse.States.Count == 0 || nurse.States.Contains(referral.MemberState))
                && (NurseReviewWire.SkillMask(referral.Skills) & NurseReviewWire.AllSkills & ~NurseReviewWire.SkillMask(nurse.Skills)) == 0;
            return offered == Pools.Outside(nurse, referral, toHer: true) is null;
        }).QuickCheckThrowOnFailure();
    }
}
