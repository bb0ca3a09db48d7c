using Grpc.Net.Client;
using Microsoft.Data.Sqlite;
using UtilizationReview.Host.Demo;
using UtilizationReview.Host.Journeys;

namespace UtilizationReview.Tests.Integration.Durability;

/// <summary>The host is killed (-9) at random points while journeys are played, and started again: nothing is lost, nothing is doubled.</summary>
public sealed class KilledHostTests
{
    private const int KillsPerJourney = 4;

    [Theory]
    [InlineData("02-approved-by-a-nurse.yaml", 11)]
    [InlineData("03-peer-to-peer-at-once.yaml", 12)]
    [InlineData("04-denied-then-overturned.yaml", 13)]
    [InlineData("06-hospital-site-moved.yaml", 14)]
    [InlineData("11-spine-approval-expires.yaml", 15)]
    public async Task A_journey_ends_as_expected_however_often_the_host_dies(string file, int seed)
    {
        var problems = new List<string>();
        var journey = JourneyFiles.Load(Path.Combine(DemoCast.Folder("journeys"), file), problems).Single();
        problems.ShouldBeEmpty();
        await using var host = new HostProcess(new DateTimeOffset(journey.Start, TimeSpan.Zero).AddDays(-1));
        using var http = new HttpClient { BaseAddress = host.HttpAddress };
        await ReadyAsync(http);
        using var channel = GrpcChannel.ForAddress(host.GrpcAddress);
        var killer = new Killer(host, seed);
        var calls = new DemoCalls(channel.CreateCallInvoker(), (person, ct) => TokenAsync(http, person, ct), TimeSpan.FromSeconds(90)) { Calling = killer.Calling };

        var player = new JourneyPlayer(journey, calls, DemoCast.Load(), "killed");
        var played = await ToldByAsync(host, () => player.PlayAsync(TestContext.Current.CancellationToken));
        await killer.Done;

        host.Kills.ShouldBe(KillsPerJourney, "the journey ended before every strike; it needs more steps");
        played.Timeline.Entries.Select(entry => (entry.Version, entry.What, entry.Sentence)).ShouldBeUnique();
        played.Timeline.Entries.Count(entry => entry.What == "order-received").ShouldBe(1);
        await EventuallyDeliveredAsync(host.DataDirectory);
        Count(host.DataDirectory, "intake.db", "SELECT count(*) FROM orders").ShouldBe(1 + played.Order.LinkedOrders.Count);
    }

    private static async Task<T> ToldByAsync<T>(HostProcess host, Func<Task<T>> play)
    {
        try
        {
            return await play();
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{failure.Message} {host.Account}", failure);
        }
    }

    private static Task ReadyAsync(HttpClient http) => Eventually.Becomes(
        async () =>
        {
            try
            {
                using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
                return answer.IsSuccessStatusCode ? "ready" : answer.StatusCode.ToString();
            }
            catch (HttpRequestException away)
            {
                return away.Message;
            }
        },
        last => last == "ready", "the host is not ready");

    private static async Task<string> TokenAsync(HttpClient http, string person, CancellationToken ct)
    {
        using var answer = await http.PostAsync(new Uri($"/demo/tokens/{person}", UriKind.Relative), null, ct);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync(ct);
    }

    private static Task EventuallyDeliveredAsync(string data) => Eventually.Becomes(
        () => Task.FromResult(string.Join(", ", Directory.EnumerateFiles(data, "*.db").Select(path => Path.GetFileName(path)!)
            .Where(file => HasOutbox(data, file)).Select(file => (File: file, Count: Undelivered(data, file))).Where(left => left.Count > 0))),
        left => left.Length == 0, "events not delivered, or refused");

    private static long Undelivered(string data, string file) =>
        Count(data, file, "SELECT count(*) FROM outbox WHERE sent_at IS NULL") + Count(data, file, "SELECT count(*) FROM rejected_messages");

    private static bool HasOutbox(string data, string file) => Count(data, file, "SELECT count(*) FROM sqlite_master WHERE name = 'outbox'") == 1;

    private static long Count(string data, string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(data, file)};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Strikes during randomly chosen calls, a random fraction of a call's usual time after it began.</summary>
    private sealed class Killer(HostProcess host, int seed)
    {
        private readonly Random _random = new(seed);
        private readonly Lock _turn = new();
        private int _untilNext = 8 + new Random(seed).Next(6);
        private int _strikes;
        private Task _striking = Task.CompletedTask;

        public Task Done
        {
            get
            {
                lock (_turn)
                    return _striking;
            }
        }

        public void Calling()
        {
            lock (_turn)
            {
                if (_strikes == KillsPerJourney || !_striking.IsCompleted || --_untilNext > 0)
                    return;
                _strikes++;
                _untilNext = 2 + _random.Next(5);
                var pause = TimeSpan.FromMilliseconds(_random.Next(0, 25));
                _striking = Task.Run(async () =>
                {
                    await Task.Delay(pause);
                    host.KillAndStart();
                });
            }
        }
    }
}
