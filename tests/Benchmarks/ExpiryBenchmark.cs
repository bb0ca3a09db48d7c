using System.Diagnostics;
using System.Globalization;
using Google.Protobuf;
using Npgsql;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Host.Demo;
using UtilizationReview.Host.Submission;

namespace UtilizationReview.Tests.Benchmarks;

/// <summary>A million approvals end the same night: how many a copy of intake expires per second, and its memory. <c>UR_BENCH_MINUTES</c> bounds
/// how long it is watched (default: to the end).</summary>
internal static class ExpiryBenchmark
{
    private const string Name = "expiry";
    private const int Approvals = 1_000_000;
    private const double MemoryLimit = 500 * 1024.0 * 1024;

    public static async Task<BenchmarkResult> RunAsync(CancellationToken cancellationToken)
    {
        var minutes = double.Parse(Environment.GetEnvironmentVariable("UR_BENCH_MINUTES") ?? "600", CultureInfo.InvariantCulture);
        await using var fleet = await BenchFleet.StartAsync(cancellationToken);
        var people = fleet.Services.People(TimeSpan.Zero);
        var request = JsonParser.Default.Parse<SubmitRequest>(SubmitCommand.WithDates(
            await File.ReadAllTextAsync(Path.Combine(DemoCast.Folder("orders"), "01-lumbar-discectomy.json"), cancellationToken),
            TimeProvider.System.GetUtcNow()));
        request.IdempotencyKey = "expiry";
        var order = (await people.AsAsync(
            fleet.Services.Cast.StaffOf(request.Form.PracticeId), options => people.Intake.SubmitAsync(request, options), cancellationToken)).Order;
        var intake = fleet.Services.Of("Intake")[0];
        await intake.KillAsync();
        await using var database = new NpgsqlConnection(
            $"{fleet.Postgres.ConnectionString};Database={fleet.Services.Settings.Prefix}intake;Command Timeout=3600");
        await database.OpenAsync(cancellationToken);
        await CopyAsync(database, order, cancellationToken);
        fleet.Services.Clock.MoveTo(TimeProvider.System.GetUtcNow().AddDays(90));

        intake.Start();
        await intake.ReadyAsync();
        var (started, left, first) = (Stopwatch.GetTimestamp(), (long)Approvals, await LeftAsync(database, cancellationToken));
        List<double> rates = [];
        while (left > 0 && Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(minutes))
        {
            var (from, at) = (left, Stopwatch.GetTimestamp());
            await Task.Delay(TimeSpan.FromSeconds(10), cancellationToken);
            left = await LeftAsync(database, cancellationToken);
            if (from != Approvals) rates.Add((from - left) / Stopwatch.GetElapsedTime(at).TotalSeconds);
        }

        var took = Stopwatch.GetElapsedTime(started);
        var peak = Memory.Of(intake).Peak;
        return new BenchmarkResult(Name, MemoryLimit / peak, 1, "approvals expired per second by one copy of intake", rates, Notes:
        [
            string.Create(CultureInfo.InvariantCulture, $"{first - left:0} of {first:0} approvals expired in {took.TotalMinutes:0.0} "
                + $"minutes, {(first - left) / took.TotalSeconds:0} per second"),
            string.Create(CultureInfo.InvariantCulture,
                $"peak memory {peak / 1024.0 / 1024:0} MB, allowed {MemoryLimit / 1024 / 1024:0} MB; the ratio above is of memory"),
        ]);
    }

    private static async Task<long> LeftAsync(NpgsqlConnection database, CancellationToken ct)
    {
        await using var count = new NpgsqlCommand("SELECT count(*) FROM orders WHERE status = 'Approved'", database);
        return (long)(await count.ExecuteScalarAsync(ct))!;
    }

    /// <summary>The one approved order a million times, each with numbers of its own.</summary>
    private static async Task CopyAsync(NpgsqlConnection database, Order order, CancellationToken ct)
    {
        List<string> columns = [];
        await using (var names = new NpgsqlCommand("SELECT column_name::text FROM information_schema.columns WHERE table_name = 'orders'", database))
        await using (var rows = await names.ExecuteReaderAsync(ct))
            while (await rows.ReadAsync(ct)) columns.Add(rows.GetString(0));
        const string tracking = "'TR' || lpad(g::text, 20, '0')";
        const string number = "'AU' || lpad(g::text, 20, '0')";
        var values = columns.Select(column => column switch
        {
            "id" => tracking,
            "order_number" => number,
            "state" => $"replace(replace(state, '{order.TrackingNumber}', {tracking}), '{order.OrderNumber}', {number})",
            _ => column,
        });
        await using var copy = new NpgsqlCommand(
            $"INSERT INTO orders ({string.Join(", ", columns)}) SELECT {string.Join(", ", values)} FROM orders, generate_series(1, "
                + $"{Approvals - 1}) g WHERE id = '{order.TrackingNumber}'", database);
        await copy.ExecuteNonQueryAsync(ct);
        await using var analyze = new NpgsqlCommand("VACUUM ANALYZE orders", database);
        await analyze.ExecuteNonQueryAsync(ct);
    }
}
