using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using UtilizationReview.Platform.Live;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.Platform.Desks;

/// <summary>Registers desks and sweepers.</summary>
public static class DeskModule
{
    /// <summary>A desk over one table of the service's database, as a singleton.</summary>
    /// <param name="services">The container; <c>AddServiceStorage</c> of the context must be called as well.</param>
    /// <param name="rules">The pure rules.</param>
    /// <param name="alongside">Rows other than the record, written in the same transaction, called once per fact before saving: add to or remove
    /// from the context, do not save. A unique index they hit is answered with <see cref="DeskRules{TRow,TState,TCommand,TEvent}.Taken"/>.</param>
    public static IServiceCollection AddDesk<TContext, TRow, TState, TCommand, TEvent>(
        this IServiceCollection services,
        DeskRules<TRow, TState, TCommand, TEvent> rules,
        Func<TContext, TState, TEvent, CancellationToken, Task>? alongside = null)
        where TContext : ServiceContext
        where TRow : AggregateRow, new()
        where TState : class
        where TCommand : notnull
        where TEvent : notnull
    {
        services.TryAddSingleton<DeskSupport<TContext>>();
        return services.AddSingleton(provider =>
            new Desk<TContext, TRow, TState, TCommand, TEvent>(rules, provider.GetRequiredService<DeskSupport<TContext>>(), alongside)
            {
                Listener = provider.GetService<FactListener<TState, TEvent>>(),
            });
    }

    /// <summary>Sends the tick to every record whose <see cref="TimedRow.WakeAt"/> has passed, through its desk: every second, and at once when
    /// the clock is moved.</summary>
    /// <param name="services">The container.</param>
    /// <param name="tick">Now → the service's tick command.</param>
    public static IServiceCollection AddSweeper<TContext, TRow, TState, TCommand, TEvent>(
        this IServiceCollection services, Func<DateTimeOffset, TCommand> tick)
        where TContext : ServiceContext
        where TRow : TimedRow, new()
        where TState : class
        where TCommand : notnull
        where TEvent : notnull =>
        services.AddSweeper<TContext, TRow>((provider, id, now, ct) => provider
            .GetRequiredService<Desk<TContext, TRow, TState, TCommand, TEvent>>()
            .ExecuteAsync(id, tick(now), key: null, payloadHash: "", Actor.Platform, ct));

    /// <summary>The same with work of the service's own, such as a call to another service before its command. Work that throws is tried again,
    /// later each time; it must move <see cref="TimedRow.WakeAt"/> by a command of the desk.</summary>
    /// <param name="services">The container.</param>
    /// <param name="wake">Container, id of the record, now, cancellation.</param>
    public static IServiceCollection AddSweeper<TContext, TRow>(
        this IServiceCollection services, Func<IServiceProvider, string, DateTimeOffset, CancellationToken, Task> wake)
        where TContext : ServiceContext
        where TRow : TimedRow
    {
        services.AddSingleton<Sweeper<TContext, TRow>>(provider => ActivatorUtilities.CreateInstance<Sweeper<TContext, TRow>>(provider, wake));
        return services.AddHostedService(provider => provider.GetRequiredService<Sweeper<TContext, TRow>>());
    }
}

/// <summary>What every desk of one database shares.</summary>
internal sealed class DeskSupport<TContext>(
    IDbContextFactory<TContext> contexts, WriteTurns<TContext> turns, TimeProvider clock, EventCatalogue catalogue, OutboxBell<TContext> bell,
    AnswerCache answers)
    where TContext : ServiceContext
{
    public IDbContextFactory<TContext> Contexts => contexts;
    public WriteTurns<TContext> Turns => turns;
    public TimeProvider Clock => clock;
    public EventCatalogue Catalogue => catalogue;
    public OutboxBell<TContext> Bell => bell;
    public AnswerCache Answers => answers;
}
