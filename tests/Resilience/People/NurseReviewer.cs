using Grpc.Core;
using UtilizationReview.Contracts.NurseReview.V1;
using UtilizationReview.Tests.Resilience.Checking;

namespace UtilizationReview.Tests.Resilience.People;

/// <summary>One nurse at a workstation: takes the most urgent item, approves it with findings, asks, or refers.</summary>
/// <param name="house">What everybody shares.</param>
/// <param name="person">Who.</param>
/// <param name="copy">Copy the workstation talks to first.</param>
/// <param name="seed">Draws what is decided.</param>
/// <param name="run">Keeps the keys of this run apart.</param>
internal sealed class NurseReviewer(House house, string person, int copy, int seed, string run)
{
    private readonly Random _random = new(seed);
    private int _keys;

    /// <summary>Works until cancelled.</summary>
    public async Task WorkAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                if (house.Resting || house.Racing || !await WorkNextAsync(ct)) await Task.Delay(250, ct);
            }
            catch (RpcException refusal) when (!ct.IsCancellationRequested)
            {
                house.Tally.Refused(refusal); // the lease is over, the order left, somebody else decided: the next item
            }
        }
    }

    /// <summary>Claims one item, as in a race for it: once, on one copy; true when the item is this nurse's now.</summary>
    public async Task<bool> ClaimAsync(string number, int onCopy, CancellationToken ct)
    {
        var request = new ClaimRequest { TrackingNumber = number, IdempotencyKey = Key() };
        var item = await house.Nurses.AsAsync(person, onCopy, (client, options) => client.ClaimAsync(request, options), ct);
        Held("Claim", item, request.IdempotencyKey);
        return item.Lease?.PersonId == person;
    }

    private async Task<bool> WorkNextAsync(CancellationToken ct)
    {
        var claim = new ClaimNextRequest { IdempotencyKey = Key() };
        var claimed = (await CallAsync((client, options) => client.ClaimNextAsync(claim, options), ct)).Item;
        if (claimed is null) return false;
        Held("ClaimNext", claimed, claim.IdempotencyKey);
        if (claimed.Lease?.PersonId != person) return true;
        var number = claimed.TrackingNumber;
        var detail = await CallAsync((client, options) => client.GetItemAsync(new GetItemRequest { TrackingNumber = number }, options), ct);
        if (_random.Next(10) == 0) await AskAsync(detail, ct);
        if (_random.Next(15) == 0 && !house.Closing)
        {
            var back = new ReleaseRequest { TrackingNumber = number, IdempotencyKey = Key() };
            Note("Release", await CallAsync((client, options) => client.ReleaseAsync(back, options), ct), back.IdempotencyKey);
        }
        else if (_random.Next(100) < 55)
        {
            await ApproveAsync(detail, ct);
        }
        else
        {
            var refer = new ReferRequest
            {
                TrackingNumber = number, Summary = "The record does not show what the criteria ask for.", IdempotencyKey = Key(),
            };
            Note("Refer", await CallAsync((client, options) => client.ReferAsync(refer, options), ct), refer.IdempotencyKey, "LinesReferred");
        }
        return true;
    }

    private async Task AskAsync(GetItemResponse detail, CancellationToken ct)
    {
        var request = new RequestInformationRequest
        {
            TrackingNumber = detail.Item.TrackingNumber,
            Items = { "How many weeks of conservative care were given" },
            Facts = { "cm.weeks" },
            AnswerBy = house.Now.AddDays(7).ToString("yyyy-MM-dd"),
            IdempotencyKey = Key(),
        };
        // What a colleague has asked already is not asked again: the lease goes on.
        var answer = await CallAsync((client, options) => client.RequestInformationAsync(request, options), ct);
        Note("RequestInformation", answer, request.IdempotencyKey, "InformationAsked", "LeaseRenewed");
        house.Questions.Enqueue((detail.Item.TrackingNumber, detail.Order.Form.PracticeId));
    }

    private async Task ApproveAsync(GetItemResponse detail, CancellationToken ct)
    {
        var number = detail.Item.TrackingNumber;
        foreach (var line in detail.Item.LinesWaiting)
        {
            foreach (var open in detail.Order.Lines.Single(l => l.Line.Number == line).Evaluation?.OpenCriteria ?? [])
            {
                var finding = new RecordFindingRequest
                {
                    TrackingNumber = number, Line = line, Criterion = open.Id, Kind = FindingKind.Confirmed, IdempotencyKey = Key(),
                };
                Note("RecordFinding", await CallAsync((client, options) => client.RecordFindingAsync(finding, options), ct),
                    finding.IdempotencyKey, "FindingsRecorded", "LeaseRenewed");
            }
        }
        var approve = new ApproveRequest
        {
            TrackingNumber = number,
            Reason = "The record shows what the criteria ask for.",
            Attestation = new NurseAttestation
            {
                PersonId = person, Profession = Profession.Nurse, RecordReviewed = true, NoConflictOfInterest = true,
            },
            IdempotencyKey = Key(),
        };
        Note("Approve", await CallAsync((client, options) => client.ApproveAsync(approve, options), ct), approve.IdempotencyKey, "LinesApproved");
    }

    private Task<T> CallAsync<T>(Func<Contracts.NurseReview.V1.NurseReview.NurseReviewClient, CallOptions, AsyncUnaryCall<T>> call,
        CancellationToken ct) =>
        house.Nurses.AsAsync(person, copy, call, ct);

    private void Held(string method, NurseItem item, string key)
    {
        var mine = item.Lease?.PersonId == person;
        house.Tally.Note(new(Known.NurseReview, method, person, key, item.TrackingNumber, item.Version, ["LeaseTaken", "LeaseRenewed"], mine));
    }

    private void Note(string method, NurseItem item, string key, params string[] facts) =>
        house.Tally.Note(new(Known.NurseReview, method, person, key, item.TrackingNumber, item.Version, facts));

    private string Key() => $"{run}-{person}-{copy}-{seed}-{++_keys}";
}
