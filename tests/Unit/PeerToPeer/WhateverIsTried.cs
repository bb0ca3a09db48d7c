using FsCheck;
using FsCheck.Fluent;
using UtilizationReview.PeerToPeer.Domain;
using UtilizationReview.Platform.Deciding;
using static UtilizationReview.Tests.Unit.PeerToPeer.ACase;

namespace UtilizationReview.Tests.Unit.PeerToPeer;

/// <summary>Random sequences of everything that can be asked, over two cases that share one bench.</summary>
public sealed class WhateverIsTried
{
    private sealed record Step(int Case, int What, int Pick, int Minutes);

    [Fact]
    public void No_physician_has_two_talks_at_once_and_no_denial_stands_on_nothing()
    {
        var steps = (from which in Gen.Choose(0, 1)
                     from what in Gen.Choose(0, 15)
                     from pick in Gen.Choose(0, 5)
                     from minutes in Gen.Choose(0, 45)
                     select new Step(which, what, pick, minutes)).ListOf(60);
        Prop.ForAll(steps.ToArbitrary(), Holds).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    private static bool Holds(IList<Step> steps)
    {
        PhysicianCase[] cases = [Waiting(), PhysicianCase.Evolve(null, new CaseReferred(Referral() with { Number = "UR-2", Excluded = [Lindqvist.Id] }))];
        var now = Monday;
        foreach (var step in steps)
        {
            now += TimeSpan.FromMinutes(step.Minutes);
            var before = cases[step.Case];
            if (PhysicianCase.Decide(before, Command(step, before, cases, now), now) is not Answer<CaseEvent>.Accepted accepted) continue;
            if (accepted.Events.Count == 0) return false;
            if (accepted.Events.OfType<LinesDecided>().Any(d => !Stands(d, before, now))) return false;
            cases[step.Case] = accepted.Events.Aggregate(before, PhysicianCase.Evolve);
            if (!DueOnlyMovesBy(accepted.Events, before, cases[step.Case])) return false;
            if (!NothingOfferedEndsTooLate(cases[step.Case], now)) return false;
            var cells = cases.SelectMany(c => c.Talks.SelectMany(t => t.Cells())).ToList();
            if (cells.Distinct().Count() != cells.Count) return false;
            if (cases[1].Talks.Any(t => t.PhysicianId == Lindqvist.Id)) return false;
        }
        return true;
    }

    /// <summary>An independent reading of the duty: what an adverse decision says must be true of the record.</summary>
    private static bool Stands(LinesDecided decided, PhysicianCase @case, DateTimeOffset now) => !decided.Lines.Any(l => l.Adverse) || decided.Duty switch
    {
        "held" => @case.Talks.Any(t => t.Phase == TalkPhase.Held),
        "offered" => @case.Talks.Any(t => t.OfferedAt is not null),
        "unreachable" => @case.Attempts.Count(a => a.Outcome != AttemptOutcome.Reached) >= 3,
        "no-room" => now >= @case.DueAt.AddHours(-1),
        _ => false,
    };

    private static bool DueOnlyMovesBy(IReadOnlyList<CaseEvent> events, PhysicianCase before, PhysicianCase after) =>
        before.DueAt == after.DueAt || events.Any(e => e is DueMoved or CaseReferred);

    /// <summary>Whatever moved the end: no open offer goes past it, and a booking that does is a supervisor's, as is every talk that fits
    /// nobody.</summary>
    private static bool NothingOfferedEndsTooLate(PhysicianCase @case, DateTimeOffset now) => @case.Talks.All(t => t.Phase switch
    {
        TalkPhase.Offered => t.Slots.Count > 0 && t.Slots.All(s => s.Start + Slots.Length < @case.TalksEnd) && !t.Escalated,
        TalkPhase.Booked => t.Escalated || now >= t.SlotStart || t.SlotStart + Slots.Length < @case.TalksEnd,
        TalkPhase.NoneFits => t.EscalationReason == Escalations.NoSlotFits,
        _ => !t.Escalated,
    }) && (@case.EscalatedAt is not null) == @case.Talks.Any(t => t.Escalated);

    private static CaseCommand Command(Step step, PhysicianCase @case, PhysicianCase[] all, DateTimeOffset now)
    {
        Physician[] physicians = [Okafor, Lindqvist, Weber];
        var physician = physicians[step.Pick % 3];
        var bench = Bench(physicians, step.Pick > 2 ? [physician.Id, Weber.Id] : [], all.SelectMany(c => c.Talks.SelectMany(t => t.Cells())));
        var talk = @case.Talks.Count > 0 ? @case.Talks[^1] : null;
        var id = talk?.Id ?? "none";
        var start = talk is { Slots.Count: > 0 } ? talk.Slots[step.Pick % talk.Slots.Count].Start : Slots.Touched(now).Last().AddMinutes(30 * step.Pick);
        return step.What switch
        {
            0 => new TakeCase(physician),
            1 => new ReleaseCase(By(physician)),
            2 => new RecordAttempt(new(now, "+16085550142", (AttemptOutcome)(step.Pick % 5), "n"), Nurse),
            3 => Ask(bench, $"k{now.Ticks}"),
            4 => new OfferTalk(By(physician), Caller, [], null, $"k{now.Ticks}", bench),
            5 => new OfferSlots(Practice, id, [], bench),
            6 => new BookSlot(Practice, id, "", start, false, bench),
            7 => new BookSlot(Practice, id, physician.Id, start, true, bench),
            8 => new AcceptConnection(By(physician), id),
            9 => new CallOff(step.Pick > 2 ? Practice : By(physician), id, "x"),
            10 => new RecordHeld(By(physician), step.Pick > 3 ? "" : id, physician, "x", TalkSummary.NothingNew),
            11 => new RecordMissed(By(physician), id, step.Pick > 2),
            12 => new PassOn(bench),
            13 => Deny(by: physician, signature: Signed with
            {
                PersonId = physician.Id,
                Specialty = physician.Specialties[0],
                LicenceNumber = physician.Licences[0].Number,
            }),
            14 => new ReleaseBooking(id, Bench(
                [.. physicians.Select(p => p.Id == talk?.PhysicianId ? p with { Hours = [] } : p)], taken: bench.Taken)),
            _ => step.Pick switch
            {
                0 => new RecordDetermination(@case.OrderVersion + 1, true, now.AddDays(3)),
                1 => new ReferToPhysician(Referral(@case.OrderVersion + 1) with { Number = @case.Number, Excluded = @case.Excluded }),
                _ => new MoveDue(@case.Number, @case.DueVersion + step.Pick - 3, @case.DueAt.AddHours(12 * (step.Pick - 4))),
            },
        };
    }
}
