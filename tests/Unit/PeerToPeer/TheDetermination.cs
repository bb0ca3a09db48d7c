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
    public void Every_waiting_line_is_decided_exactly_once()
    {
        AfterTalk.Refused(Deny() with { Lines = [] }, Monday).Fields[0].Problem.ShouldStartWith("must decide line 1 exactly once");
        AfterTalk.Refused(Deny() with { Lines = [Denial, Denial] }, Monday).Fields[0].Field.ShouldBe("lines");
        AfterTalk.Refused(Deny() with { Lines = [Denial, Denial with { Line = 2 }] }, Monday).Fields[0].Field.ShouldBe("lines[1].line");
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
