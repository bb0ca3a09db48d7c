using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.Contracts.Events;
using UtilizationReview.Correspondence;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.Tests.Integration.Correspondence;

/// <summary>A receiver of webhooks, as a practice would run it.</summary>
internal sealed class PlayedReceiver : IAsyncDisposable
{
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly WebApplication _app;

    private PlayedReceiver(WebApplication app) => _app = app;

    /// <summary>Id and body of every call, in the order they came.</summary>
    public ConcurrentQueue<(string Id, string Body)> Calls { get; } = new();

    /// <summary>What is answered; 200 unless a test says otherwise.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    public string Url => _app.Urls.Single() + "/notices";

    public static async Task<PlayedReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new PlayedReceiver(builder.Build());
        receiver._app.MapPost("/notices", async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            receiver.Calls.Enqueue((context.Request.Headers["webhook-id"].ToString(), await reader.ReadToEndAsync(context.RequestAborted)));
            await receiver.Answer(context);
        });
        await receiver._app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

/// <summary>Correspondence with notices on a real port, a database of its own, a clock that tests move, and neighbours that are played.</summary>
internal sealed class NoticesHouse : IAsyncDisposable
{
    public static readonly Caller Maple = new("p-maple-1", "Maple Staff", Roles.Practice, "maple-spine", [], null);
    public static readonly Caller Oak = new("p-oak-1", "Oak Staff", Roles.Practice, "oak-joint", [], null);
    public static readonly Caller Nurse = new("nurse-1", "Nurse", Roles.Nurse, null, ["meadow-commercial"], null);
    public static readonly Caller Administrator = new("admin-1", "Admin", Roles.PlanAdministrator, null, ["meadow-commercial"], null);
    public static readonly Caller AdministratorElsewhere = new("admin-2", "Admin", Roles.PlanAdministrator, null, ["summit-advantage"], null);
    public static readonly Caller Operator = new("op-1", "Operator", Roles.Operator, null, [], null);

    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;
    private readonly string _directory;

    private NoticesHouse(WebApplication app, PlayedNeighbours neighbours, MovableClock clock, string directory)
    {
        (_app, Neighbours, Clock, _directory) = (app, neighbours, clock, directory);
        _channel = app.Channel();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public PlayedNeighbours Neighbours { get; }

    public MovableClock Clock { get; }

    public DateTimeOffset Now => Clock.GetUtcNow();

    public static async Task<NoticesHouse> StartAsync(IReadOnlyDictionary<string, string?>? settings = null)
    {
        var neighbours = await PlayedNeighbours.StartAsync();
        var directory = Directory.CreateTempSubdirectory("notices-test-").FullName;
        var clock = new MovableClock();
        var builder = SlimServer.Builder(
        [
            new("Data:Directory", directory), new("Services:Intake", neighbours.Address), new("Services:SiteOfCare", neighbours.Address),
            new("Calls:BreakSeconds", "0"), new("Webhooks:PrivateAddresses", "true"), new("Mail:From", "notices@plan.example"),
            new("Mail:Security", "None"),
        ]);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddCorrespondence(builder.Configuration).AddEventDelivery(builder.Configuration);
        return new(await builder.StartedAsync(app => app.MapCorrespondence()), neighbours, clock, directory);
    }

    public Notices.NoticesClient As(Caller caller) => new(_channel.As(caller, _app.Services));

    /// <summary>An event arrives; the same id is the same delivery again.</summary>
    public Task Deliver(object message, Guid? id = null) => _app.Services.ArriveAsync(message, id);

    public static OrderDetermined Determined(string number, DateTimeOffset at, string outcome) => new()
    {
        OrderId = number, OrderVersion = 3, OccurredAt = at, PlanId = "meadow-commercial", PracticeId = "maple-spine", Status = outcome, OrderNumber = "",
        Lines = [new() { Line = 1, Outcome = outcome, Decider = "physician" }],
    };

    /// <summary>A denied order whose event has arrived.</summary>
    public async Task<string> DeniedAsync(string number = "UR-1", string reason = "Six weeks were asked for, three are documented.")
    {
        var at = Now;
        Neighbours.Decided(number, at, Contracts.Intake.V1.LineOutcome.Denied, reason);
        await Deliver(Determined(number, at, "denied"));
        return number;
    }

    /// <summary>Waits for so many issued notices of an order, as the plan's nurse sees them.</summary>
    public async Task<IReadOnlyList<NoticeSummary>> IssuedAsync(string order, int count) => (await Eventually.Seen(
        async () => (await As(Nurse).ListNoticesAsync(new() { Order = order }, cancellationToken: Ct)).Notices, found => found.Count >= count))
        .OrderBy(n => n.Recipient).ToList();

    public Task<IReadOnlyList<string>> Rows(string sql) => FirstColumn.OfAsync(Path.Combine(_directory, "correspondence.db"), sql);

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Neighbours.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }
}
