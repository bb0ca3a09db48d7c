using Grpc.Core;
using UtilizationReview.Contracts.Intake.V1;

namespace UtilizationReview.Host.Journeys;

/// <summary>Holds the order against what a step expects, waiting for what travels as an event.</summary>
internal sealed partial class JourneyPlayer
{
    private async Task HoldAsync(Expectation expect, RpcException? refusal, CancellationToken ct)
    {
        if (expect.Refused.Length > 0)
        {
            if (refusal is null)
                throw new JourneyFailedException($"expected a refusal '{expect.Refused}', but the step was accepted.");
            if (ReasonCode(refusal) != expect.Refused)
                throw new JourneyFailedException($"expected the refusal '{expect.Refused}', got '{ReasonCode(refusal)}': {refusal.Status.Detail}");
        }

        if (expect.Physician.Length > 0 && _talk?.PhysicianId != expect.Physician)
            throw new JourneyFailedException($"expected the call with {expect.Physician}, it is with '{_talk?.PhysicianId}'.");
        if (_number.Length == 0)
            return;

        var differences = new List<string>();
        var started = TimeProvider.System.GetTimestamp();
        do
        {
            var order = await OrderAsync(ct);
            differences = [.. Differences(expect, order)];
            if (differences.Count > 0 && expect.Says.Length > 0 && differences is ["says"])
                differences = await TimelineSaysAsync(expect.Says, ct) ? [] : differences;
            if (differences.Count == 0)
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
        }
        while (TimeProvider.System.GetElapsedTime(started) < calls.Patience);

        throw new JourneyFailedException(differences is ["says"]
            ? $"expected to read '{expect.Says}', read: {_heard}"
            : string.Join("; ", differences.Where(difference => difference != "says")));
    }

    private IEnumerable<string> Differences(Expectation expect, Order order)
    {
        if (expect.Status is { } status && order.Status != status)
            yield return $"expected the status {JourneySteps.InWords(status)}, it is {JourneySteps.InWords(order.Status)}";
        var last = order.Lines.Select(line => line.Determinations.LastOrDefault()).OfType<Determination>().ToArray();
        if (expect.Decider is { } decider && !last.Any(determination => determination.Decider == decider))
            yield return $"expected the decider {JourneySteps.InWords(decider)}, "
                + $"it is {string.Join(", ", last.Select(d => JourneySteps.InWords(d.Decider)).DefaultIfEmpty("nobody yet"))}";
        var reliedOn = order.Lines.SelectMany(line => line.Determinations.SelectMany(d => d.Criteria)
                .Append(line.Evaluation?.Pathway ?? "").Append(line.Evaluation?.Route?.Rule ?? "").Append(line.Site?.Reason ?? ""))
            .Where(id => id.Length > 0).Distinct().ToArray();
        foreach (var criterion in expect.Criteria.Where(criterion => !reliedOn.Contains(criterion)))
            yield return $"expected {criterion} among the deciding criteria, they are {string.Join(", ", reliedOn)}";
        if (expect.Expires is { } expires)
        {
            var through = last.Select(d => d.ValidThrough).Where(day => day.Length > 0).Distinct().ToArray();
            if (!through.Contains(expires.ToString("yyyy-MM-dd")))
                yield return $"expected the approval to expire on {expires:yyyy-MM-dd}, "
                    + $"it expires on {string.Join(", ", through.DefaultIfEmpty("no day"))}";
        }

        foreach (var (number, outcome) in expect.Lines)
        {
            var seen = order.Lines.FirstOrDefault(line => line.Line.Number == number)?.Outcome ?? LineOutcome.Unspecified;
            if (seen != outcome)
                yield return $"expected line {number} to be {JourneySteps.InWords(outcome)}, it is {JourneySteps.InWords(seen)}";
        }

        if (expect.ReconsiderationThrough is { } window && order.ReconsiderationThrough != window.ToString("yyyy-MM-dd"))
            yield return $"expected reconsideration through {window:yyyy-MM-dd}, it is through '{order.ReconsiderationThrough}'";
        var offered = order.SiteAlternatives.Select(alternative => alternative.Facility.FacilityId).ToArray();
        foreach (var facility in expect.Alternatives.Where(facility => !offered.Contains(facility)))
            yield return $"expected {facility} among the alternatives, they are {string.Join(", ", offered.DefaultIfEmpty("none"))}";
        if (expect.Says.Length > 0 && !_heard.Contains(expect.Says, StringComparison.OrdinalIgnoreCase))
            yield return "says";
    }

    private async Task<bool> TimelineSaysAsync(string words, CancellationToken ct)
    {
        var timeline = await calls.AsAsync(Staff, options => calls.Intake.GetTimelineAsync(new GetTimelineRequest { Number = _number }, options), ct);
        return timeline.Entries.Any(entry => entry.Sentence.Contains(words, StringComparison.OrdinalIgnoreCase));
    }
}
