using System.Collections.Concurrent;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Platform.Storage;
using UtilizationReview.Platform.Time;
using UtilizationReview.Tests.Integration.Servers;
using UtilizationReview.Tests.Servers;
using CopyDesk = UtilizationReview.Platform.Desks.Desk<
    UtilizationReview.Tests.Integration.Platform.CopyContext, UtilizationReview.Tests.Integration.Platform.CopyRow,
    UtilizationReview.Tests.Integration.Platform.Parcel, UtilizationReview.Tests.Integration.Platform.ParcelCommand,
    UtilizationReview.Tests.Integration.Platform.ParcelFact>;
using ParcelDesk = UtilizationReview.Platform.Desks.Desk<
    UtilizationReview.Tests.Integration.Platform.ParcelContext, UtilizationReview.Tests.Integration.Platform.ParcelRow,
    UtilizationReview.Tests.Integration.Platform.Parcel, UtilizationReview.Tests.Integration.Platform.ParcelCommand,
    UtilizationReview.Tests.Integration.Platform.ParcelFact>;

namespace UtilizationReview.Tests.Integration.Platform;

/// <summary>What the copying consumer is made to do, and what reached it.</summary>
internal sealed class Mischief
{
    public int FailuresLeft;

    /// <summary>Deliveries that reached the consumer, by message id.</summary>
    public ConcurrentQueue<Guid> Deliveries { get; } = new();
}

/// <summary>Copies each move; applied once, however often it is delivered.</summary>
internal sealed class CopyConsumer(CopyDesk desk, Mischief mischief) : IConsumer<ParcelMoved>
{
    public async Task Consume(ConsumeContext<ParcelMoved> context)
    {
        mischief.Deliveries.Enqueue(context.MessageId!.Value);
        if (Interlocked.Decrement(ref mischief.FailuresLeft) >= 0) throw new TimeoutException("the consumer is made to fail");
        var known = await desk.ReadAsync(context.Message.ParcelId, context.CancellationToken);
        ParcelCommand command = known is null
            ? new ParcelCommand.RegisterAndMove(context.Message.ParcelId, context.Message.Shelf)
            : new ParcelCommand.Move(context.Message.Shelf);
        var answer = await desk.ExecuteAsync(
            context.Message.ParcelId, command, context.KeyOf("copies"), payloadHash: "", Actor.Platform, context.CancellationToken);
        answer.Acknowledge();
    }
}

/// <summary>A process with both services over a data directory; disposing stops it, the directory stays until the fixture goes.</summary>
internal sealed class ParcelHouse : IAsyncDisposable
{
    private readonly IHost _host;

    private ParcelHouse(IHost host, MovableClock clock) => (_host, Clock) = (host, clock);

    public MovableClock Clock { get; }
    public ParcelDesk Parcels => Get<ParcelDesk>();
    public CopyDesk Copies => Get<CopyDesk>();
    public Mischief Mischief => Get<Mischief>();
    public OutboxInspector<ParcelContext> Outbox => Get<OutboxInspector<ParcelContext>>();
    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();
    public ParcelContext Db() => Get<IDbContextFactory<ParcelContext>>().CreateDbContext();

    public static async Task<ParcelHouse> StartAsync(
        OwnDirectory place, bool delivering = true, Func<ParcelContext, Parcel, ParcelFact, CancellationToken, Task>? alongside = null)
    {
        var clock = new MovableClock(Path.Combine(place.Path, "clock"));
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(await place.SettingsAsync());
        builder.Services.AddSingleton<TimeProvider>(clock).AddSingleton<Mischief>();
        builder.Services
            .AddServiceStorage<ParcelContext>(builder.Configuration, "parcels")
            .AddServiceStorage<CopyContext>(builder.Configuration, "copies")
            .AddDesk(ParcelRules.For<ParcelRow>((parcel, row) => (row.Shelf, row.WakeAt) = (parcel.Shelf, parcel.RemindAt), telling: true), alongside)
            .AddDesk<CopyContext, CopyRow, Parcel, ParcelCommand, ParcelFact>(ParcelRules.For<CopyRow>((_, _) => { }, telling: false))
            .AddSweeper<ParcelContext, ParcelRow, Parcel, ParcelCommand, ParcelFact>(_ => new ParcelCommand.Tick())
            .AddEventConsumer<CopyConsumer>("test-copies");
        if (delivering) builder.Services.AddEventDelivery(builder.Configuration);
        var host = builder.Build();
        await host.StartAsync();
        return new(host, clock);
    }

    /// <summary>One command by a person, with a key when given.</summary>
    public Task<DeskAnswer<Parcel>> Do(string id, ParcelCommand command, string? key = null, string? payload = null) => Parcels.ExecuteAsync(
        id, command, key is null ? null : new MessageKey("/test.Parcels/Do", key), PayloadHash.Of(payload ?? command.ToString()!),
        new Actor("pat", "clerk"), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable) await disposable.DisposeAsync();
        else _host.Dispose();
    }
}

/// <summary>A directory that goes with the test, and databases of the test alone: files in it, or, when servers are given, on PostgreSQL.</summary>
internal sealed class OwnDirectory(Func<Task<PrivatePostgres>>? server) : IDisposable
{
    public OwnDirectory(RealServers? servers = null)
        : this(servers is null ? null : servers.PostgresAsync) { }

    private readonly string _prefix = $"t{Guid.NewGuid():N}_";

    public string Path { get; } = Directory.CreateTempSubdirectory("ur-platform-test-").FullName;

    /// <summary>Settings of the test's own.</summary>
    public Dictionary<string, string?> More { get; } = [];

    /// <summary>What a service of this test is configured with.</summary>
    public async Task<IReadOnlyList<KeyValuePair<string, string?>>> SettingsAsync() => server is null
        ? [new("Data:Directory", Path), .. More]
        : [
            new("Data:Directory", Path), new("Database:Provider", "PostgreSQL"), new("Database:Prefix", _prefix),
            new("Database:ConnectionString", (await server()).ConnectionString + ";Maximum Pool Size=20"), .. More,
        ];

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A connection that closes just now writes its last file: the directory is a temporary one and may stay.
        }
    }
}
