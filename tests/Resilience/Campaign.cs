using System.Globalization;
using RabbitMQ.Client;
using UtilizationReview.Tests.Resilience.Checking;
using UtilizationReview.Tests.Resilience.Faults;
using UtilizationReview.Tests.Resilience.People;
using UtilizationReview.Tests.Resilience.Recording;
using UtilizationReview.Tests.Servers;

namespace UtilizationReview.Tests.Resilience;

/// <summary>One campaign: servers and services are started, orders stream in while faults strike, everything comes to rest, and the record is
/// checked.</summary>
internal sealed class Campaign(Options options) : IDisposable
{
    private static readonly DateTimeOffset ClockStart = new(2026, 11, 23, 14, 30, 0, TimeSpan.Zero);
    private static readonly string[] Reviewers = ["nurse-ada", "nurse-bram", "therapist-cleo"];

    private readonly long _began = TimeProvider.System.GetTimestamp();
    private readonly CancellationTokenSource _end = new();
    private bool Long => options.Orders >= 1000;

    /// <summary>Runs it; answers whether every promise was kept.</summary>
    public async Task<bool> RunAsync()
    {
        Say($"{options.Orders} orders, {options.Faults} faults, seed {options.Seed}, {options.Copies} copies of every service");
        var schedule = Schedule.Draw(options.Seed, options.Faults, options.Orders, ServiceFleet.Services.Count, options.Copies);
        foreach (var fault in schedule.Take(Long ? 20 : int.MaxValue)) Console.WriteLine($"    {Text(fault)}");
        if (Long) Console.WriteLine($"    … and {schedule.Count - 20} more; the seed gives the same again");

        var folder = options.Keep is { } keep ? Directory.CreateDirectory(keep) : Directory.CreateTempSubdirectory("ur-campaign-");
        var (starting, brokering) = (PrivatePostgres.StartNewAsync(), PrivateRabbit.StartNewAsync());
        await using var redis = await PrivateRedis.StartNewAsync();
        await using var postgres = await starting;
        await using var rabbit = await brokering;
        var settings = await FleetSettings.OverAsync(postgres, rabbit, redis) with
        {
            Copies = options.Copies,
            ClockStart = ClockStart,
            Environment = new Dictionary<string, string>
            {
                ["Logging__LogLevel__Default"] = "Warning", ["Logging__LogLevel__Microsoft.EntityFrameworkCore"] = "None",
            },
        };
        await using var fleet = await ServiceFleet.StartAsync(settings, _end.Token);
        Say($"PostgreSQL, RabbitMQ, Redis and {fleet.Copies.Count} processes are ready");

        var tally = new Tally();
        using var house = new House(fleet, tally, options.Orders);
        var host = settings.Prefix.TrimEnd('_');
        File.Delete(Path.Combine(folder.FullName, "events.jsonl"));
        await using var recorder = new EventRecorder(Connections(rabbit, host), Path.Combine(folder.FullName, "events.jsonl"))
        {
            Recorded = e =>
            {
                if (e.Urn is "ur:order-determined:v1" or "ur:order-closed:v1") house.End(e.OrderId);
            },
        };
        await recorder.StartAsync(_end.Token);
        var database = new DatabaseReader(postgres.ConnectionString, settings.Prefix);
        var quiet = new Quiet(database, rabbit, host, recorder);

        var run = string.Create(CultureInfo.InvariantCulture, $"s{options.Seed}");
        var practices = new Practices(house, await OrderShapes.LoadAsync(house, options.Seed, _end.Token), options.Seed, run);
        var nurses = Nurses(house, run);
        var physicians = fleet.Cast.Directory.Physicians.Select(
            (p, i) => new PhysicianReviewer(house, p, i % options.Copies, HashCode.Combine(options.Seed, i), run)).ToList();
        // Who race for a case are at other desks than those who work the queue, so that their keys and intentions are their own.
        var racers = new Striker((postgres, rabbit, redis), house, Nurses(house, run + "-race"),
            [.. fleet.Cast.Directory.Physicians.Select((p, i) => new PhysicianReviewer(house, p, i % options.Copies, i, run + "-race"))], Say);
        var keeper = new ClockKeeper(house, database, Long ? [0.2, 0.45, 0.7] : [0.5], Say);

        List<Task> background =
        [
            .. nurses.Select(n => n.WorkAsync(_end.Token)), .. physicians.Select(p => p.WorkAsync(_end.Token)),
            .. Enumerable.Range(0, 2)
            .Select(i => practices.AnswerAsync(i, _end.Token)), keeper.RunAsync(_end.Token), ReportAsync(house, recorder, racers),
        ];
        var foreground = Task.WhenAll(
            [.. Enumerable.Range(0, 4).Select(i => practices.SubmitAsync(i, Long ? 120 : 40, _end.Token)), racers.RunAsync(schedule, _end.Token)]);
        // Nobody's failure may leave the others waiting for ever.
        var first = await Task.WhenAny([foreground, .. background]);
        await first;
        await foreground;
        house.Closing = true;
        Say("all orders are in and all faults are over; waiting until everything has come to rest");
        var restless = await quiet.WaitAsync(TimeSpan.FromSeconds(Long ? 420 : 150));
        await _end.CancelAsync();
        await Task.WhenAll(background.Select(EndedAsync));
        Say(restless.Length == 0 ? "everything is at rest" : $"it did not come to rest: {restless}");

        var record = new CampaignRecord
        {
            Now = house.Now,
            Services = [.. await Task.WhenAll(DatabaseReader.Services.Select(database.ReadAsync))],
            Events = await recorder.ReadAsync(),
            Reservations = await database.ReservationsAsync(),
            Told = tally.Told,
            Subscriptions = Subscriptions.All,
            LeftInErrorQueues = await quiet.ErrorQueuesAsync(),
        };
        IReadOnlyList<Violation> violations =
        [
            .. Checker.Check(record),
            .. restless.Length == 0 ? [] : new[] { new Violation("no-rest", $"The platform did not come to rest: {restless}.") },
        ];
        var report = new Report(options, record, tally, racers.Struck, keeper, recorder, violations);
        report.Print(TimeProvider.System.GetElapsedTime(_began));
        if (violations.Count > 0 && options.Keep is not null)
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "services.txt"), fleet.Account);
        if (options.Keep is null) folder.Delete(recursive: true);
        return violations.Count == 0 && (Long || ProvedOn(record));
    }

    /// <summary>The checker is proved on the campaign's own data as well, where that takes no time.</summary>
    private static bool ProvedOn(CampaignRecord record)
    {
        var failures = Proof.Run(record, complete: false);
        foreach (var failure in failures) Console.WriteLine($"  NOT PROVED on this campaign's data  {failure}");
        if (failures.Count == 0) Console.WriteLine("Violations planted in this campaign's own data are all found.");
        return failures.Count == 0;
    }

    public void Dispose() => _end.Dispose();

    /// <summary>Each nurse at a workstation of every copy.</summary>
    private List<NurseReviewer> Nurses(House house, string run) =>
    [
        .. Enumerable.Range(0, options.Copies).SelectMany(copy => Reviewers.Select((person, i) =>
            new NurseReviewer(house, person, copy, HashCode.Combine(options.Seed, copy, i), run))),
    ];

    private async Task ReportAsync(House house, EventRecorder recorder, Striker striker)
    {
        while (!_end.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromSeconds(Long ? 30 : 10), _end.Token);
            Say($"{house.Accepted} of {options.Orders} orders accepted, {house.UnderWay} under way, "
                + $"{striker.Struck.Count} faults, {recorder.Count} events recorded, "
                + $"{house.Tally.Calls} calls of which {house.Tally.Repeats} repeated; the platform's clock shows {house.Now:yyyy-MM-dd HH:mm}");
        }
    }

    private static async Task EndedAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception ended) when (ended is OperationCanceledException or Grpc.Core.RpcException)
        {
            // It was in the middle of a call or a wait when the campaign ended.
        }
    }

    private static ConnectionFactory Connections(PrivateRabbit rabbit, string host)
    {
        var factory = rabbit.Connections;
        factory.VirtualHost = host;
        return factory;
    }

    private static string Text(Fault fault) => fault.Kind switch
    {
        FaultKind.KillService or FaultKind.PauseService =>
            $"{fault.Number,3}. after {fault.AfterOrders} orders: {fault.Kind} "
                + $"{ServiceFleet.Services[fault.Service]} {fault.Copy + 1}, {fault.For.TotalSeconds:0} s",
        FaultKind.SameCase => $"{fault.Number,3}. after {fault.AfterOrders} orders: {fault.Kind}, {(fault.Service == 0 ? "nurses" : "physicians")}",
        _ => $"{fault.Number,3}. after {fault.AfterOrders} orders: {fault.Kind}, {fault.For.TotalSeconds:0} s",
    };

    private void Say(string what)
    {
        var at = TimeProvider.System.GetElapsedTime(_began);
        Console.WriteLine($"[{(int)at.TotalMinutes,3}:{at.Seconds:00}] {what}");
    }
}
