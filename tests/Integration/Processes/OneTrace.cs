using System.Security.Cryptography;
using Grpc.Core;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.NurseReview.V1;
using UtilizationReview.Host.Journeys;
using UtilizationReview.Tests.Servers;
using IntakeClient = UtilizationReview.Contracts.Intake.V1.Intake.IntakeClient;

namespace UtilizationReview.Tests.Integration.Processes;

/// <summary>Telemetry over OTLP from processes of their own.</summary>
[Collection(typeof(ProcessesCollection))]
public sealed class OneTrace(ProcessesFleet processes)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Figures are counted more seldom where counting takes long, as on a busy machine: five minutes apart at most.</summary>
    private static readonly TimeSpan CountingPatience = TimeSpan.FromMinutes(6);

    private ServiceFleet Fleet => processes.Fleet;
    private TelemetryCollector Told => processes.Collector;

    [Fact]
    public async Task One_trace_follows_an_order_from_the_practice_over_the_bus_to_the_nurses_queue()
    {
        var ct = TestContext.Current.CancellationToken;
        var (trace, caller) = (Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));

        await ToANurseAsync($"00-{trace}-{caller}-01", ct);

        var spans = await SpansAsync(trace, IsWhole, ct);
        var missing = Orphans(spans, caller);
        missing.ShouldBeEmpty();
        Absent(spans).ShouldBeEmpty();
        spans.ShouldContain(span => span.Service == "intake" && span.Name == "outbox.deliver");
        spans.ShouldContain(span => span.Service == "nurse-review" && span.Source == "MassTransit");
        spans.ShouldContain(span => span.Service == "intake" && span.Source == "Npgsql");
        spans.Single(span => span.ParentId == caller).Attributes["rpc.method"].ShouldBe("utilization_review.intake.v1.Intake/Submit");
        spans.Single(span => span.ParentId == caller).Attributes["rpc.response.status_code"].ShouldBe("OK");

        // The facility may be known from before, so SiteOfCare is there or not.
        IEnumerable<string> Absent(IReadOnlyList<CollectedSpan> seen) =>
            new[] { "intake", "clinical-criteria", "nurse-review" }.Except(seen.Select(span => span.Service));

        // Each service tells of its own part when it likes.
        bool IsWhole(IReadOnlyList<CollectedSpan> seen) => !Absent(seen).Any() && Orphans(seen, caller).Count == 0
            && seen.Any(span => span.Service == "nurse-review" && span.Source == "UtilizationReview.Platform");
    }

    [Fact]
    public async Task Metrics_arrive_and_logs_carry_no_member_data()
    {
        var ct = TestContext.Current.CancellationToken;
        await ToANurseAsync(traceparent: null, ct);
        foreach (var metric in (string[])
            ["ur.commands", "ur.orders.received", "ur.orders", "ur.stage.age", "ur.queue.depth", "ur.evaluation.time", "ur.outbox.oldest_age"])
        {
            await Eventually.Holds(() => Told.MetricNames.ContainsKey(metric), () => metric + " did not arrive", CountingPatience);
        }
        Told.MetricNames.Keys.ShouldContain("http.server.request.duration");

        foreach (var member in Fleet.Cast.Directory.Members)
        {
            Told.LogRecords.ShouldNotContain(record => record.Text.Contains(member.MemberId, StringComparison.Ordinal)
                || record.Text.Contains(member.Name, StringComparison.Ordinal));
            Told.Spans.ShouldNotContain(span => span.Attributes.Values.Any(value => value.Contains(member.MemberId, StringComparison.Ordinal)));
        }
    }

    private async Task ToANurseAsync(string? traceparent, CancellationToken ct)
    {
        var request = OrderFiles.Read("04-laminectomy-care-too-short.json", Fleet.Clock.GetUtcNow(), Guid.NewGuid().ToString("N"));
        var headers = new Metadata { { "authorization", $"Bearer {Fleet.TokenOf("maple-staff")}" } };
        if (traceparent is not null) headers.Add("traceparent", traceparent);
        var answer = await new IntakeClient(Fleet.Calls).SubmitAsync(request, headers, cancellationToken: ct);
        var nurse = Fleet.Cast.FirstOf(Contracts.Access.Roles.Nurse, request.Form.PlanId);
        var people = Fleet.People(TimeSpan.Zero);
        await people.SoonAsync("the nurse queue holding the order", () => people.AsAsync(nurse, options => people.Nurses.GetItemAsync(
            new GetItemRequest { TrackingNumber = answer.Order.TrackingNumber }, options), ct), _ => true, ct);
    }

    private async Task<IReadOnlyList<CollectedSpan>> SpansAsync(string trace, Func<IReadOnlyList<CollectedSpan>, bool> good, CancellationToken ct)
    {
        IReadOnlyList<CollectedSpan> Seen() => [.. Told.Spans.Where(span => span.TraceId == trace)];
        for (var started = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(started) < Patience && !good(Seen());)
            await Task.Delay(100, ct);
        return Seen();
    }

    private static IReadOnlyList<string> Orphans(IReadOnlyList<CollectedSpan> spans, string root)
    {
        var known = spans.Select(span => span.Id).Append(root).ToHashSet(StringComparer.Ordinal);
        return [.. spans.Where(span => !known.Contains(span.ParentId)).Select(span => $"{span.Service} {span.Source} {span.Name} hangs on {span.ParentId}")];
    }
}
