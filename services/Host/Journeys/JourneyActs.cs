using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.NurseReview.V1;
using UtilizationReview.Contracts.PeerToPeer.V1;
using UtilizationReview.Contracts.Vocabulary.V1;

namespace UtilizationReview.Host.Journeys;

/// <summary>What the people of a journey do, as calls.</summary>
internal sealed partial class JourneyPlayer
{
    private Task ActAsync(JourneyStep step, string by, string key, CancellationToken ct) => step.Act switch
    {
        Act.Submit act => SubmitAsync(act, step.Party, by, key, ct),
        Act.AddInformation act => IntakeAsync(by, options => calls.Intake.AddInformationAsync(
            new AddInformationRequest { Number = _number, Facts = { Typed(act.Facts) }, Note = act.Note, IdempotencyKey = key }, options), ct),
        Act.Withdraw act => IntakeAsync(by, options => calls.Intake.WithdrawAsync(
            new WithdrawRequest { Number = _number, Reason = act.Reason, IdempotencyKey = key }, options), ct),
        Act.MoveSite act => IntakeAsync(by, options => calls.Intake.MoveSiteAsync(
            new MoveSiteRequest { Number = _number, FacilityId = act.Facility, IdempotencyKey = key }, options), ct),
        Act.Change act => ChangeAsync(act, by, key, ct),
        Act.AskReconsideration act => IntakeAsync(by, options => calls.Intake.RequestReconsiderationAsync(
            new RequestReconsiderationRequest { Number = _number, Reason = act.Reason, Facts = { Typed(act.Facts) }, IdempotencyKey = key },
            options), ct),
        Act.Revoke act => IntakeAsync(by, options => calls.Intake.RevokeAsync(
            new RevokeRequest { Number = _number, Ground = act.Ground, Citation = act.Citation, IdempotencyKey = key }, options), ct),
        Act.FileAppeal act => calls.AsAsync(by, options => calls.Ladder.FileAppealAsync(new FileAppealRequest
        {
            Number = _number, Step = act.Step, FiledBy = act.By, Expedited = act.Expedited, EnrolleeConsents = act.Consent, IdempotencyKey = key,
        }, options), ct),
        Act.AnswerAppeal act => calls.AsAsync(by, options => calls.Ladder.RecordAppealOutcomeAsync(new RecordAppealOutcomeRequest
        {
            Number = _number, Step = act.Step, Outcome = act.Outcome, Body = act.Body, DecidedOn = _today.ToString("yyyy-MM-dd"), IdempotencyKey = key,
        }, options), ct),
        Act.AskForInformation act => AskForInformationAsync(act, by, key, ct),
        Act.NurseApprove act => NurseApproveAsync(act, by, key, ct),
        Act.Refer act => ReferAsync(act, by, key, ct),
        Act.AskForCall act => AskForCallAsync(act, by, key, ct),
        Act.BookCall act => BookCallAsync(act, by, key, ct),
        Act.BePresent => BePresentAsync(by, ct),
        Act.TakeCall => TalkAsync(by, options => calls.Physicians.AcceptConnectionAsync(
            new AcceptConnectionRequest { TalkId = TalkId, IdempotencyKey = key }, options), ct),
        Act.HoldCall act => TalkAsync(by, options => calls.Physicians.RecordHeldAsync(new RecordHeldRequest
        {
            TalkId = TalkId,
            SpokeWith = "the ordering clinician",
            Summary = act.NewInformation ? TalkSummary.NewInformation : TalkSummary.NothingNew,
            IdempotencyKey = key,
        }, options), ct),
        Act.OfferCall => OfferCallAsync(by, key, ct),
        Act.Attempt act => AttemptAsync(act, by, key, ct),
        Act.Determine act => DetermineAsync(act, by, key, ct),
        Act.Wait => Task.CompletedTask,
        _ => throw new JourneyFailedException($"{step.Act.GetType().Name} cannot be played."),
    };

    private string TalkId =>
        _talk?.TalkId ?? throw new JourneyFailedException("there is no call yet; a step before this one has to ask for or offer it.");

    private async Task SubmitAsync(Act.Submit act, Party party, string by, string key, CancellationToken ct)
    {
        var form = journey.Order.Clone();
        form.Facts.Add(Typed(journey.Facts));
        var request = new SubmitRequest
        {
            Form = form,
            Channel = party is Party.ContactCenter ? Channel.ContactCenter : Channel.Portal,
            SubmitDespiteDuplicate = act.DespiteDuplicate,
            IdempotencyKey = key,
        };
        var answer = await calls.AsAsync(by, options => calls.Intake.SubmitAsync(request, options), ct);
        (_number, _heard) = (answer.Order.TrackingNumber, answer.Sentence);
    }

    private async Task ChangeAsync(Act.Change act, string by, string key, CancellationToken ct)
    {
        var answer = await calls.AsAsync(by, options => calls.Intake.ChangeApprovedAsync(new ChangeApprovedRequest
        {
            Number = _number,
            DateOfService = act.DateOfService?.ToString("yyyy-MM-dd") ?? "",
            FacilityId = act.Facility,
            PlaceOfService = (PlaceOfService)act.PlaceOfService,
            SurgeonId = act.Surgeon,
            IdempotencyKey = key,
        }, options), ct);
        _heard = answer.Sentence;
    }

    private async Task IntakeAsync(string by, Func<CallOptions, AsyncUnaryCall<Order>> call, CancellationToken ct) =>
        await calls.AsAsync(by, call, ct);

    private async Task<GetItemResponse> ClaimedAsync(string by, string key, CancellationToken ct)
    {
        await calls.SoonAsync("the nurse queue holding the order", () => calls.AsAsync(by, options => calls.Nurses.ClaimAsync(
            new ClaimRequest { TrackingNumber = _number, IdempotencyKey = key + "/claim" }, options), ct),
            item => item.Stage is ItemStage.Leased, ct);
        return await calls.AsAsync(by, options => calls.Nurses.GetItemAsync(new GetItemRequest { TrackingNumber = _number }, options), ct);
    }

    private async Task AskForInformationAsync(Act.AskForInformation act, string by, string key, CancellationToken ct)
    {
        await ClaimedAsync(by, key, ct);
        await calls.AsAsync(by, options => calls.Nurses.RequestInformationAsync(new RequestInformationRequest
        {
            TrackingNumber = _number,
            Items = { act.Items },
            Facts = { act.Facts },
            AnswerBy = act.AnswerBy.ToString("yyyy-MM-dd"),
            IdempotencyKey = key,
        }, options), ct);
        await calls.SoonAsync("the information request standing on the order",
            () => OrderAsync(ct), order => order.OpenInformationRequest is not null, ct);
    }

    private async Task NurseApproveAsync(Act.NurseApprove act, string by, string key, CancellationToken ct)
    {
        var claimed = await ClaimedAsync(by, key, ct);
        foreach (var line in claimed.Item.LinesWaiting)
        {
            foreach (var open in claimed.Order.Lines.Single(l => l.Line.Number == line).Evaluation?.OpenCriteria ?? [])
            {
                await calls.AsAsync(by, options => calls.Nurses.RecordFindingAsync(new RecordFindingRequest
                {
                    TrackingNumber = _number, Line = line, Criterion = open.Id,
                    Kind = FindingKind.Confirmed, IdempotencyKey = $"{key}/{line}/{open.Id}",
                }, options), ct);
            }
        }

        await calls.AsAsync(by, options => calls.Nurses.ApproveAsync(new ApproveRequest
        {
            TrackingNumber = _number,
            Reason = act.Reason,
            Attestation = new NurseAttestation { PersonId = by, Profession = Profession.Nurse, RecordReviewed = true, NoConflictOfInterest = true },
            IdempotencyKey = key,
        }, options), ct);
    }

    private async Task ReferAsync(Act.Refer act, string by, string key, CancellationToken ct)
    {
        await ClaimedAsync(by, key, ct);
        await calls.AsAsync(by, options => calls.Nurses.ReferAsync(new ReferRequest
        {
            TrackingNumber = _number, Summary = act.Summary, Criteria = { act.Criteria }, IdempotencyKey = key,
        }, options), ct);
    }

    private PracticeContact Contact => new()
    {
        Name = "the ordering clinician",
        Phones = { journey.Order.CallbackPhone.Length > 0 ? journey.Order.CallbackPhone : "+1 555 0100" },
        TimeZone = _zone.Id,
    };

    private async Task AskForCallAsync(Act.AskForCall act, string by, string key, CancellationToken ct)
    {
        var answer = await calls.SoonAsync("the physicians knowing the order", () => calls.AsAsync(by, options => calls.Physicians.RequestTalkAsync(
            new RequestTalkRequest { Number = _number, Contact = Contact, CallBackOnly = act.CallBackOnly, IdempotencyKey = key }, options), ct,
            () => BeatAsync(ct)), _ => true, ct);
        (_talk, _heard) = (answer.Talk, answer.Sentence);
    }

    private Task BePresentAsync(string by, CancellationToken ct)
    {
        _present.Add(by);
        return BeatAsync(ct);
    }

    /// <summary>Workstations beat all the while; here they do when it counts.</summary>
    private async Task BeatAsync(CancellationToken ct)
    {
        foreach (var physician in _present)
            await calls.AsAsync(physician, options => calls.Physicians.HeartbeatAsync(new HeartbeatRequest(), options), ct);
    }

    private async Task OfferCallAsync(string by, string key, CancellationToken ct)
    {
        await TakenAsync(by, key, ct);
        var answer = await calls.AsAsync(by, options => calls.Physicians.OfferTalkAsync(
            new OfferTalkRequest { Number = _number, Contact = Contact, IdempotencyKey = key }, options), ct);
        (_talk, _heard) = (answer.Talk, answer.Sentence);
    }

    private Task BookCallAsync(Act.BookCall act, string by, string key, CancellationToken ct)
    {
        var slots = _talk?.Slots;
        if (slots is null || slots.Count < act.Slot)
            throw new JourneyFailedException(
                $"slot {act.Slot} was not offered; offered: {string.Join(", ", slots?.Select(slot => slot.Local) ?? [])}");
        var slot = slots[act.Slot - 1];
        return TalkAsync(by, options => calls.Physicians.BookAsync(
            new BookRequest { TalkId = TalkId, PhysicianId = slot.PhysicianId, Start = slot.Start, IdempotencyKey = key }, options), ct);
    }

    private async Task TalkAsync(string by, Func<CallOptions, AsyncUnaryCall<Talk>> call, CancellationToken ct) =>
        _talk = await calls.AsAsync(by, call, ct);

    private Task<PhysicianCase> TakenAsync(string by, string key, CancellationToken ct) =>
        calls.SoonAsync("the physicians' worklist holding the order", () => calls.AsAsync(by, options => calls.Physicians.TakeCaseAsync(
            new TakeCaseRequest { Number = _number, IdempotencyKey = key + "/take" }, options), ct), taken => taken.TakenBy == by, ct);

    private async Task AttemptAsync(Act.Attempt act, string by, string key, CancellationToken ct)
    {
        await calls.SoonAsync("the physicians knowing the order", () => calls.AsAsync(by, options => calls.Physicians.RecordAttemptAsync(
            new RecordAttemptRequest
            {
                Number = _number,
                Phone = Contact.Phones[0],
                Outcome = act.Outcome switch
                {
                    "busy" => AttemptOutcome.Busy,
                    "left_message" => AttemptOutcome.LeftMessage,
                    "wrong_number" => AttemptOutcome.WrongNumber,
                    "reached" => AttemptOutcome.Reached,
                    _ => AttemptOutcome.NoAnswer,
                },
                IdempotencyKey = key,
            }, options), ct), _ => true, ct);
    }

    private async Task DetermineAsync(Act.Determine act, string by, string key, CancellationToken ct)
    {
        var waiting = (await TakenAsync(by, key, ct)).Lines;
        var person = cast.Physician(by) ?? throw new JourneyFailedException($"{by} is not on the roster of physicians.");
        var request = new DetermineRequest
        {
            Number = _number,
            Attestation = new Attestation
            {
                PersonId = by,
                Npi = person.Npi,
                Specialty = person.Specialties[0],
                LicenceState = person.Licences[0].State,
                LicenceNumber = person.Licences[0].Number,
                RecordReviewed = true,
                NoConflictOfInterest = true,
            },
            IdempotencyKey = key,
        };
        foreach (var given in act.Lines)
            request.Lines.Add((given.Line == 0 ? waiting : [given.Line]).Select(line => Decided(given, line)));
        var answer = await calls.AsAsync(by, options => calls.Physicians.DetermineAsync(request, options), ct);
        _heard = answer.Sentence;
    }

    private static DecidedLine Decided(DecidedLineGiven given, int line) => new()
    {
        Line = line,
        Decision = given.Decision switch
        {
            "approve" => LineDecision.Approve,
            "approve less" => LineDecision.ApproveLess,
            "deny" => LineDecision.Deny,
            _ => LineDecision.DenySite,
        },
        Units = given.Units,
        Levels = { given.Levels },
        Reason = given.Reason,
        Criteria = { given.Criteria },
        Missing = { given.Missing },
    };
}
