using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Platform.Storage;
using UtilizationReview.Tests.Integration.Platform;
using CopyDesk = UtilizationReview.Platform.Desks.Desk<
    UtilizationReview.Tests.Integration.Platform.CopyContext, UtilizationReview.Tests.Integration.Platform.CopyRow,
    UtilizationReview.Tests.Integration.Platform.Parcel, UtilizationReview.Tests.Integration.Platform.ParcelCommand,
    UtilizationReview.Tests.Integration.Platform.ParcelFact>;
using ParcelDesk = UtilizationReview.Platform.Desks.Desk<
    UtilizationReview.Tests.Integration.Platform.ParcelContext, UtilizationReview.Tests.Integration.Platform.ParcelRow,
    UtilizationReview.Tests.Integration.Platform.Parcel, UtilizationReview.Tests.Integration.Platform.ParcelCommand,
    UtilizationReview.Tests.Integration.Platform.ParcelFact>;

namespace UtilizationReview.Tests.Integration.Messaging;

/// <summary>What a process of these tests does.</summary>
[Flags]
internal enum Part
{
    /// <summary>Keeps parcels and tells of their moves.</summary>
    Publisher = 1,

    /// <summary>Keeps copies, told by events.</summary>
    Subscriber = 2,
}

/// <summary>One process over RabbitMQ: the publisher, the subscriber, or both; several may share a place and a broker.</summary>
internal sealed class BusHouse : IAsyncDisposable
{
    public const string Queue = "ur-test-copies";

    private readonly IHost _host;

    private BusHouse(IHost host) => _host = host;

    public ParcelDesk Parcels => Get<ParcelDesk>();
    public CopyDesk Copies => Get<CopyDesk>();
    public Mischief Mischief => Get<Mischief>();
    public OutboxInspector<ParcelContext> Outbox => Get<OutboxInspector<ParcelContext>>();
    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    public static Dictionary<string, IReadOnlyList<Type>> Subscriptions { get; } = new(StringComparer.Ordinal) { [Queue] = [typeof(ParcelMoved)] };

    public static async Task<BusHouse> StartAsync(OwnDirectory place, IReadOnlyList<KeyValuePair<string, string?>> bus, Part part, Action<ILoggingBuilder>? logging = null)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(await place.SettingsAsync()).AddInMemoryCollection(bus);
        logging?.Invoke(builder.Logging);
        builder.Services.AddSingleton<Mischief>().AddEventSubscriptions(Subscriptions);
        if (part.HasFlag(Part.Publisher))
        {
            builder.Services.AddServiceStorage<ParcelContext>(builder.Configuration, "parcels")
                .AddDesk<ParcelContext, ParcelRow, Parcel, ParcelCommand, ParcelFact>(
                    ParcelRules.For<ParcelRow>((parcel, row) => (row.Shelf, row.WakeAt) = (parcel.Shelf, parcel.RemindAt), telling: true));
        }
        if (part.HasFlag(Part.Subscriber))
        {
            builder.Services.AddServiceStorage<CopyContext>(builder.Configuration, "copies")
                .AddDesk<CopyContext, CopyRow, Parcel, ParcelCommand, ParcelFact>(ParcelRules.For<CopyRow>((_, _) => { }, telling: false))
                .AddEventConsumer<CopyConsumer>(Queue);
        }
        if (bus.Count > 0) builder.Services.AddEventDelivery(builder.Configuration);
        var host = builder.Build();
        await host.StartAsync();
        return new(host);
    }

    /// <summary>Registers a parcel and moves it to a shelf, which is told.</summary>
    public Task MoveAsync(string id, string shelf = "A1") => Parcels.ExecuteAsync(
        id, new ParcelCommand.RegisterAndMove(id, shelf), key: null, payloadHash: "", new Actor("pat", "clerk"), TestContext.Current.CancellationToken);

    public Task AllSentAsync() => Eventually.Becomes(() => Outbox.WaitingAsync(TestContext.Current.CancellationToken), waiting => waiting == 0, "events not sent");

    /// <summary>As <see cref="Eventually"/>, with the patience that the restart of a server needs.</summary>
    public static Task InTheEndAsync<T>(Func<Task<T>> read, Func<T, bool> holds, string what) =>
        Eventually.Becomes(read, holds, what, TimeSpan.FromMinutes(3));

    public Task CopiesAsync(int expected) => Eventually.Becomes(CopyCountAsync, count => count == expected, "copies");

    public async Task<int> CopyCountAsync()
    {
        await using var db = await Get<IDbContextFactory<CopyContext>>().CreateDbContextAsync();
        return await db.Set<CopyRow>().CountAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable) await disposable.DisposeAsync();
        else _host.Dispose();
    }
}
