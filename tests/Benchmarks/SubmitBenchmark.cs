using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Data.Sqlite;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Host;
using UtilizationReview.Host.Demo;
using UtilizationReview.Host.Submission;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.Tests.Benchmarks;

/// <summary>Orders submitted and approved by rules through the whole embedded host, beside bare SQLite transactions that write as many
/// rows of the same size in as many transactions; the two take turns.</summary>
internal static class SubmitBenchmark
{
    private const string Name = "submit-to-approved";
    private const int Workers = 4;
    private const int Rounds = 5;
    private static readonly TimeSpan RoundLength = TimeSpan.FromSeconds(4);

    public static async Task<BenchmarkResult> RunAsync(CancellationToken cancellationToken)
    {
        await using var host = await ReviewHost.StartAsync(HostSettings.Private(), cancellationToken);
        using var channel = GrpcChannel.ForAddress(host.GrpcAddress);
        var template = JsonParser.Default.Parse<SubmitRequest>(SubmitCommand.WithDates(
            await File.ReadAllTextAsync(Path.Combine(DemoCast.Folder("orders"), "01-lumbar-discectomy.json"), cancellationToken),
            TimeProvider.System.GetUtcNow()));
        template.SubmitDespiteDuplicate = true;
        var intake = new Contracts.Intake.V1.Intake.IntakeClient(channel);
        var headers = new Metadata { { "authorization", $"Bearer {host.TokenOf(host.Cast.StaffOf(template.Form.PracticeId))}" } };
        var folder = ((DataDirectory)host.Services.GetService(typeof(DataDirectory))!).Path;

        async Task ApproveOneAsync()
        {
            var request = template.Clone();
            request.IdempotencyKey = Guid.NewGuid().ToString("N");
            var answer = await intake.SubmitAsync(request, headers, cancellationToken: cancellationToken);
            if (answer.Order.Status != OrderStatus.Approved)
                throw new InvalidOperationException($"The order was not approved: {answer.Sentence}");
        }

        for (var i = 0; i < 50; i++)
            await ApproveOneAsync();
        var before = Footprint.Of(folder);
        var probe = 20;
        for (var i = 0; i < probe; i++)
            await ApproveOneAsync();
        var perOrder = Footprint.Of(folder).Since(before, probe);

        using var bare = new BareWriter(Path.Combine(folder, "bare.db"), perOrder);
        await RoundAsync(ApproveOneAsync, 1);
        await RoundAsync(bare.WriteAsync, 1);
        var orders = new List<double>();
        var bareOrders = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            orders.Add(await RoundAsync(ApproveOneAsync, RoundLength.TotalSeconds));
            bareOrders.Add(await RoundAsync(bare.WriteAsync, RoundLength.TotalSeconds));
        }

        return new BenchmarkResult(Name, BenchmarkResult.Median(orders),
            BenchmarkResult.Median(bareOrders), "orders per second", orders, RequiredRatio: 0, Notes:
        [
            $"limit: bare SQLite transactions writing what an order leaves ({perOrder.Rows:0.0} rows, {perOrder.Bytes:0} bytes, "
                + $"{BareWriter.TransactionsPerOrder} transactions); {Workers} workers, {Rounds} rounds",
        ]);
    }

    private static async Task<double> RoundAsync(Func<Task> work, double seconds)
    {
        var start = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, Workers).Select(async _ =>
        {
            await Task.Yield();
            var count = 0;
            for (; Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; count++)
                await work();
            return count;
        }));
        return counts.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Rows and bytes in intake's database.</summary>
    private sealed record Footprint(double Rows, double Bytes)
    {
        public static Footprint Of(string folder)
        {
            using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "intake.db")};Mode=ReadOnly;Pooling=False");
            connection.Open();
            var tables = Read(connection, "SELECT name, 0 FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
                .Select(row => row.Name).ToArray();
            var rows = tables.Sum(table => Read(connection, $"SELECT '', count(*) FROM \"{table}\"").Single().Count);
            var pages = Read(connection, "SELECT '', page_count * page_size FROM pragma_page_count(), pragma_page_size()").Single().Count;
            return new Footprint(rows, pages);
        }

        public Footprint Since(Footprint before, int orders) => new((Rows - before.Rows) / orders, (Bytes - before.Bytes) / orders);

        private static List<(string Name, long Count)> Read(SqliteConnection connection, string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            using var reader = command.ExecuteReader();
            var rows = new List<(string, long)>();
            while (reader.Read())
                rows.Add((reader.GetString(0), reader.GetInt64(1)));
            return rows;
        }
    }

    /// <summary>Writes what an order leaves, and nothing else.</summary>
    private sealed class BareWriter : IDisposable
    {
        public const int TransactionsPerOrder = 2;

        private readonly SqliteConnection _connection;
        private readonly SemaphoreSlim _turn = new(1, 1);
        private readonly int _rows;
        private readonly string _text;
        private long _id;

        public BareWriter(string file, Footprint perOrder)
        {
            _rows = Math.Max(1, (int)Math.Round(perOrder.Rows / TransactionsPerOrder));
            _text = new string('x', Math.Max(1, (int)(perOrder.Bytes / perOrder.Rows)));
            _connection = new SqliteConnection($"Data Source={file}");
            _connection.Open();
            Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE written (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
        }

        public async Task WriteAsync()
        {
            for (var i = 0; i < TransactionsPerOrder; i++)
            {
                await _turn.WaitAsync();
                try
                {
                    await using var transaction = _connection.BeginTransaction();
                    await using var command = _connection.CreateCommand();
                    command.CommandText = "INSERT INTO written (id, text) VALUES ($id, $text)";
                    var id = command.Parameters.Add("$id", SqliteType.Integer);
                    command.Parameters.AddWithValue("$text", _text);
                    for (var row = 0; row < _rows; row++)
                    {
                        id.Value = ++_id;
                        await command.ExecuteNonQueryAsync();
                    }

                    await transaction.CommitAsync();
                }
                finally
                {
                    _turn.Release();
                }
            }
        }

        public void Dispose()
        {
            _connection.Dispose();
            _turn.Dispose();
        }

        private void Execute(string sql)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }
}
