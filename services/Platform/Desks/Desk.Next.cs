using Microsoft.EntityFrameworkCore;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.Platform.Desks;

/// <summary>Ids of the records a command could be carried out on, the most wanted first, without the first so many; empty at the end.</summary>
/// <param name="context">To read with; nothing may be changed.</param>
/// <param name="now">Now.</param>
/// <param name="skip">How many were tried already.</param>
/// <param name="ct">Cancels.</param>
public delegate Task<IReadOnlyList<string>> NextIds<in TContext>(TContext context, DateTimeOffset now, int skip, CancellationToken ct);

/// <content>Queues: the next record that nobody else is at.</content>
public sealed partial class Desk<TContext, TRow, TState, TCommand, TEvent>
{
    /// <summary>Carries out one command on the first record it is accepted for. Records that others are changing at this moment are passed
    /// over without waiting, so any number of callers take from one queue at once and each gets another record.</summary>
    /// <param name="candidates">The queue.</param>
    /// <param name="command">The command; a record it is refused or not needed for is passed over.</param>
    /// <param name="key">Recognises a repetition, which is answered with the record the first call got.</param>
    /// <param name="payloadHash">As for one record.</param>
    /// <param name="actor">Who acts.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Null when the command could be carried out on none; the key is then free for another try.</returns>
    public Task<DeskAnswer<TState>?> ExecuteNextAsync(
        NextIds<TContext> candidates, TCommand command, MessageKey? key, string payloadHash, Actor actor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        var asked = new Asked("", command, key, payloadHash, actor, ExpectedVersion: null, _rules.NameOf(command));
        return TellingAsync(asked, () => ExecuteNextOnceAsync(candidates, asked, ct), ct);
    }

    private async Task<DeskAnswer<TState>?> ExecuteNextOnceAsync(NextIds<TContext> candidates, Asked asked, CancellationToken ct)
    {
        await using var context = await _support.Contexts.CreateDbContextAsync(ct);
        using var turn = await _support.Turns.TakeAsync(context, ct);
        await using var transaction = await context.Database.BeginTransactionAsync(ct);
        context.Database.AutoSavepointsEnabled = false;
        var now = _support.Clock.GetUtcNow();
        for (var skip = 0; ;)
        {
            var ids = await candidates(context, now, skip, ct);
            if (ids.Count == 0) break;
            skip += ids.Count;
            for (string[] left = [.. ids]; await FreeAsync(context, left, ct) is { } row; left = [.. left.SkipWhile(id => id != row.Id).Skip(1)])
            {
                var state = Fold(row);
                if (_rules.Decide(state, asked.Command, now) is not Answer<TEvent>.Accepted accepted) continue;
                // The key is claimed only now, because the claim tells which record a repetition is answered with.
                if (asked.Key is { } key && !await Inbox.ClaimAsync(context, key, asked.PayloadHash, row.Id, now, ct))
                    return await RepeatAsync(context, key, asked.PayloadHash, ct);
                var next = await WriteAsync(context, row, state, accepted.Events, asked.For(row.Id), now, ct);
                await CommitAsync(transaction, asked);
                return next;
            }
        }
        return asked.Key is { } known && await context.Inbox.AsNoTracking().AnyAsync(r => r.Scope == known.Scope && r.MessageId == known.Id, ct)
            ? await RepeatAsync(context, known, asked.PayloadHash, ct)
            : null;
    }

    /// <summary>The first of the records that nobody else is at.</summary>
    private async Task<TRow?> FreeAsync(TContext context, string[] ids, CancellationToken ct)
    {
        if (context.Database.IsNpgsql()) return ids.Length == 0 ? null : await RowLocks.LoadFirstFreeAsync<TRow>(context, _aggregate, ids, ct);
        foreach (var id in ids)
        {
            if (await _load(context, id, ct) is { } row) return row;
        }
        return null;
    }
}
