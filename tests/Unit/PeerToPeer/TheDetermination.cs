using System.Text.Json;
using UtilizationReview.PeerToPeer;
using UtilizationReview.PeerToPeer.Domain;
using UtilizationReview.Platform.Deciding;
using static UtilizationReview.Tests.Unit.PeerToPeer.ACase;

namespace UtilizationReview.Tests.Unit.PeerToPeer;

public sealed class TheDetermination
{
    private static PhysicianCase AfterTalk => Taken().After(new RecordHeld(By(Okafor), "", Okafor, "Dr. Caller", TalkSummary.NothingNew), Monday);

    [Fact]
    public void A_nurse_cannot_deny()
    {
        var refusal = AfterTalk.Refused(Deny() with { By = new(Okafor.Id, "nurse") }, Monday);
        (refusal.Kind, refusal.Sentence).ShouldBe((RefusalKind.NotAllowed, "Only a physician can sign a determination here."));
    }

    [Fact]
    public void A_case_is_taken_before_it_is_decided() => Waiting().Refused(Deny(Approval), Monday).Code.ShouldBe("case-not-taken");

    [Fact]
    public void Nobody_decides_what_another_has_taken() => Taken().Refused(Deny(Approval, Lindqvist), Monday).Code.ShouldBe("case-taken");

    [Fact]
    public void An_approval_needs_no_talk_and_carries_what_was_asked()
    {
        var decided = ((Answer<CaseEvent>.Accepted)Taken().When(Deny(Approval), Monday)).Events.ShouldHaveSingleItem().ShouldBeOfType<LinesDecided>();
        decided.Lines[0].Units.ShouldBe(2);
        decided.Lines[0].Levels.ShouldBe(["L4-L5", "L5-S1"]);
        decided.Attestation.SignedAt.ShouldBe(Monday);
    }

    [Theory]
    [InlineData("person", "attestation.person_id must be the caller: nobody signs for another person")]
    [InlineData("npi", "attestation.npi is not the one on the roster")]
    [InlineData("specialty", "attestation.specialty 'neurosurgery' is not on the roster; there: spine-surgery")]
    [InlineData("licence", "attestation.licence_number this state and number are not on the roster")]
    [InlineData("record", "attestation.record_reviewed must be true: a determination needs a reviewed record")]
    [InlineData("conflict", "attestation.no_conflict_of_interest must be true: with a conflict, release the case")]
    public void An_attestation_must_be_the_callers_own_and_complete(string wrong, string sentence)
    {
        var signature = wrong switch
        {
            "person" => Signed with { PersonId = "dr-other" },
            "npi" => Signed with { Npi = "1245319599" },
            "specialty" => Signed with { Specialty = "neurosurgery" },
            "licence" => Signed with { LicenceNumber = "X" },
            "record" => Signed with { RecordReviewed = false },
            _ => Signed with { NoConflictOfInterest = false },
        };
        var refusal = AfterTalk.Refused(Deny(signature: signature), Monday);
        refusal.Kind.ShouldBe(RefusalKind.BadInput);
        refusal.Sentence.ShouldBe($"The attestation cannot stand under a determination: {sentence}.");
    }

    [Fact]
    public void An_expired_licence_signs_nothing_even_beside_a_valid_one()
    {
        var two = Okafor with { Licences = [.. Okafor.Licences, new("MN", "MN-1", new(2026, 11, 22))] };
        AfterTalk.Refused(Deny(by: two, signature: Signed with { LicenceState = "MN", LicenceNumber = "MN-1" }), Monday).Sentence
            .ShouldBe("The MN licence was valid through 2026-11-22. Sign with a valid one.");
    }

    [Fact]
    public void A_denial_needs_a_reason_and_a_criterion()
    {
        AfterTalk.Refused(Deny(Denial with { Reason = "", Criteria = [] }), Monday).Sentence.ShouldBe(
            "The decision cannot be signed as given: lines[0].reason is required for anything but an approval as asked (I7); "
            + "lines[0].criteria must name the criterion relied on for anything adverse (I7).");
    }

    [Fact]
    public void A_reason_that_says_nothing_specific_is_refused()
    {
        AfterTalk.Refused(Deny(Denial with { Reason = "Not medically necessary." }), Monday).Fields.ShouldHaveSingleItem().Field
            .ShouldBe("lines[0].reason");
        AfterTalk.After(Deny(Denial with { Reason = new('x', 25) }), Monday).Phase.ShouldBe(CasePhase.Decided);
    }

    [Fact]
    public void A_denial_says_what_is_missing_or_names_what_is_open_on_the_order()
    {
        var silent = Denial with { Missing = [] };
        AfterTalk.Refused(Deny(silent), Monday).Fields.ShouldHaveSingleItem().Field.ShouldBe("lines[0].missing");
        LineAsked asked = new(1, 2, []) { Open = new Dictionary<string, string>(StringComparer.Ordinal) { ["LUM-DISC-2.d"] = "six weeks of care" } };
        Decided(AfterTalk.When(Deny(silent) with { Asked = [asked] }, Monday)).Lines[0].Missing.ShouldBe(["LUM-DISC-2.d: six weeks of care"]);
        Decided(AfterTalk.When(Deny() with { Asked = [asked] }, Monday)).Lines[0].Missing.ShouldBe(["therapy notes"]);
        AfterTalk.Refused(Deny(silent with { Criteria = ["CMS-1"] }) with { Asked = [asked] }, Monday).Fields.ShouldHaveSingleItem().Field
            .ShouldBe("lines[0].missing");
    }

    [Fact]
    public void A_decision_is_bound_to_the_version_of_the_criteria_that_the_order_has()
    {
        LineAsked asked = new(1, 2, []) { Guideline = "msk-spine/lumbar-discectomy", GuidelineVersion = "2026.1" };
        var line = Decided(AfterTalk.When(Deny() with { Asked = [asked] }, Monday)).Lines[0];
        (line.Guideline, line.GuidelineVersion).ShouldBe(("msk-spine/lumbar-discectomy", "2026.1"));
        var read = Denial with { Guideline = "msk-spine/lumbar-discectomy", GuidelineVersion = "2026.1" };
        AfterTalk.After(Deny(read) with { Asked = [asked] }, Monday).Phase.ShouldBe(CasePhase.Decided);
        AfterTalk.Refused(Deny(read with { GuidelineVersion = "2025.2" }) with { Asked = [asked] }, Monday).Sentence.ShouldContain(
            "lines[0].guideline and version are 'msk-spine/lumbar-discectomy 2025.2', "
            + "the order was evaluated by 'msk-spine/lumbar-discectomy 2026.1'");
    }

    [Fact]
    public void Whether_software_recommended_anything_stands_in_the_record()
    {
        Decided(AfterTalk.When(Deny(), Monday)).SoftwareRecommended.ShouldBeFalse();
        Decided(AfterTalk.When(Deny() with { SoftwareRecommended = true }, Monday)).SoftwareRecommended.ShouldBeTrue();
    }

    [Fact]
    public void No_attestation_exists_without_its_whole_statement()
    {
        typeof(PhysicianAttestation).GetConstructors().ShouldBeEmpty("only a checked signature makes one");
        Should.Throw<ArgumentException>(() => PhysicianAttestation.Of(Okafor, Signed with { NoConflictOfInterest = false }, Monday));
        Should.Throw<ArgumentException>(() => PhysicianAttestation.Of(Okafor, Signed with { RecordReviewed = false }, Monday));
        var whole = PhysicianAttestation.Of(Okafor, Signed, Monday);
        whole.States.ShouldBe("I reviewed the record. I have no conflict of interest in this case.");
        var stored = JsonSerializer.Serialize(whole, CaseDesk.Json);
        var other = stored.Replace("I have no conflict", "I have a conflict", StringComparison.Ordinal);
        Should.Throw<ArgumentException>(() => JsonSerializer.Deserialize<PhysicianAttestation>(other, CaseDesk.Json));
        var before = stored.Replace($",\"states\":\"{whole.States}\"", "", StringComparison.Ordinal);
        before.ShouldNotBe(stored);
        JsonSerializer.Deserialize<PhysicianAttestation>(before, CaseDesk.Json).ShouldBe(whole, "records from before the words were kept are read");
    }

    private static LinesDecided Decided(Answer<CaseEvent> answer) =>
        ((Answer<CaseEvent>.Accepted)answer).Events.ShouldHaveSingleItem().ShouldBeOfType<LinesDecided>();

    [Fact]
    public void Every_waiting_line_is_decided_exactly_once()
    {
        AfterTalk.Refused(Deny() with { Lines = [] }, Monday).Fields[0].Problem.ShouldStartWith("must decide line 1 exactly once");
        AfterTalk.Refused(Deny() with { Lines = [Denial, Denial] }, Monday).Fields[0].Field.ShouldBe("lines");
        AfterTalk.Refused(Deny() with { Lines = [Denial, Denial with { Line = 2 }] }, Monday).Fields[0].Field.ShouldBe("lines[1].line");
    }

    [Fact]
    public void A_line_that_was_settled_since_the_referral_is_left_out_and_the_rest_is_decided()
    {
        var two = Taken(r => r with { Lines = [1, 2] });
        LineAsked[] asked = [new(1, 1, []) { Settled = true }, new(2, 1, [])];
        two.On(asked).Lines.ShouldBe([2]);
        two.Refused(Deny(Approval) with { Asked = asked }, Monday).Sentence.ShouldBe(
            "The decision cannot be signed as given: lines must decide line 2 exactly once: every waiting line is decided with one signature; "
            + "lines[0].line 1 has been settled: leave it out; waiting: 2.");
        Decided(two.When(Deny(Approval with { Line = 2 }) with { Asked = asked }, Monday)).Lines.ShouldHaveSingleItem().Line.ShouldBe(2);
        two.Refused(Deny(Approval with { Line = 2 }) with { Asked = [.. asked.Select(a => a with { Settled = false })] }, Monday)
            .Fields.ShouldHaveSingleItem().Problem.ShouldStartWith("must decide line 1");
    }

    [Fact]
    public void Approving_as_asked_is_not_approving_fewer_levels()
    {
        var refusal = Taken().Refused(Deny(Approval with { Levels = ["L4-L5"] }), Monday);
        refusal.Fields.ShouldHaveSingleItem().ShouldBe(
            new FieldProblem("lines[0].levels", "differ from those asked for (L4-L5, L5-S1); use APPROVE_LESS for fewer"));
        Taken().After(Deny(Approval with { Levels = ["L5-S1", "L4-L5"] }), Monday).Phase.ShouldBe(CasePhase.Decided);
        Taken().Refused(Deny(Approval with { Levels = ["L4-L5", "L5-S1", "L3-L4"] }), Monday).Fields[0].Field.ShouldBe("lines[0].levels");
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(-1, false)]
    public void Approving_less_means_less(int units, bool possible)
    {
        var answer = AfterTalk.When(Deny(Denial with { Verdict = Verdict.ApproveLess, Units = units }), Monday);
        (answer is Answer<CaseEvent>.Accepted).ShouldBe(possible);
    }

    [Fact]
    public void Fewer_levels_are_less_and_other_levels_are_not()
    {
        AfterTalk.When(Deny(Denial with { Verdict = Verdict.ApproveLess, Levels = ["L4-L5"] }), Monday).ShouldBeOfType<Answer<CaseEvent>.Accepted>();
        AfterTalk.Refused(Deny(Denial with { Verdict = Verdict.ApproveLess, Levels = ["L3-L4"] }), Monday).Fields[0].Field.ShouldBe("lines[0].levels");
    }

    [Fact]
    public void Nothing_is_signed_twice()
    {
        AfterTalk.After(Deny(), Monday).Refused(Deny(), Monday).Sentence.ShouldBe("Deciding is not possible: the case has been signed and is being recorded.");
    }

    [Fact]
    public void A_signed_fact_survives_its_storage_format()
    {
        CaseEvent decided = ((Answer<CaseEvent>.Accepted)AfterTalk.When(Deny(), Monday)).Events[0];
        var stored = JsonSerializer.Serialize(decided, CaseDesk.Json);
        stored.ShouldStartWith("{\"$type\":\"lines-decided\"");
        JsonSerializer.Deserialize<CaseEvent>(stored, CaseDesk.Json).ShouldBeOfType<LinesDecided>().Attestation.ShouldBe(((LinesDecided)decided).Attestation);
        var state = JsonSerializer.Serialize(Booked(Monday.AddHours(1)), CaseDesk.Json);
        JsonSerializer.Serialize(JsonSerializer.Deserialize<PhysicianCase>(state, CaseDesk.Json), CaseDesk.Json).ShouldBe(state);
    }
}
