using System.Security.Cryptography;
using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Data.Sqlite;
using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Tests.Servers;

namespace UtilizationReview.Tests.Integration.Correspondence;

/// <summary>The service as a process of its own, killed while a notice is on its way.</summary>
public sealed class NoticesAndTheProcess : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ur-notices-").FullName;
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private PlayedNeighbours _neighbours = null!;
    private PlayedReceiver _receiver = null!;
    private ServiceCopy _copy = null!;
    private GrpcChannel _channel = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Database => Path.Combine(_directory, "correspondence.db");

    private Notices.NoticesClient As(Caller caller) => new(_channel.With(() => new DemoIssuer(_key, TimeProvider.System).Sign(caller)));

    public async ValueTask InitializeAsync()
    {
        _neighbours = await PlayedNeighbours.StartAsync();
        _receiver = await PlayedReceiver.StartAsync();
        _copy = new("Correspondence", 1, _directory, new Dictionary<string, string>
        {
            ["Services__Self"] = _neighbours.Address, ["Identity__DemoKey"] = Convert.ToBase64String(_key), ["DOTNET_gcServer"] = "0",
            ["Webhooks__PrivateAddresses"] = "true",
        }, ["dotnet", ServiceFleet.Program("Correspondence")]);
        _copy.Start();
        await _copy.ReadyAsync();
        _channel = GrpcChannel.ForAddress(_copy.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _copy.DisposeAsync();
        await _receiver.DisposeAsync();
        await _neighbours.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Killed_between_issue_and_delivery_it_delivers_once_as_recorded_and_under_the_same_id_on_the_wire()
    {
        await As(NoticesHouse.Maple).SaveDeliveryAddressAsync(
            new() { PracticeId = "maple-spine", WebhookUrl = _receiver.Url, WebhookSecret = PlayedReceiver.Secret, IdempotencyKey = "a" }, cancellationToken: Ct);
        var held = new TaskCompletionSource();
        _receiver.Answer = context => _receiver.Calls.Count == 1 ? held.Task.WaitAsync(context.RequestAborted) : Task.CompletedTask;
        var at = TimeProvider.System.GetUtcNow();
        _neighbours.Decided("UR-1", at, LineOutcome.Denied, "Six weeks were asked for.");
        await ArriveAsync(at);
        await Eventually.Becomes(() => Task.FromResult(_receiver.Calls.Count), count => count == 1);
        await _copy.KillAsync(); // the receiver has it, nothing is recorded

        _copy.Start();
        await _copy.ReadyAsync();
        var notice = await Eventually.Seen(
            async () => (await As(NoticesHouse.Maple).ListNoticesAsync(new() { Recipient = NoticeRecipient.Practice }, cancellationToken: Ct)).Notices.Single(),
            found => found.Deliveries.All(d => d.State == DeliveryState.Delivered));
        held.SetResult();
        _receiver.Calls.Count.ShouldBe(2);
        _receiver.Calls.Select(call => call.Id).Distinct().ShouldBe([$"{notice.NoticeId}-webhook"]);
        (await FirstColumn.OfAsync(Database, "SELECT event FROM history WHERE event = 'NoticeDelivered'")).Count.ShouldBe(1);
        (await FirstColumn.OfAsync(Database, "SELECT event FROM history WHERE event = 'NoticeIssued'")).Count.ShouldBe(2);
        await ArriveAsync(at); // the event comes again
        await Eventually.Becomes(() => FirstColumn.OfAsync(Database, "SELECT type FROM outbox WHERE type LIKE 'ur:order-%' AND sent_at IS NULL"), left => left.Count == 0);
        (await As(NoticesHouse.Maple).ListNoticesAsync(new(), cancellationToken: Ct)).Notices.Count.ShouldBe(2);
        _receiver.Calls.Count.ShouldBe(2);
        _copy.Account.ShouldNotContain("Testa", Case.Insensitive, "no member data is logged");
        _copy.Account.ShouldNotContain(PlayedReceiver.Secret);
    }

    /// <summary>The event comes the way every event comes here: out of an outbox, under an id of its own.</summary>
    private async Task ArriveAsync(DateTimeOffset at)
    {
        await using var connection = new SqliteConnection($"Data Source={Database}");
        await connection.OpenAsync(Ct);
        await using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO outbox (id, type, body, aggregate_id, aggregate_version, created_at, attempts, next_attempt_at) "
            + "VALUES ($id, 'ur:order-determined:v1', $body, 'UR-1', 3, $at, 0, $at)";
        command.Parameters.AddWithValue("$id", Guid.NewGuid());
        command.Parameters.AddWithValue("$body", JsonSerializer.Serialize(NoticesHouse.Determined("UR-1", at, "denied"), JsonSerializerOptions.Web));
        command.Parameters.AddWithValue("$at", at.ToUnixTimeMilliseconds());
        await command.ExecuteNonQueryAsync(Ct);
    }
}
