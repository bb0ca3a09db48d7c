using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using UtilizationReview.ClinicalCriteria;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Intake;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Platform.Storage;
using UtilizationReview.Platform.Time;
using UtilizationReview.SiteOfCare;

namespace UtilizationReview.Tests.Integration.Intake;

/// <summary>Intake on a real port with its own database, a clock that tests move, and scripted neighbours. An error in the log fails the test
/// when the host is closed.</summary>
internal sealed class IntakeHost : IAsyncDisposable
{
    public static readonly Caller MapleStaff = new("p-maple-1", "Maple Staff", Roles.Practice, "maple-spine", [], null);
    public static readonly Caller OakStaff = new("p-oak-1", "Oak Staff", Roles.Practice, "oak-joint", [], null);
    public static readonly Caller ContactCenter = new("cc-1", "Contact Center", Roles.ContactCenter, null, ["meadow-commercial"], null);
    public static readonly Caller Administrator = new("admin-1", "Administrator", Roles.PlanAdministrator, null, ["meadow-commercial", "summit-advantage"], null);
    public static readonly Caller Nurse = new("nurse-1", "Nurse", Roles.Nurse, null, ["meadow-commercial"], null);

    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;
    private readonly LoggedErrors _errors;
    private readonly string _directory;
    private readonly bool _keep;
    private int _keys;

    private IntakeHost(WebApplication app, Script script, MovableClock clock, LoggedErrors errors, string directory, bool keep)
    {
        (_app, Script, Clock, _errors, _directory, _keep) = (app, script, clock, errors, directory, keep);
        _channel = app.Channel();
    }

    public Script Script { get; }
    public MovableClock Clock { get; }
    public IServiceProvider Services => _app.Services;
    public string DataDirectory => _directory;

    public DateOnly Today => Clock.GetUtcNow().DateIn(TimeZones.Find("America/Chicago"));

    /// <summary>The administration of plans.</summary>
    public Contracts.Plans.V1.Plans.PlansClient PlansAs(Caller caller) => new(Calls(caller));

    /// <summary>The directory of facilities, when the site-of-care service is the real one.</summary>
    public Contracts.SiteOfCare.V1.SiteOfCare.SiteOfCareClient SitesAs(Caller caller) => new(Calls(caller));

    /// <summary>Starts a host; with a directory of an earlier one it finds its orders again; with an address the criteria are asked there; with
    /// settings of a server its data is kept there.</summary>
    public static async Task<IntakeHost> StartAsync(Script? script = null, string? directory = null, bool keep = false, bool scripted = true,
        string? criteria = null, IEnumerable<KeyValuePair<string, string?>>? settings = null, string? plans = null)
    {
        script ??= new Script();
        var data = directory ?? Directory.CreateTempSubdirectory("intake-test-").FullName;
        var clock = new MovableClock(Path.Combine(data, "clock"));
        // The bus library reports a delivery that was cut off by the end of the process as an error; the outbox delivers it again.
        var errors = new LoggedErrors((category, text) => category == "MassTransit" && text.Contains("CanceledException", StringComparison.Ordinal));
        var builder = SlimServer.Builder([new("Data:Directory", data), new("Data:Synchronous", "Normal")]);
        // Scripts fail and recover from one call to the next; breakers have tests of their own.
        builder.Configuration.AddInMemoryCollection([new("Calls:BreakSeconds", criteria is null ? "0" : "0.5"), new("Services:ClinicalCriteria", criteria)]);
        if (plans is not null)
            builder.Configuration.AddInMemoryCollection([new("Plans:Directory", plans), new("Plans:ReloadSeconds", "1")]);
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Logging.AddProvider(errors).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<TimeProvider>(clock).AddSingleton(script);
        builder.Services.AddIntake(builder.Configuration);
        if (!scripted) builder.Services.AddClinicalCriteria(builder.Configuration).AddSiteOfCare(builder.Configuration);
        builder.Services.AddEventDelivery(builder.Configuration);
        var app = await builder.StartedAsync(app =>
        {
            app.MapIntake();
            if (scripted)
            {
                app.MapGrpcService<ScriptedCriteria>();
                app.MapGrpcService<ScriptedSites>();
                app.MapGrpcService<ScriptedDocuments>();
            }
            else
            {
                app.MapClinicalCriteria();
                app.MapSiteOfCare();
            }
        });
        var host = new IntakeHost(app, script, clock, errors, data, keep);
        if (directory is null) await host.SaveDirectoryAsync();
        return host;
    }

    /// <summary>The service as the caller reaches it.</summary>
    public Contracts.Intake.V1.Intake.IntakeClient As(Caller caller) => new(Calls(caller));

    /// <summary>The dated rules as the caller reaches them.</summary>
    public RuleBook.RuleBookClient RulesAs(Caller caller) => new(Calls(caller));
    /// <summary>The appeal ladder as the caller reaches it.</summary>
    public AppealLadder.AppealLadderClient LadderAs(Caller caller) => new(Calls(caller));

    /// <summary>What notices have to say, as the caller reaches it.</summary>
    public NoticeRules.NoticeRulesClient NoticeRulesAs(Caller caller) => new(Calls(caller));

    /// <summary>The public figures as the caller reaches them.</summary>
    public PublicMetrics.PublicMetricsClient MetricsAs(Caller caller) => new(Calls(caller));

    public string Key() => $"key-{Interlocked.Increment(ref _keys)}-{Guid.NewGuid():N}";

    /// <summary>Submits as the Maple practice.</summary>
    public async Task<SubmitResponse> Submit(OrderForm form, string? key = null, bool despiteDuplicate = false, Caller? by = null, Channel channel = Channel.Portal) =>
        await As(by ?? MapleStaff).SubmitAsync(
            new() { Form = form, Channel = channel, IdempotencyKey = key ?? Key(), SubmitDespiteDuplicate = despiteDuplicate },
            cancellationToken: TestContext.Current.CancellationToken);

    public async Task<Order> Order(string number, Caller? by = null) =>
        await As(by ?? MapleStaff).GetOrderAsync(new() { Number = number }, cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Waits until the order is as wanted; fails with the last state seen.</summary>
    public Task<Order> Until(string number, Func<Order, bool> wanted, Caller? by = null) =>
        Eventually.Seen(() => Order(number, by), wanted, "the order");

    /// <summary>What the database holds: row counts of the tables that an order touches, and every order as JSON.</summary>
    public async Task<string> Stored()
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_directory, "intake.db")}");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        var lines = new List<string>();
        foreach (var table in new[] { "orders", "drafts", "members", "practices", "history", "inbox", "outbox", "rejected_messages" })
        {
            await using var count = connection.CreateCommand();
            count.CommandText = $"SELECT count(*) FROM {table}"; // names of this file
            lines.Add($"{table}={await count.ExecuteScalarAsync(TestContext.Current.CancellationToken)}");
        }
        await using var states = connection.CreateCommand();
        states.CommandText = "SELECT id, version, state FROM orders UNION ALL SELECT id, version, state FROM drafts ORDER BY 1";
        await using var reader = await states.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken)) lines.Add($"{reader.GetString(0)} v{reader.GetInt32(1)} {reader.GetString(2)}");
        return string.Join('\n', lines);
    }

    /// <summary>What is stored once every event written so far has been delivered.</summary>
    public async Task<string> Settled()
    {
        await Eventually.Becomes(UnsentAsync, unsent => unsent == 0, "events not sent");
        return await Stored();
    }

    /// <summary>URNs of everything ever told.</summary>
    public Task<IReadOnlyList<string>> OutboxTypes() =>
        FirstColumn.OfAsync(Path.Combine(_directory, "intake.db"), "SELECT type FROM outbox ORDER BY created_at");

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        // What the stop itself cuts off is tried again at the next start, and is no error of the test.
        string[] errors = [.. _errors.Entries];
        await _app.StopAsync();
        await _app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        if (!_keep) Directory.Delete(_directory, recursive: true);
        errors.ShouldBeEmpty();
    }

    private CallInvoker Calls(Caller caller) => _channel.As(caller, Services);

    private async Task<long> UnsentAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_directory, "intake.db")}");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var count = connection.CreateCommand();
        count.CommandText = "SELECT count(*) FROM outbox WHERE sent_at IS NULL";
        return (long)(await count.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public async Task SaveDirectoryAsync()
    {
        var ct = TestContext.Current.CancellationToken;
        var administrator = As(Administrator);
        foreach (var (practice, name) in new[] { ("maple-spine", "Maple Spine"), ("oak-joint", "Oak Joint") })
        {
            await administrator.SavePracticeAsync(new()
            {
                Practice = new() { PracticeId = practice, Name = name, TimeZone = "America/Chicago", Npi = "1999999984", Phone = "555-0100" }, IdempotencyKey = Key(),
            }, cancellationToken: ct);
        }
        foreach (var (member, plan, through) in new[] { ("m-1", "meadow-commercial", ""), ("m-2", "meadow-commercial", ""), ("m-gone", "meadow-commercial", "2020-12-31"), ("m-summit", "summit-advantage", "") })
        {
            await administrator.SaveMemberAsync(new()
            {
                Member = new()
                {
                    MemberId = member, PlanId = plan, Name = "Invented Person", BirthDate = "1970-06-15", State = "WI", County = "Dane", CoveredFrom = "2020-01-01", CoveredThrough = through,
                    Home = new() { Latitude = 43.07, Longitude = -89.4 },
                },
                IdempotencyKey = Key(),
            }, cancellationToken: ct);
        }
    }
}
