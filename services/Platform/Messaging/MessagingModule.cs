using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.Platform.Messaging;

/// <summary>Registers consumers of events and the delivery of events inside one process.</summary>
public static class MessagingModule
{
    /// <summary>Collects a consumer: a class that implements <see cref="IConsumer{TMessage}"/> for one or more events. It goes through a desk
    /// with <see cref="KeyOf"/> as key, and throws when the delivery has to be tried again.</summary>
    public static IServiceCollection AddEventConsumer<TConsumer>(this IServiceCollection services)
        where TConsumer : class, IConsumer
    {
        services.Collected().Add(typeof(TConsumer));
        return services;
    }

    /// <summary>Delivers the outboxes of this process to its consumers in process. Call it once, after every service has been added.</summary>
    public static IServiceCollection AddEmbeddedDelivery(this IServiceCollection services)
    {
        var collected = services.Collected();
        collected.Close();
        // The bus library reports its use to its vendor unless told not to; nothing leaves this platform unasked.
        Environment.SetEnvironmentVariable("MASSTRANSIT_USAGE_TELEMETRY", "false");
        services.AddMediator(mediator =>
        {
            foreach (var consumer in collected.Types) mediator.AddConsumer(consumer);
        });
        services.AddSingleton(provider =>
        {
            // MassTransit keeps one log context for the whole program: a host that ended here before would have left its disposed one.
            LogContext.ConfigureCurrentLogContext(provider.GetService<ILoggerFactory>());
            return ActivatorUtilities.CreateInstance<EmbeddedDelivery>(provider);
        });
        return services;
    }

    /// <summary>The inbox key of a message for one consumer: stable over every redelivery.</summary>
    /// <param name="context">What the consumer was given.</param>
    /// <param name="consumerName">Name of the consumer, fixed for ever: <c>intake-order</c>.</param>
    public static MessageKey KeyOf(this ConsumeContext context, string consumerName) => new(
        consumerName,
        (context.MessageId ?? throw new InvalidOperationException("A message came without an id: only the outbox may publish.")).ToString("N"))
    {
        FromBus = true,
    };

    internal static IServiceCollection AddOutbox<TContext>(this IServiceCollection services)
        where TContext : ServiceContext
    {
        services.Collected();
        services.TryAddSingleton<OutboxBell<TContext>>();
        services.TryAddSingleton<OutboxLease<TContext>>();
        services.TryAddSingleton(provider => new OutboxInspector<TContext>(
            provider.GetRequiredService<IDbContextFactory<TContext>>(), provider.GetRequiredService<WriteTurns<TContext>>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<OutboxBell<TContext>>()));
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

/// <summary>The consumers of this process, collected while its services register.</summary>
public sealed class EventConsumers
{
    private readonly List<Type> _types = [];
    private bool _closed;

    internal EventCatalogue Catalogue { get; } = new();

    /// <summary>The consumer classes.</summary>
    public IReadOnlyList<Type> Types => _types;

    /// <summary>The event types that have at least one consumer in this process.</summary>
    public IReadOnlySet<Type> Events => _types.SelectMany(EventsOf).ToHashSet();

    internal void Add(Type consumer)
    {
        if (_closed) throw new InvalidOperationException($"{consumer.Name} was added after AddEmbeddedDelivery, which has to come last.");
        if (_types.Contains(consumer)) return;
        _types.Add(consumer);
        foreach (var message in EventsOf(consumer))
        {
            _ = Catalogue.UrnOf(message);
        }
    }

    internal void Close() => _closed = true;

    private static IEnumerable<Type> EventsOf(Type consumer) =>
        consumer.GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IConsumer<>))
            .Select(i => i.GenericTypeArguments[0]);
}
