using Microsoft.EntityFrameworkCore;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.Platform.Messaging;

/// <summary>An event whose delivery was given up.</summary>
/// <param name="Id">Message id.</param>
/// <param name="Event">URN of the event.</param>
/// <param name="AggregateId">Record it tells of.</param>
/// <param name="Attempts">Deliveries tried.</param>
/// <param name="LastError">Type of the last failure.</param>
/// <param name="ParkedAt">When it was given up.</param>
public sealed record ParkedEvent(Guid Id, string Event, string AggregateId, int Attempts, string? LastError, DateTimeOffset ParkedAt);

/// <summary>A bus message that the domain refused.</summary>
/// <param name="Consumer">Consumer name.</param>
/// <param name="MessageId">Message id.</param>
/// <param name="AggregateId">Record it was for.</param>
/// <param name="Command">Command it was turned into.</param>
/// <param name="Code">Code of the refusal.</param>
/// <param name="Sentence">The refusal for people.</param>
/// <param name="At">When.</param>
public sealed record RejectedMessage(string Consumer, string MessageId, string AggregateId,
    string Command, string Code, string Sentence, DateTimeOffset At);

/// <summary>The operator's view of what one service could not deliver or did not accept, and the way to try again.</summary>
public abstract class OutboxInspector
{
    private protected OutboxInspector(string service) => Service = service;

    /// <summary>Name of the service, as its database is called: <c>peer_to_peer</c>.</summary>
    public string Service { get; }

    /// <summary>Events that were given up, oldest first.</summary>
    public abstract Task<IReadOnlyList<ParkedEvent>> ParkedAsync(CancellationToken ct);

    /// <summary>Events not delivered yet and not given up.</summary>
    public abstract Task<int> WaitingAsync(CancellationToken ct);

    /// <summary>Messages the domain refused, oldest first.</summary>
    public abstract Task<IReadOnlyList<RejectedMessage>> RejectedAsync(CancellationToken ct);

    /// <summary>Delivers an event again, parked or sent. Consumers that have acted on it ignore it.</summary>
    /// <returns>False when there is no such event (sent ones are kept for seven days).</returns>
    public abstract Task<bool> ResendAsync(Guid id, CancellationToken ct);

    /// <summary>Forgets that a message was refused, so that a resend by its publisher is decided anew.</summary>
    /// <returns>False when there is no such refusal.</returns>
    public abstract Task<bool> ForgetRejectedAsync(string consumer, string messageId, CancellationToken ct);
}

/// <inheritdoc/>
public sealed class OutboxInspector<TContext> : OutboxInspector
    where TContext : ServiceContext
{
    private readonly IDbContextFactory<TContext> _contexts;
    private readonly WriteTurns<TContext> _turns;
    private readonly TimeProvider _clock;
    private readonly OutboxBell<TContext> _bell;

    internal OutboxInspector(
        string service, IDbContextFactory<TContext> contexts, WriteTurns<TContext> turns,
        TimeProvider clock, OutboxBell<TContext> bell) : base(service) =>
        (_contexts, _turns, _clock, _bell) = (contexts, turns, clock, bell);

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<ParkedEvent>> ParkedAsync(CancellationToken ct)
    {
        await using var context = await _contexts.CreateDbContextAsync(ct);
        var rows = await context.Outbox.AsNoTracking().Where(r => r.ParkedAt != null).OrderBy(r => r.ParkedAt).Take(1000).ToListAsync(ct);
        return [.. rows.Select(r => new ParkedEvent(r.Id, r.Type, r.AggregateId, r.Attempts, r.LastError, r.ParkedAt!.Value))];
    }

    /// <inheritdoc/>
    public override async Task<int> WaitingAsync(CancellationToken ct)
    {
        await using var context = await _contexts.CreateDbContextAsync(ct);
        return await context.Outbox.CountAsync(r => r.SentAt == null && r.ParkedAt == null, ct);
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<RejectedMessage>> RejectedAsync(CancellationToken ct)
    {
        await using var context = await _contexts.CreateDbContextAsync(ct);
        var rows = await context.RejectedMessages.AsNoTracking().OrderBy(r => r.At).Take(1000).ToListAsync(ct);
        return [.. rows.Select(r => new RejectedMessage(r.Scope, r.MessageId, r.AggregateId, r.Command, r.Code, r.Sentence, r.At))];
    }

    /// <inheritdoc/>
    public override async Task<bool> ResendAsync(Guid id, CancellationToken ct)
    {
        await using var context = await _contexts.CreateDbContextAsync(ct);
        using var turn = await _turns.TakeAsync(context, ct);
        var now = _clock.GetUtcNow();
        var found = await context.Outbox.Where(r => r.Id == id).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.SentAt, (DateTimeOffset?)null).SetProperty(r => r.ParkedAt, (DateTimeOffset?)null)
                .SetProperty(r => r.Attempts, 0).SetProperty(r => r.NextAttemptAt, now),
            ct);
        _bell.Ring();
        return found == 1;
    }

    /// <inheritdoc/>
    public override async Task<bool> ForgetRejectedAsync(string consumer, string messageId, CancellationToken ct)
    {
        await using var context = await _contexts.CreateDbContextAsync(ct);
        using var turn = await _turns.TakeAsync(context, ct);
        await using var transaction = await context.Database.BeginTransactionAsync(ct);
        var found = await context.RejectedMessages.Where(r => r.Scope == consumer && r.MessageId == messageId).ExecuteDeleteAsync(ct);
        if (found == 1) await context.Inbox.Where(r => r.Scope == consumer && r.MessageId == messageId).ExecuteDeleteAsync(ct);
        await transaction.CommitAsync(ct);
        return found == 1;
    }
}
