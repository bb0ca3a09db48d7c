using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.PeerToPeer.V1;
using UtilizationReview.Tests.Integration.Platform;

namespace UtilizationReview.Tests.Integration.Stories.PhysiciansDay;

/// <content>Single acts on one case.</content>
internal sealed partial class DayWork
{
    private static PracticeContact Contact() => new()
    {
        Name = "Pat Demo-Delegate", SpeaksFor = "Demo Dr. Linden Example", Phones = { "+16085550111" }, TimeZone = "America/Chicago",
    };

    private RequestTalkRequest Ask(DayCase @case, bool callBackOnly) =>
        new() { Number = @case.Number, Contact = Contact(), CallBackOnly = callBackOnly, IdempotencyKey = house.Key() };

    /// <summary>Asks for a call back and books the first slot that nobody else takes first.</summary>
    private async Task AskAndBookAsync(DayCase @case)
    {
        var answer = await house.Desk.RequestTalkAsync(Ask(@case, callBackOnly: true), cancellationToken: Ct);
        while (true)
        {
            answer.Outcome.ShouldBe(TalkOutcome.Slots, answer.Sentence);
            try
            {
                var slot = answer.Talk.Slots[0];
                var book = new BookRequest
                {
                    TalkId = answer.Talk.TalkId, PhysicianId = slot.PhysicianId, Start = slot.Start, IdempotencyKey = house.Key(),
                };
                @case.Talk = await house.Desk.BookAsync(book, cancellationToken: Ct);
                return;
            }
            catch (RpcException taken) when (taken.Trailers.GetValue("reason-code") == "slot-taken")
            {
                Refused.AddOrUpdate("slot-taken", 1, (_, n) => n + 1);
                answer = await house.Desk.OfferSlotsAsync(new() { TalkId = answer.Talk.TalkId, IdempotencyKey = house.Key() }, cancellationToken: Ct);
            }
        }
    }

    /// <summary>Moves the talk to the next half hour in which its physician has time.</summary>
    private async Task MoveAsync(DayCase @case)
    {
        var before = @case.Talk!;
        for (var start = before.SlotStart.ToDateTimeOffset().AddMinutes(30); ; start = start.AddMinutes(30))
        {
            try
            {
                var move = new MoveTalkRequest { TalkId = before.TalkId, Start = start.ToTimestamp(), IdempotencyKey = house.Key() };
                @case.Talk = await house.Desk.MoveTalkAsync(move, cancellationToken: Ct);
                @case.Talk.SlotStart.ShouldNotBe(before.SlotStart);
                return;
            }
            catch (RpcException taken) when (taken.Trailers.GetValue("reason-code") == "slot-taken")
            {
                Refused.AddOrUpdate("slot-taken", 1, (_, n) => n + 1);
            }
        }
    }

    /// <summary>The physician asked lets the two minutes pass; the next one is asked.</summary>
    private async Task PassOnAsync(DayCase @case)
    {
        var first = @case.Talk!.PhysicianId;
        house.Clock.Advance(TimeSpan.FromSeconds(90));
        await house.ArePresentAsync(AtTheirDesks);
        house.Clock.Advance(TimeSpan.FromSeconds(31));
        await Eventually.Becomes(
            async () => @case.Talk = await house.Desk.GetTalkAsync(new() { TalkId = @case.Talk.TalkId }, cancellationToken: Ct),
            talk => talk.State == TalkState.Connecting && talk.PhysicianId != first, "another physician is asked");
        var late = new AcceptConnectionRequest { TalkId = @case.Talk.TalkId, IdempotencyKey = house.Key() };
        await RefusedAsync("connection-passed", () => house.Physician(first).AcceptConnectionAsync(late, cancellationToken: Ct).ResponseAsync);
    }

    private async Task AttemptAsync(DayCase @case, AttemptOutcome outcome)
    {
        var attempt = new RecordAttemptRequest { Number = @case.Number, Phone = "+16085550111", Outcome = outcome, IdempotencyKey = house.Key() };
        await house.Physician("dr-sable").RecordAttemptAsync(attempt, cancellationToken: Ct);
    }

    private async Task HoldAsync(DayCase @case)
    {
        var held = new RecordHeldRequest
        {
            TalkId = @case.Talk!.TalkId, SpokeWith = "Pat Demo-Delegate", Summary = TalkSummary.NothingNew, IdempotencyKey = house.Key(),
        };
        @case.Talk = await house.Physician(@case.Talk.PhysicianId).RecordHeldAsync(held, cancellationToken: Ct);
    }

    private async Task MissAsync(DayCase @case, MissedBy by)
    {
        var missed = new RecordMissedRequest { TalkId = @case.Talk!.TalkId, MissedBy = by, IdempotencyKey = house.Key() };
        if (by == MissedBy.Practice)
            await RefusedAsync("not-your-talk", () => house.Desk.RecordMissedAsync(missed.Clone(), cancellationToken: Ct).ResponseAsync);
        @case.Talk = await house.Physician(@case.Talk.PhysicianId).RecordMissedAsync(
            new(missed) { IdempotencyKey = house.Key() }, cancellationToken: Ct);
        @case.Missed++;
    }

    /// <summary>What the course of the case says for its booked talk.</summary>
    private async Task AtTheSlotAsync(DayCase @case)
    {
        var physician = @case.Talk!.PhysicianId;
        switch (@case.Course)
        {
            case Course.MissedThenDenied when @case.Missed < 2:
                await MissAsync(@case, @case.Missed == 0 ? MissedBy.Physician : MissedBy.Both);
                if (@case.Missed == 1)
                {
                    await TakeAsync(@case, physician);
                    await RefusedAsync("peer-to-peer-duty", () => SignAsync(@case, physician));
                    await house.Physician(physician).ReleaseCaseAsync(
                        new() { Number = @case.Number, IdempotencyKey = house.Key() }, cancellationToken: Ct);
                }
                await AskAndBookAsync(@case);
                return;
            case Course.TalkedAfterDenial when @case.Signed.Count == 0:
                await MissAsync(@case, MissedBy.Practice);
                break;
            case Course.TalkedAfterDenial:
                await HoldAsync(@case);
                await WaitsAgainAsync(@case, CaseQuestion.TalkAfterDenial);
                break;
            default:
                await HoldAsync(@case);
                break;
        }
        if (@case.Index % 50 == 8) await RefuseTheOtherAsync(@case, physician);
        else await TakeAsync(@case, physician);
        await DetermineAsync(@case, physician);
    }

    private async Task TakeAsync(DayCase @case, string physician)
    {
        var take = new TakeCaseRequest { Number = @case.Number, IdempotencyKey = house.Key() };
        var taken = await house.Physician(physician).TakeCaseAsync(take, cancellationToken: Ct);
        taken.TakenBy.ShouldBe(physician);
    }

    private async Task WaitsAgainAsync(DayCase @case, CaseQuestion question) => await Eventually.Becomes(
        async () => (await house.Physician("dr-rowan").GetCaseAsync(new() { Number = @case.Number }, cancellationToken: Ct)).Case,
        found => found.State == CaseState.Waiting && found.Question == question && found.Round == 2, $"{@case.Index} waits again");

    /// <summary>Intake has recorded so many determinations.</summary>
    private async Task RecordedAsync(DayCase @case, int rounds) => await Eventually.Becomes(
        async () =>
        {
            var order = await house.OrderAsync(@case.Number);
            return (order.Status, Determinations: string.Join(", ", order.Lines.Select(l => l.Determinations.Count)));
        },
        seen => seen.Status is not (OrderStatus.PhysicianReview or OrderStatus.Reconsideration)
            && seen.Determinations.Split(", ").All(count => count == $"{rounds}"), $"{@case.Index} ({@case.Course}) determined {rounds} times");

    private async Task DetermineAsync(DayCase @case, string physician)
    {
        var answer = await SignAsync(@case, physician);
        answer.Case.State.ShouldBe(CaseState.Decided);
        @case.Signed.Add(physician);
    }

    private async Task<DetermineResponse> SignAsync(DayCase @case, string physician, Action<DetermineRequest>? with = null)
    {
        var request = await SignatureAsync(@case, physician);
        with?.Invoke(request);
        return await house.Physician(physician).DetermineAsync(request, cancellationToken: Ct);
    }

    private async Task<DetermineRequest> SignatureAsync(DayCase @case, string physician)
    {
        var found = await house.Physician(physician).GetCaseAsync(new() { Number = @case.Number }, cancellationToken: Ct);
        var person = house.Roster[physician];
        return new()
        {
            Number = @case.Number, IdempotencyKey = house.Key(), Lines = { found.Order.Lines.Select(line => Decide(@case, line, found.Order)) },
            Attestation = new()
            {
                PersonId = physician, Npi = person.Npi, LicenceState = person.Licences[0].State,
                Specialty = found.Case.RequiredSpecialty.Length > 0 ? found.Case.RequiredSpecialty : person.Specialties[0],
                LicenceNumber = person.Licences[0].Number, RecordReviewed = true, NoConflictOfInterest = true,
            },
        };
    }

    private static DecidedLine Decide(DayCase @case, OrderLine line, Order order)
    {
        var approves = @case.Course is Course.SiteAccepted or Course.MovedThenApproved
            || (@case.Course is Course.Reconsidered or Course.TalkedAfterDenial && @case.Signed.Count == 1)
            || (@case.Course == Course.Less && line.Line.Number == 1);
        if (approves) return new() { Line = line.Line.Number, Decision = LineDecision.Approve };
        var decided = new DecidedLine { Line = line.Line.Number, Guideline = line.Evaluation.Guideline, GuidelineVersion = line.Evaluation.Version };
        (decided.Decision, decided.Reason) = @case.Course switch
        {
            Course.SiteDenied => (LineDecision.DenySite, "No reason for a hospital is on record, and a surgery center is four miles from home."),
            Course.Less => (LineDecision.ApproveLess, "The study shows no stenosis at the second level that was asked for."),
            _ => (LineDecision.Deny, "Six weeks of conservative management are asked for, and fewer are documented."),
        };
        decided.Criteria.Add(line.Evaluation.OpenCriteria.FirstOrDefault()?.Id ?? "SOC-3.a");
        if (@case.Course == Course.SiteDenied) decided.FacilityId = order.SiteAlternatives[0].Facility.FacilityId;
        if (@case.Course != Course.Less) return decided;
        decided.Units = 1;
        decided.Levels.Add("L3");
        return decided;
    }
}
