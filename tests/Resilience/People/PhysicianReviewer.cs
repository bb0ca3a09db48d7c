using Grpc.Core;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.PeerToPeer.V1;
using UtilizationReview.Tests.Resilience.Checking;
using Known = UtilizationReview.Tests.Resilience.Checking.Known;
using PeerToPeerClient = UtilizationReview.Contracts.PeerToPeer.V1.PeerToPeer.PeerToPeerClient;
using Person = UtilizationReview.Contracts.PeerToPeer.V1.Physician;

namespace UtilizationReview.Tests.Resilience.People;

/// <summary>One physician at a workstation: takes cases, talks with practices, and decides with an attestation.</summary>
/// <param name="house">What everybody shares.</param>
/// <param name="person">Who.</param>
/// <param name="copy">Copy the workstation talks to first.</param>
/// <param name="seed">Draws what is decided.</param>
/// <param name="run">Keeps the keys of this run apart.</param>
internal sealed class PhysicianReviewer(House house, Person person, int copy, int seed, string run)
{
    private readonly Random _random = new(seed);
    private readonly Dictionary<string, string> _intentions = [];
    private int _keys;

    private string Id => person.PhysicianId;

    /// <summary>Works until cancelled.</summary>
    public async Task WorkAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                if (house.Resting || house.Racing || !await WorkNextAsync(ct)) await Task.Delay(400, ct);
            }
            catch (RpcException refusal) when (!ct.IsCancellationRequested)
            {
                house.Tally.Refused(refusal);
            }
        }
    }

    /// <summary>Takes one case, as in a race for it; true when it is this physician's now.</summary>
    public async Task<bool> TakeAsync(string number, int onCopy, CancellationToken ct)
    {
        var take = new TakeCaseRequest { Number = number, IdempotencyKey = Key() };
        var taken = await house.Physicians.AsAsync(Id, onCopy, (client, options) => client.TakeCaseAsync(take, options), ct);
        house.Tally.Note(new(Known.PeerToPeer, "TakeCase", Id, take.IdempotencyKey, number, taken.Version, [], taken.TakenBy == Id));
        return taken.TakenBy == Id;
    }

    /// <summary>One look at the worklist: first the talks whose time has come, then own cases, then a new one. False: nothing to do.</summary>
    private async Task<bool> WorkNextAsync(CancellationToken ct)
    {
        var list = await CallAsync((client, options) => client.ListWorklistAsync(new ListWorklistRequest(), options), ct);
        var worked = false;
        foreach (var talk in list.Talks.Where(t => t.PhysicianId == Id))
            worked |= await TryAsync(() => TalkAsync(talk, ct));
        foreach (var mine in list.Cases.Where(c => c.TakenBy == Id && c.State == CaseState.Taken).Take(6))
            worked |= await TryAsync(() => DecideAsync(mine, ct));
        // Not always the first: colleagues look at the same list at the same moment, and sometimes two reach for one case.
        var open = list.Cases.Where(c => c.State == CaseState.Waiting).Take(4).ToList();
        if (open.Count == 0) return worked;
        var number = open[_random.Next(open.Count)].Number;
        return await TryAsync(async () => await TakeAsync(number, copy, ct)) || worked;
    }

    private async Task<bool> TryAsync(Func<Task<bool>> act)
    {
        try
        {
            return await act();
        }
        catch (RpcException refusal) when (!Door<PeerToPeerClient>.IsUnknown(refusal))
        {
            house.Tally.Refused(refusal);
            return true;
        }
    }

    private async Task<bool> TalkAsync(Talk talk, CancellationToken ct)
    {
        if (talk.State != TalkState.Booked || talk.SlotStart.ToDateTimeOffset() > house.Now) return false;
        house.Appointments.TryRemove(talk.TalkId, out _);
        if (_random.Next(8) == 0 && talk.SlotStart.ToDateTimeOffset().AddMinutes(10) < house.Now)
        {
            var missed = new RecordMissedRequest { TalkId = talk.TalkId, MissedBy = MissedBy.Practice, IdempotencyKey = Key() };
            Note("RecordMissed", talk.Number, missed.IdempotencyKey,
                await CallAsync((client, options) => client.RecordMissedAsync(missed, options), ct), "TalkMissed");
            return true;
        }
        var held = new RecordHeldRequest
        {
            TalkId = talk.TalkId, SpokeWith = "the ordering clinician", Summary = TalkSummary.NothingNew, IdempotencyKey = Key(),
        };
        Note("RecordHeld", talk.Number, held.IdempotencyKey,
            await CallAsync((client, options) => client.RecordHeldAsync(held, options), ct), "TalkHeld");
        return true;
    }

    /// <summary>The next step on a case that is this physician's; false while it waits for the practice.</summary>
    private async Task<bool> DecideAsync(PhysicianCase @case, CancellationToken ct)
    {
        var number = @case.Number;
        if (!_intentions.TryGetValue(number, out var intention))
            _intentions[number] = intention = _random
                .Next(100) switch
            { < 40 => "approve", < 70 => "offer", < 84 => "attempts", < 95 => "call", _ => "give back" };
        if (intention == "give back")
        {
            _intentions[number] = "attempts";
            var back = new ReleaseCaseRequest { Number = number, IdempotencyKey = Key() };
            var released = await CallAsync((client, options) => client.ReleaseCaseAsync(back, options), ct);
            house.Tally.Note(new(Known.PeerToPeer, "ReleaseCase", Id, back.IdempotencyKey, number, released.Version, ["CaseReleased"]));
            return true;
        }
        if (intention == "approve") return await DetermineAsync(@case, adverse: false, ct);
        if (@case.Duty.FulfilledBy.Length > 0) return await DetermineAsync(@case, adverse: true, ct);
        switch (intention)
        {
            case "offer":
                return await OfferAsync(number, ct);
            case "call":
                var held = new RecordHeldRequest
                {
                    Number = number, SpokeWith = "the ordering clinician", Summary = TalkSummary.NothingNew, IdempotencyKey = Key(),
                };
                Note("RecordHeld", number, held.IdempotencyKey,
                    await CallAsync((client, options) => client.RecordHeldAsync(held, options), ct), "TalkHeld");
                return true;
            default:
                var attempt = new RecordAttemptRequest
                {
                    Number = number, Phone = "+16085550111", Outcome = AttemptOutcome.NoAnswer, IdempotencyKey = Key(),
                };
                await CallAsync((client, options) => client.RecordAttemptAsync(attempt, options), ct);
                house.Tally.Note(new(Known.PeerToPeer, "RecordAttempt", Id, attempt.IdempotencyKey, number, 0, ["AttemptRecorded"]));
                return true;
        }
    }

    /// <summary>Offers a talk once and waits for what becomes of it; at the end of the day nobody waits any more.</summary>
    private async Task<bool> OfferAsync(string number, CancellationToken ct)
    {
        var talks = await CallAsync((client, options) => client.ListTalksAsync(new ListTalksRequest { Number = number }, options), ct);
        var open = talks.Talks.LastOrDefault(
            t => t.State is TalkState.Offered or TalkState.Booked or TalkState.Connecting or TalkState.Connected or TalkState.NoneFits);
        if (open is { State: TalkState.Booked or TalkState.Offered } && !house.Closing) return false;
        if (open is not null || house.Closing || talks.Talks.Count > 1)
        {
            _intentions[number] = "approve";
            return true;
        }
        var offer = new OfferTalkRequest
        {
            Number = number,
            Contact = new PracticeContact { Name = "the ordering clinician", Phones = { "+16085550111" }, TimeZone = "America/Chicago" },
            IdempotencyKey = Key(),
        };
        var answer = await CallAsync((client, options) => client.OfferTalkAsync(offer, options), ct);
        Note("OfferTalk", number, offer.IdempotencyKey, answer.Talk, answer.Outcome == TalkOutcome.NoneFits ? "NoSlotFits" : "SlotsOffered");
        house.Offers.Enqueue(answer.Talk.TalkId);
        return true;
    }

    private async Task<bool> DetermineAsync(PhysicianCase @case, bool adverse, CancellationToken ct)
    {
        var licence = person.Licences.FirstOrDefault(l => l.State == @case.MemberState) ?? person.Licences[0];
        var request = new DetermineRequest
        {
            Number = @case.Number,
            Attestation = new Attestation
            {
                PersonId = Id, Npi = person.Npi, Specialty = person.Specialties[0], LicenceState = licence.State, LicenceNumber = licence.Number,
                RecordReviewed = true, NoConflictOfInterest = true,
            },
            IdempotencyKey = Key(),
        };
        var kind = !adverse ? LineDecision.Approve : @case.Question == CaseQuestion.Site ? LineDecision.DenySite : LineDecision.Deny;
        foreach (var line in @case.Lines)
        {
            // Of several lines the last may be denied alone: approved in part.
            var decision = adverse && @case.Lines.Count > 1 && line == @case.Lines[0] && _random.Next(2) == 0 ? LineDecision.Approve : kind;
            var decided = new DecidedLine
            {
                Line = line, Decision = decision, Reason = "Six weeks of conservative care are asked for; fewer are on record.",
            };
            if (decision != LineDecision.Approve)
            {
                decided.Criteria.Add("LUM-DISC-2.d");
                decided.Missing.Add("The record of the remaining weeks: it decides whether care was completed and failed.");
            }
            request.Lines.Add(decided);
        }
        var answer = await CallAsync((client, options) => client.DetermineAsync(request, options), ct);
        _intentions.Remove(@case.Number);
        house.Tally.Note(new(Known.PeerToPeer, "Determine", Id, request.IdempotencyKey, @case.Number, answer.Case.Version, ["LinesDecided"]));
        return true;
    }

    private Task<T> CallAsync<T>(Func<PeerToPeerClient, CallOptions, AsyncUnaryCall<T>> call, CancellationToken ct) =>
        house.Physicians.AsAsync(Id, copy, call, ct);

    private void Note(string method, string number, string key, Talk _, string fact) =>
        house.Tally.Note(new(Known.PeerToPeer, method, Id, key, number, 0, [fact]));

    private string Key() => $"{run}-{Id}-{copy}-{++_keys}";
}
