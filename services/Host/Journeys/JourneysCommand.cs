using System.Globalization;
using Grpc.Net.Client;
using UtilizationReview.Host.Demo;

namespace UtilizationReview.Host.Journeys;

/// <summary>Plays acceptance scenarios, each on a private host of its own, and prints each order's timeline.</summary>
internal static class JourneysCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        if (args.Count > 1)
        {
            await Console.Error.WriteLineAsync($"journeys takes one folder or file. {HostSettings.Usage}");
            return 2;
        }

        var problems = new List<string>();
        var journeys = JourneyFiles.Load(args.Count == 1 ? args[0] : DemoCast.Folder("journeys"), problems);
        if (problems.Count > 0)
        {
            await Console.Error.WriteLineAsync("The journeys cannot be played:" + Environment.NewLine + string.Join(Environment.NewLine, problems));
            return 2;
        }

        var failures = 0;
        foreach (var journey in journeys)
        {
            Console.WriteLine($"{journey.File}: {journey.Title}");
            try
            {
                Print(await PlayAsync(journey, CancellationToken.None));
            }
            catch (JourneyFailedException failure)
            {
                failures++;
                Console.WriteLine($"  FAILED  {failure.Message}");
            }

            Console.WriteLine();
        }

        Console.WriteLine($"{journeys.Count - failures} of {journeys.Count} journeys ended as expected.");
        return failures == 0 ? 0 : 1;
    }

    /// <summary>Plays the journey on a private host whose clock starts with it.</summary>
    internal static async Task<PlayedJourney> PlayAsync(Journey journey, CancellationToken ct)
    {
        await using var host = await ReviewHost.StartAsync(HostSettings.Private(new DateTimeOffset(journey.Start, TimeSpan.Zero).AddDays(-1)), ct);
        using var channel = GrpcChannel.ForAddress(host.GrpcAddress);
        var calls = new DemoCalls(channel.CreateCallInvoker(), (person, _) => Task.FromResult(host.TokenOf(person)), TimeSpan.Zero);
        return await new JourneyPlayer(journey, calls, host.Cast, "journey").PlayAsync(ct);
    }

    private static void Print(PlayedJourney played)
    {
        foreach (var entry in played.Timeline.Entries)
        {
            var local = TimeZoneInfo.ConvertTime(entry.At.ToDateTimeOffset(), played.Zone);
            Console.WriteLine(
                $"  {local.ToString("ddd yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}  {entry.PersonId,-22} {entry.Role,-14} {entry.Sentence}");
        }

        var order = played.Order;
        Console.WriteLine($"  => {JourneySteps.InWords(order.Status)}; "
            + $"{order.TrackingNumber}{(order.OrderNumber.Length > 0 ? $", order number {order.OrderNumber}" : "")}");
        foreach (var line in order.Lines)
        {
            var last = line.Determinations.LastOrDefault();
            Console.WriteLine($"     line {line.Line.Number} {line.Line.Code} {line.Description}: {JourneySteps.InWords(line.Outcome)}"
                + (last is null ? "" : $", decided by {JourneySteps.InWords(last.Decider)}")
                + (last is { ValidThrough.Length: > 0 } ? $", valid through {last.ValidThrough}" : "")
                + (last is { Reason.Length: > 0 } ? $": {last.Reason}" : ""));
        }
    }
}
