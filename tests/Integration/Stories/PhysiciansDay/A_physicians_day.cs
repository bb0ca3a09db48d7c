using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.PeerToPeer.V1;

namespace UtilizationReview.Tests.Integration.Stories.PhysiciansDay;

/// <summary>Ten physicians and two hundred cases over real gRPC and the real services, from the practice's form to the last signature.</summary>
public sealed class A_physicians_day
{
    private const int Cases = 200;

    private static readonly DateOnly Monday = new(2026, 11, 30);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hundred_cases_are_talked_about_and_decided_each_once_and_nothing_is_left_lying()
    {
        await using var house = await DayHouse.StartAsync(Monday);
        List<DayCase> cases = [.. Enumerable.Range(0, Cases).Select(i => new DayCase(i))];
        var work = new DayWork(house, cases);
        await work.SubmitAsync(await DayForms.LoadAsync(house));
        await work.ReferAsync();
        house.Clock.MoveTo(DayHouse.Local(Monday, "10:00"));
        await work.ConnectAsync();
        await work.AcceptSitesAsync();
        await work.AskAndBookAsync();
        await work.TryAndOfferAsync();
        await work.HoldTalksAsync();
        await work.QuestionAsync();

        await Parallel.ForEachAsync(cases, Ct, async (@case, _) => await EndsWellAsync(house, @case));
        await NothingIsLeftAsync(house);
        await NoSlotWasGivenTwiceAsync(house, cases);
        string[] refusals =
        [
            "attestation-not-valid", "case-not-taken", "case-taken", "conflict-of-interest", "connection-passed", "decision-not-valid",
            "excluded-physician", "licence-expired", "not-your-talk", "other-specialty", "peer-to-peer-duty", "role-not-admitted", "too-early",
        ];
        work.Refused.Keys.Except(["slot-taken"]).ShouldBe(refusals, ignoreOrder: true);
        work.Refused["peer-to-peer-duty"].ShouldBe(4 * Cases / 10);
    }

    /// <summary>One determination a round, the last in force; everything adverse with its reason and behind a fulfilled duty.</summary>
    private static async Task EndsWellAsync(DayHouse house, DayCase @case)
    {
        var order = await house.OrderAsync(@case.Number);
        order.Status.ShouldBe(@case.End, $"{@case.Index} {@case.Course}");
        order.DeadlineMissed.ShouldBeFalse();
        var talks = await house.Desk.ListTalksAsync(new() { Number = @case.Number }, cancellationToken: Ct);
        foreach (var line in order.Lines)
        {
            line.Determinations.Count.ShouldBe(@case.Rounds);
            line.Determinations[^1].Outcome.ShouldBe(line.Outcome);
            line.Determinations.Select(d => d.Attestation.PersonId).ShouldBe(@case.Signed);
            foreach (var determination in line.Determinations)
            {
                var signed = determination.Attestation;
                (signed.RecordReviewed, signed.NoConflictOfInterest, signed.Profession).ShouldBe((true, true, "physician"));
                (signed.LicenceState, signed.Npi.Length, signed.SignedAt is null).ShouldBe(("WI", 10, false));
                if (determination.Outcome == LineOutcome.Approved) continue;
                determination.Reason.Length.ShouldBeGreaterThan(24);
                determination.Criteria.ShouldNotBeEmpty();
                if (@case.Course == Course.SiteDenied)
                    determination.Reason.ShouldContain($"({order.SiteAlternatives[0].Facility.FacilityId}) instead.");
                if (line.Evaluation.Guideline.Length > 0) determination.GuidelineVersion.ShouldBe(line.Evaluation.Version);
                if (determination.Outcome == LineOutcome.Denied) determination.Missing.ShouldNotBeEmpty();
                HadItsChance(talks, determination).ShouldBeTrue($"{@case.Index} {@case.Course}: {talks}");
            }
        }
        if (@case.Course == Course.Reconsidered) @case.Signed.Distinct().Count().ShouldBe(2);
    }

    /// <summary>Counted anew from what is on record: the talk was held, or offered and not used, or the practice was out of reach.</summary>
    private static bool HadItsChance(ListTalksResponse record, Determination determination)
    {
        var before = record.Talks.Where(t => t.EndedAt is { } ended && ended <= determination.DecidedAt).ToList();
        return before.Exists(t => t.State is TalkState.Held or TalkState.Declined || t is { State: TalkState.Missed, Outcome: "practice" })
            || record.Attempts.Count(a => a.Outcome != AttemptOutcome.Reached && a.At <= determination.DecidedAt) >= 3;
    }

    private static async Task NothingIsLeftAsync(DayHouse house)
    {
        foreach (var id in house.Roster.Keys)
        {
            var left = await house.Physician(id).ListWorklistAsync(new(), cancellationToken: Ct);
            (left.Cases.Count, left.Talks.Count).ShouldBe((0, 0), $"{id}: {left}");
        }
        (await house.Administrator.ListEscalationsAsync(new(), cancellationToken: Ct)).Escalations.ShouldBeEmpty();
        (await house.Ada.ListQueueAsync(new(), cancellationToken: Ct)).Items.ShouldBeEmpty();
    }

    private static async Task NoSlotWasGivenTwiceAsync(DayHouse house, IEnumerable<DayCase> cases)
    {
        var slots = new List<(string, Google.Protobuf.WellKnownTypes.Timestamp)>();
        foreach (var @case in cases)
        {
            var talks = (await house.Desk.ListTalksAsync(new() { Number = @case.Number }, cancellationToken: Ct)).Talks;
            talks.ShouldAllBe(t => t.PhysicianId != DayHouse.Partner && t.State >= TalkState.Held);
            slots.AddRange(talks.Where(t => t.SlotStart is not null).Select(t => (t.PhysicianId, t.SlotStart)));
        }
        // Less, reconsidered, moved: one; talked after denial: two; missed: three.
        slots.Count.ShouldBe(Cases / 10 * (1 + 1 + 1 + 2 + 3));
        slots.Distinct().Count().ShouldBe(slots.Count);
    }
}
