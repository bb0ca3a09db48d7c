using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.Platform.Messaging;

/// <summary>Registers consumers of events and their delivery: inside one process, or over the broker.</summary>
public static class MessagingModule
{
    /// <summary>Collects a consumer: a class that implements <see cref="IConsumer{TMessage}"/> for one or more events. It goes through a desk
    /// with <see cref="KeyOf"/> as key, and throws when the delivery has to be tried again.</summary>
    /// <param name="services">The container.</param>
    /// <param name="queue">Its queue on the broker, one per service and concern, fixed for ever: <c>ur-intake-order</c>.</param>
    public static IServiceCollection AddEventConsumer<TConsumer>(this IServiceCollection services, string queue)
        where TConsumer : class, IConsumer
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(queue);
        services.Collected().Add(typeof(TConsumer), queue);
        return services;
    }

    /// <summary>Says who subscribes to what, in this process or any other: an event somebody subscribes to is not taken as delivered while no
    /// queue is bound to it.</summary>
    /// <param name="services">The container.</param>
    /// <param name="queues">Queue → events, of the whole platform.</param>
    public static IServiceCollection AddEventSubscriptions(this IServiceCollection services, IReadOnlyDictionary<string, IReadOnlyList<Type>> queues)
    {
        ArgumentNullException.ThrowIfNull(queues);
        services.Collected().Know(queues);
        return services;
    }

    /// <summary>Delivers the outboxes of this process as <c>Bus:Transport</c> says: <c>Embedded</c> (default) to the consumers of this process,
    /// <c>RabbitMq</c> over the broker at <c>Bus:Address</c>. Call it once, after every service has been added.</summary>
    public static IServiceCollection AddEventDelivery(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = BusSettings.Read(configuration);
        return settings.Transport == BusTransport.Embedded ? services.AddEmbeddedDelivery() : services.AddRabbitDelivery(settings);
    }

    /// <summary>Delivers the outboxes of this process to its consumers in process. Call it once, after every service has been added.</summary>
    public static IServiceCollection AddEmbeddedDelivery(this IServiceCollection services)
    {
        var collected = services.Collected();
        collected.Close();
        KeepQuiet();
        services.AddMediator(mediator =>
        {
            foreach (var consumer in collected.Types) mediator.AddConsumer(consumer);
        });
        return services.AddSingleton<IEventDelivery>(provider =>
        {
            // MassTransit keeps one log context for the whole program: a host that ended here before would have left its disposed one.
            LogContext.ConfigureCurrentLogContext(provider.GetService<ILoggerFactory>());
            return ActivatorUtilities.CreateInstance<EmbeddedDelivery>(provider);
        });
    }

    private static IServiceCollection AddRabbitDelivery(this IServiceCollection services, BusSettings settings)
    {
        var collected = services.Collected();
        collected.Close();
        KeepQuiet();
        services.AddMassTransit(bus => RabbitBus.Configure(bus, settings, collected));
        services.Configure<MassTransitHostOptions>(host =>
        {
            host.WaitUntilStarted = false; // the service comes up while the broker is down, and catches up
            // No end of starting: a bus that gave up would never come back, and a process that starts while the broker is away would stay deaf.
            (host.StopTimeout, host.ConsumerStopTimeout) = (TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(20));
        });
        return services.AddSingleton(settings).AddSingleton<IEventDelivery, RabbitDelivery>();
    }

    /// <summary>The bus library reports its use to its vendor unless told not to; nothing leaves this platform unasked.</summary>
    private static void KeepQuiet() => Environment.SetEnvironmentVariable("MASSTRANSIT_USAGE_TELEMETRY", "false");

    /// <summary>The inbox key of a message for one consumer: stable over every redelivery.</summary>
    /// <param name="context">What the consumer was given.</param>
    /// <param name="consumerName">Name of the consumer, fixed for ever: <c>intake-order</c>.</param>
    public static MessageKey KeyOf(this ConsumeContext context, string consumerName) => new(
        consumerName,
        (context.GetOriginalMessageId() ?? context.MessageId
            ?? throw new InvalidOperationException("A message came without an id: only the outbox may publish.")).ToString("N"))
    {
        FromBus = true,
    };

    internal static IServiceCollection AddOutbox<TContext>(this IServiceCollection services, string serviceName)
        where TContext : ServiceContext
    {
        services.Collected();
        services.TryAddSingleton<OutboxBell<TContext>>();
        services.TryAddSingleton<OutboxLease<TContext>>();
        services.TryAddSingleton(provider => new OutboxInspector<TContext>(
            serviceName, provider.GetRequiredService<IDbContextFactory<TContext>>(), provider.GetRequiredService<WriteTurns<TContext>>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<OutboxBell<TContext>>()));
        services.AddSingleton<OutboxInspector>(provider => provider.GetRequiredService<OutboxInspector<TContext>>());
        services.TryAddSingleton<OutboxDispatcher<TContext>>();
        services.TryAddSingleton<Retention<TContext>>();
        services.AddHostedService(provider => provider.GetRequiredService<Retention<TContext>>());
        return services.AddHostedService(provider => provider.GetRequiredService<OutboxDispatcher<TContext>>());
    }

    private static EventConsumers Collected(this IServiceCollection services)
    {
        var collected = services.Select(s => s.ImplementationInstance).OfType<EventConsumers>().SingleOrDefault();
        if (collected is not null) return collected;
        collected = new EventConsumers();
        services.AddSingleton(collected).AddSingleton(collected.Catalogue);
        return collected;
    }
}

/// <summary>The consumers of this process, collected while its services register, and what is known of others.</summary>
public sealed class EventConsumers
{
    private readonly List<(string Queue, Type Consumer)> _consumers = [];
    private readonly Dictionary<string, IReadOnlyList<Type>> _others = new(StringComparer.Ordinal);
    private readonly HashSet<Type> _subscribed = [];
    private bool _closed;

    internal EventCatalogue Catalogue { get; } = new();

    /// <summary>The consumer classes.</summary>
    public IReadOnlyList<Type> Types => [.. _consumers.Select(c => c.Consumer)];

    /// <summary>The event types that have at least one consumer in this process.</summary>
    public IReadOnlySet<Type> Events => Types.SelectMany(EventsOf).ToHashSet();

    /// <summary>Queue → events, as the consumers of this process subscribe.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Type>> Queues => _consumers.GroupBy(c => c.Queue, StringComparer.Ordinal)
        .ToDictionary(queue => queue.Key,
            IReadOnlyList<Type> (queue) => [.. queue.SelectMany(c => EventsOf(c.Consumer)).Distinct()], StringComparer.Ordinal);

    internal IEnumerable<IGrouping<string, Type>> ByQueue => _consumers.GroupBy(c => c.Queue, c => c.Consumer, StringComparer.Ordinal);

    /// <summary>The events that somebody subscribes to, here or in another process.</summary>
    internal IReadOnlySet<Type> Subscribed => _subscribed;

    /// <summary>Queue → events of this process and all others that are known.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<Type>> AllQueues => _others.Concat(Queues).GroupBy(q => q.Key, StringComparer.Ordinal)
        .ToDictionary(q => q.Key, IReadOnlyList<Type> (q) => [.. q.SelectMany(e => e.Value).Distinct()], StringComparer.Ordinal);

    internal void Add(Type consumer, string queue)
    {
        if (_closed) throw new InvalidOperationException($"{consumer.Name} was added after AddEventDelivery, which has to come last.");
        if (_consumers.Exists(c => c.Consumer == consumer)) return;
        _consumers.Add((queue, consumer));
        Know(EventsOf(consumer));
    }

    internal void Know(IReadOnlyDictionary<string, IReadOnlyList<Type>> queues)
    {
        foreach (var (queue, events) in queues) _others[queue] = events;
        Know(queues.SelectMany(queue => queue.Value));
    }

    internal void Close() => _closed = true;

    private void Know(IEnumerable<Type> subscribed)
    {
        foreach (var message in subscribed)
        {
            _ = Catalogue.UrnOf(message);
            _subscribed.Add(message);
        }
    }

    private static IEnumerable<Type> EventsOf(Type consumer) =>
        consumer.GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IConsumer<>))
            .Select(i => i.GenericTypeArguments[0]);
}
