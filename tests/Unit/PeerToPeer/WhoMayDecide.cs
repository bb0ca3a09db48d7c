using UtilizationReview.PeerToPeer.Adapters;
using UtilizationReview.PeerToPeer.Domain;
using UtilizationReview.Platform.Deciding;
using static UtilizationReview.Tests.Unit.PeerToPeer.ACase;

namespace UtilizationReview.Tests.Unit.PeerToPeer;

public sealed class WhoMayDecide
{
    private static readonly StateLaw Texas = new("TX", true, "Tex. Ins. Code 4201.206");

    private static Physician Licensed(Physician physician, params string[] states) =>
        physician with { Licences = [.. states.Select(s => new Licence(s, $"{s}-1", new(2027, 6, 30)))] };

    [Theory]
    [InlineData("dr-okafor")]
    [InlineData("1234567893")]
    public void Nobody_decides_what_he_orders_or_performs(string clinician)
    {
        var own = Waiting(r => r with { Clinicians = ["dr-linden", clinician] });
        var refusal = own.Refused(new TakeCase(Okafor), Monday);
        (refusal.Code, refusal.Sentence).ShouldBe((
            "conflict-of-interest", "You may not decide this case: you order or perform what it asks for. It goes to a different physician."));
        var other = Lindqvist with { Npi = "1245319599" };
        own.After(Ask(Bench([Okafor, other], present: [Okafor.Id, other.Id])), Monday).Talks[0].PhysicianId.ShouldBe(other.Id);
    }

    [Fact]
    public void Nobody_decides_an_order_of_his_own_practice()
    {
        var partner = Okafor with { PracticeIds = ["lakeside"] };
        Waiting().Refused(new TakeCase(partner), Monday).Sentence.ShouldBe(
            "You may not decide this case: it comes from a practice you belong to. It goes to a different physician.");
        Waiting().After(Ask(Bench([partner])), Monday).Talks[0].Phase.ShouldBe(TalkPhase.NoneFits);
        Waiting().After(new TakeCase(Okafor with { PracticeIds = ["hillside"] }), Monday).TakenBy.ShouldBe(Okafor.Id);
    }

    [Fact]
    public void A_surgeon_named_after_the_case_was_taken_does_not_decide_it() =>
        Taken().Refused(Deny(Approval) with { Clinicians = [Okafor.Id] }, Monday).Code.ShouldBe("conflict-of-interest");

    [Fact]
    public void A_talk_after_a_denial_is_never_given_to_the_physician_who_denied()
    {
        var everybody = Bench(present: [Okafor.Id, Lindqvist.Id, Weber.Id]);
        var denied = DeniedAt(Monday);
        denied.Deniers.ShouldBe([Okafor.Id]);
        denied.After(Ask(everybody), Monday).Talks[^1].PhysicianId.ShouldBe(Lindqvist.Id);
        denied.After(Ask(everybody, callBackOnly: true), Monday).Talks[^1].Slots.ShouldAllBe(s => s.PhysicianId == Lindqvist.Id);
        denied.After(Ask(everybody, callBackOnly: true), Monday)
            .Refused(new BookSlot(Practice, "UR-1-T2", Okafor.Id, Monday.AddHours(1), false, everybody), Monday).Code.ShouldBe("slot-not-possible");
        denied.After(Ask(Bench([Okafor], present: [Okafor.Id])), Monday).Talks[^1].Phase.ShouldBe(TalkPhase.NoneFits);
        var reopened = denied.After(new ReferToPhysician(Referral(6) with { Question = CaseQuestion.TalkAfterDenial }), Monday.AddDays(1));
        reopened.After(Ask(everybody), Monday.AddDays(1)).Talks[^1].PhysicianId.ShouldBe(Lindqvist.Id);
    }

    [Fact]
    public void The_physician_who_denied_does_not_take_the_talk_about_it_himself()
    {
        var denied = DeniedAt(Monday);
        RecordHeld unbooked = new(By(Okafor), "", Okafor, "Dr. Caller", TalkSummary.NewInformation);
        var refusal = denied.Refused(unbooked, Monday.AddHours(1));
        (refusal.Code, refusal.Sentence).ShouldBe(("excluded-physician",
            "You may not take this talk: your own decision is questioned in it. It goes to a different physician."));
        var asked = denied.After(Ask(), Monday);
        asked.Refused(unbooked with { TalkId = "UR-1-T2" }, Monday.AddHours(1)).Code.ShouldBe("excluded-physician");
        asked.After(unbooked with { By = By(Lindqvist), TalkId = "UR-1-T2", Physician = Lindqvist }, Monday.AddHours(1)).Talks[^1].PhysicianId
            .ShouldBe(Lindqvist.Id);
        denied.Ignores(unbooked with { TalkId = "UR-1-T1" }, Monday.AddHours(1)); // the talk he held before he decided is on record
    }

    [Fact]
    public void A_call_that_reaches_the_physician_after_his_denial_is_not_his_to_accept()
    {
        var late = Due.AddMinutes(-2);
        var calling = Taken().After(Ask(Bench([Okafor], present: [Okafor.Id])), late).After(Deny(), late)
            .After(new RecordDetermination(5, Denied: true, Due.AddDays(14)), late);
        calling.Talks[0].PhysicianId.ShouldBe(Okafor.Id);
        calling.Refused(new AcceptConnection(By(Okafor), "UR-1-T1"), late).Code.ShouldBe("excluded-physician");
    }

    [Theory]
    [InlineData("Reconsideration", true)]
    [InlineData("TalkAfterDenial", true)]
    [InlineData("SupportingDocuments", true)]
    [InlineData("Service", false)]
    public void A_second_look_that_overtakes_the_message_of_the_denial_knows_who_denied(string question, bool questioned)
    {
        var signed = Taken().After(new RecordHeld(By(Okafor), "", Okafor, "Dr. Caller", TalkSummary.NothingNew), Monday).After(Deny(), Monday);
        var again = signed.After(new ReferToPhysician(Referral(6) with { Question = Enum.Parse<CaseQuestion>(question) }), Monday);
        again.Ignores(new RecordDetermination(5, Denied: true, Due), Monday);
        again.Questioned.Contains(Okafor.Id).ShouldBe(questioned);
    }

    [Fact]
    public void A_decision_that_was_not_recorded_questions_nobody()
    {
        var signed = Taken().After(new RecordHeld(By(Okafor), "", Okafor, "Dr. Caller", TalkSummary.NothingNew), Monday).After(Deny(), Monday);
        signed.After(new RefuseDecision(3, Okafor.Id, "x", "y"), Monday).After(new RecordDetermination(5, true, Due), Monday).Deniers.ShouldBeEmpty();
    }

    [Fact]
    public void Where_the_law_asks_for_a_licence_in_its_state_nobody_else_has_the_case()
    {
        var texan = Waiting(r => r with { Law = Texas });
        texan.Refused(new TakeCase(Okafor), Monday).Sentence.ShouldBe("This case needs a physician licensed in TX (Tex. Ins. Code 4201.206).");
        var both = Licensed(Okafor, "WI", "TX");
        var taken = texan.After(new TakeCase(both), Monday);
        taken.Refused(Deny(Approval, both, Signed with { LicenceNumber = "WI-1" }), Monday).Code.ShouldBe("licence-state");
        taken.After(Deny(Approval, both, Signed with { LicenceState = "TX", LicenceNumber = "TX-1" }), Monday).Phase.ShouldBe(CasePhase.Decided);
    }

    [Fact]
    public void Where_the_law_asks_for_a_similar_specialty_no_other_has_the_case()
    {
        var texan = Waiting(r => r with { Law = Texas });
        texan.Refused(new TakeCase(Licensed(Weber, "TX")), Monday).Sentence.ShouldBe(
            "This case needs a physician of the same or a similar specialty as spine-surgery or neurosurgery (Tex. Ins. Code 4201.206).");
        texan.After(new TakeCase(Licensed(Doctor("dr-near", "orthopedic-surgery"), "TX")), Monday).TakenBy.ShouldBe("dr-near");
    }

    [Fact]
    public void Where_plan_and_law_ask_for_two_states_he_has_both_and_signs_with_the_plans()
    {
        var two = Waiting(r => r with { Law = Texas, LicenceInMemberState = true });
        two.Refused(new TakeCase(Licensed(Okafor, "TX")), Monday).Code.ShouldBe("licence-state");
        two.Refused(new TakeCase(Licensed(Okafor, "WI")), Monday).Code.ShouldBe("licence-state");
        var both = Licensed(Okafor, "WI", "TX");
        two.After(new TakeCase(both), Monday).After(Deny(Approval, both, Signed with { LicenceNumber = "WI-1" }), Monday).Phase
            .ShouldBe(CasePhase.Decided);
    }

    [Theory]
    [InlineData("2021-08-31", false)]
    [InlineData("2021-09-01", true)]
    [InlineData("2026-11-23", true)]
    public void A_law_asks_from_its_first_day_on(string day, bool asks) =>
        (Shipped().For("TX", "commercial_insured", Date(day)) is not null).ShouldBe(asks);

    [Theory]
    [InlineData("2025-12-31", true)]
    [InlineData("2026-01-01", false)]
    public void A_law_asks_through_its_last_day(string day, bool asks)
    {
        var laws = new StateLaws([new("WI", "commercial_insured", true, false, new(2020, 1, 1), new(2025, 12, 31), "a law")]);
        (laws.For("WI", "commercial_insured", Date(day)) is not null).ShouldBe(asks);
    }

    [Theory]
    [InlineData("AR", "AR", true)]
    [InlineData("KY", "KY", true)]
    [InlineData("NJ", "", true)]
    [InlineData("PA", "", true)]
    [InlineData("TX", "TX", true)]
    public void The_shipped_laws_are_those_of_the_reference(string state, string licence, bool similar)
    {
        var law = Shipped().For(state, "commercial_insured", new(2026, 11, 23)).ShouldNotBeNull();
        (law.LicenceState, law.SameOrSimilarSpecialty).ShouldBe((licence, similar));
        Shipped().For(state, "qualified_health_plan", new(2026, 11, 23)).ShouldBe(law, "a qualified health plan is insured in its state");
        Shipped().For(state, "commercial_self_funded", new(2026, 11, 23)).ShouldBeNull("state law does not reach a self-funded plan");
        Shipped().For(state, "medicare_advantage", new(2026, 11, 23)).ShouldBeNull();
    }

    [Fact]
    public void A_file_of_laws_that_cannot_be_used_says_every_problem()
    {
        var folder = Directory.CreateTempSubdirectory("ur-laws-");
        try
        {
            Should.Throw<InvalidDataException>(() => StateLawFiles.Load(folder.FullName)).Message.ShouldContain("the file does not exist");
            var file = Path.Combine(folder.FullName, "reviewer-rules.yaml");
            File.WriteAllText(file, "rules:\n  - { state: Texas, line_of_business: any, speed: 3 }\n");
            var problems = Should.Throw<InvalidDataException>(() => StateLawFiles.Load(folder.FullName)).Message;
            problems.ShouldContain("'Texas' is not a two-letter state");
            problems.ShouldContain("speed");
            problems.ShouldContain("citation");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Everything_asked_of_a_physician_holds_for_talk_worklist_and_signature_alike()
    {
        foreach (var @case in new[]
        {
            Waiting(r => r with { Clinicians = [Okafor.Id] }), Waiting(r => r with { Law = Texas }), Waiting(r => r with { Excluded = [Okafor.Id] }),
        })
        {
            Matching.WhyNot(Okafor, @case, Monday).ShouldNotBeNull();
            @case.When(new TakeCase(Okafor), Monday).ShouldBeOfType<Answer<CaseEvent>.Rejected>();
            Matching.Suitable(@case, Caller, Bench([Okafor]), Monday).ShouldBeEmpty();
        }
    }

    private static StateLaws Shipped() => StateLawFiles.Load(Path.Combine(House.SourceTree.Root, "services", "PeerToPeer", "Regimes"));

    private static DateOnly Date(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
