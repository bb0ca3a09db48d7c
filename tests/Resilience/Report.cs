using UtilizationReview.Tests.Resilience.Checking;
using UtilizationReview.Tests.Resilience.Faults;
using UtilizationReview.Tests.Resilience.People;
using UtilizationReview.Tests.Resilience.Recording;

namespace UtilizationReview.Tests.Resilience;

/// <summary>What a campaign prints at its end.</summary>
internal sealed class Report(
    Options options, CampaignRecord record, Tally tally, IReadOnlyList<Fault> struck, ClockKeeper keeper,
    EventRecorder recorder, IReadOnlyList<Violation> violations)
{
    public void Print(TimeSpan took)
    {
        var facts = record.Of(Known.Intake).History.Where(f => f.Aggregate == Known.Orders).ToList();
        Console.WriteLine();
        Console.WriteLine($"Campaign of seed {options.Seed}: {Minutes(took)}");
        Row("orders accepted", facts.Count(f => f.Event == "OrderReceived"));
        foreach (var outcome in facts.Where(f => f.Event.StartsWith("Line", StringComparison.Ordinal)
            && f.Event is not ("LinesRouted" or "LinesReferred"))
            .CountBy(f => $"{f.Event} by {By(f)}").OrderByDescending(o => o.Value))
            Row("  " + outcome.Key, outcome.Value);
        Row("  deadlines marked as missed", facts.Count(f => f.Event == "DeadlineMissed"));
        Row("  withdrawn", facts.Count(f => f.Event == "OrderWithdrawn"));
        Row("faults", struck.Count);
        foreach (var kind in struck.CountBy(f => f.Kind).OrderBy(k => k.Key)) Row("  " + kind.Key, kind.Value);
        Row("clock moved", keeper.Moves);
        Row("calls of clients", tally.Calls);
        Row("  repeated with the same key", tally.Repeats);
        Row("  accepted changes checked against history", record.Told.Count);
        foreach (var (code, count) in tally.Refusals.Take(8)) Row($"  refused: {code}", count);
        Row("events written by the services", record.Services.Sum(s => s.Outbox.Count));
        Row("  recorded, different ones", record.Events.DistinctBy(e => e.Id).Count());
        Row("  recorded, repeats", record.Events.Count - record.Events.DistinctBy(e => e.Id).Count());
        Row("  connections the recorder needed", recorder.Connections);
        Row("  refused by a service's rules, kept for an operator", record.Services.Sum(s => s.Rejections.Count));
        foreach (var (code, count) in record.Services.SelectMany(s => s.Rejections).CountBy(r => r.Code)) Row($"    {code}", count);
        Row("facts of history", record.Services.Sum(s => s.History.Count));
        Row("violations", violations.Count);
        foreach (var kind in violations.GroupBy(v => v.Kind))
        {
            Console.WriteLine($"  {kind.Key}: {kind.Count()}");
            foreach (var violation in kind.Take(12)) Console.WriteLine($"    {violation.Sentence}");
            if (kind.Count() > 12) Console.WriteLine($"    … and {kind.Count() - 12} more");
        }
        Console.WriteLine(
            violations.Count == 0 ? "Every promise was kept." : "PROMISES WERE BROKEN; tests/Resilience/README.md says how to read this.");
    }

    private static string By(Fact fact) => fact.Command switch
    {
        "NurseApprove" => "a nurse",
        "PhysicianDecide" => "a physician",
        "Tick" => "the clock",
        _ => "the rules",
    };

    private static void Row(string what, int count) => Console.WriteLine($"  {what,-58} {count,8:N0}");

    private static string Minutes(TimeSpan took) => $"{(int)took.TotalMinutes} min {took.Seconds} s";
}
