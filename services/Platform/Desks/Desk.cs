using System.Diagnostics;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Platform.Storage;
using UtilizationReview.Platform.Telemetry;

namespace UtilizationReview.Platform.Desks;

/// <summary>The one way a record of a service changes: claim, load, decide, fold, save, tell, in one transaction. Nothing is called
/// inside the transaction; everything the rules do is pure. Safe to use from many calls at once.</summary>
public sealed partial class Desk<TContext, TRow, TState, TCommand, TEvent>
    where TContext : ServiceContext
    where TRow : AggregateRow, new()
    where TState : class
    where TCommand : notnull
    where TEvent : notnull
{
    private const int Tries = 3;

    // Compiled for the model of one provider, so for one desk: every command and every read goes through them.
    private readonly Func<TContext, string, CancellationToken, Task<TRow?>> _load =
        EF.CompileAsyncQuery((TContext context, string id, CancellationToken _) => context.Set<TRow>()
            .AsNoTracking().SingleOrDefault(row => row.Id == id));

    private readonly Func<TContext, string, string, CancellationToken, Task<bool>> _isKnown =
        EF.CompileAsyncQuery((TContext context, string scope, string id, CancellationToken _) =>
            context.Inbox.Any(row => row.Scope == scope && row.MessageId == id));

    private readonly DeskRules<TRow, TState, TCommand, TEvent> _rules;
    private readonly DeskSupport<TContext> _support;
    private readonly Func<TContext, TState, TEvent, CancellationToken, Task>? _alongside;
    private readonly string _aggregate;
    private readonly RowWriter<TRow> _writer;

    /// <summary>Hears of committed facts; null when nobody measures them.</summary>
    internal FactListener<TState, TEvent>? Listener { get; init; }

    internal Desk(
        DeskRules<TRow, TState, TCommand, TEvent> rules, DeskSupport<TContext> support,
        Func<TContext, TState, TEvent, CancellationToken, Task>? alongside)
    {
        (_rules, _support, _alongside) = (rules, support, alongside);
        using var context = support.Contexts.CreateDbContext();
        var mapped = context.Model.FindEntityType(typeof(TRow));
        _aggregate = mapped?.GetTableName()
            ?? throw new InvalidOperationException(
                $"{typeof(TRow).Name} is not mapped by {typeof(TContext).Name}.Map; a desk needs its row mapped to a table.");
        _writer = new(mapped);
    }

    /// <summary>Carries out one command.</summary>
    /// <param name="id">The record's id; for a command that creates, a new one made by the adapter.</param>
    /// <param name="command">The command.</param>
    /// <param name="key">Recognises a repetition; null where repetition is harmless by state (a tick).</param>
    /// <param name="payloadHash">Of the whole request (<see cref="PayloadHash"/>): the same key with another payload is refused. Empty for bus
    /// messages.</param>
    /// <param name="actor">Who acts.</param>
    /// <param name="ct">Cancels; a cancelled command has not happened.</param>
    /// <exception cref="DbUpdateConcurrencyException">Others changed the record three times in a row.</exception>
    public Task<DeskAnswer<TState>> ExecuteAsync(
        string id, TCommand command, MessageKey? key, string payloadHash, Actor actor, CancellationToken ct) =>
        ExecuteAsync(id, command, key, payloadHash, actor, expectedVersion: null, ct);

    /// <summary>As the other overload, and refused with <c>stale-version</c> when the record is no longer at the version the caller saw.</summary>
    public async Task<DeskAnswer<TState>> ExecuteAsync(
        string id, TCommand command, MessageKey? key, string payloadHash, Actor actor, int? expectedVersion, CancellationToken ct)
    {
        var asked = new Asked(id, command, key, payloadHash, actor, expectedVersion, _rules.NameOf(command));
        return (await TellingAsync(asked, () => ExecuteOnceAsync(asked, ct), ct))!;
    }

    /// <summary>The answer to a command whose key came before (repeated, or refused for other content); null when the key is new. For work that
    /// must not be done again ahead of the command itself; the command settles races.</summary>
    public async Task<DeskAnswer<TState>?> RepeatedAsync(MessageKey key, string payloadHash, CancellationToken ct)
    {
        await using var context = await _support.Contexts.CreateDbContextAsync(ct);
        return await _isKnown(context, key.Scope, key.Id, ct)
            ? await RepeatAsync(context, key, payloadHash, ct)
            : null;
    }

    /// <summary>The present state, or null when there is no such record.</summary>
    public async Task<Versioned<TState>?> ReadAsync(string id, CancellationToken ct)
    {
        await using var context = await _support.Contexts.CreateDbContextAsync(ct);
        var row = await _load(context, id, ct);
        return row is null ? null : new(Fold(row), row.Version);
    }

    /// <summary>Everything that happened to the record, oldest first.</summary>
    public async Task<IReadOnlyList<HistoryEntry>> HistoryAsync(string id, CancellationToken ct)
    {
        await using var context = await _support.Contexts.CreateDbContextAsync(ct);
        var rows = await context.History.AsNoTracking().Where(r => r.Aggregate == _aggregate && r.AggregateId == id)
            .OrderBy(r => r.Version).ThenBy(r => r.Seq).ToListAsync(ct);
        return [.. rows.Select(r => new HistoryEntry(r.Version, r.Seq, r.At, new(r.PersonId, r.Role), r.Command, r.Event, r.Body, r.Traceparent))];
    }

    /// <summary>The state a row of this desk's table holds: for queries over the searched columns.</summary>
    public TState Fold(TRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return JsonSerializer.Deserialize<TState>(row.State, _rules.Json)
            ?? throw new InvalidDataException($"{_aggregate} {Shown(row.Id)} holds no state.");
    }

    private string Shown(string id) => _rules.IdIsPrivate ? "(a person's)" : id;

    /// <summary>Carries out a command with what surrounds every one: the shortcut for a known key, the repetitions, trace and count.</summary>
    private async Task<DeskAnswer<TState>?> TellingAsync(Asked asked, Func<Task<DeskAnswer<TState>?>> once, CancellationToken ct)
    {
        using var activity = PlatformTelemetry.Source.StartActivity(_aggregate + ".execute");
        activity?.SetTag(PlatformTelemetry.Tag.Command, asked.Name).SetTag(PlatformTelemetry.Tag.Id, Shown(asked.Id));
        var callers = asked.Key is { FromBus: false } ? asked.Key : null;
        var known = callers is { WasAsked: false } before && await _support.Answers.MayKnowAsync(before, ct)
            ? await RepeatedAsync(before, asked.PayloadHash, ct)
            : null;
        var answer = known ?? await WithRetryAsync(asked, once);
        if (callers is { } settled && answer is not (null or DeskAnswer<TState>.Rejected or DeskAnswer<TState>.Unknown))
        {
            _support.Answers.Remember(settled);
        }
        var (word, reason) = answer switch
        {
            DeskAnswer<TState>.Accepted => ("accepted", null),
            DeskAnswer<TState>.Ignored ignored => ("ignored", ignored.Why),
            DeskAnswer<TState>.Repeated => ("repeated", null),
            DeskAnswer<TState>.Rejected rejected => ("rejected", rejected.Refusal.Code),
            DeskAnswer<TState>.Unknown unknown => ("unknown", unknown.Refusal.Code),
            null => ("nothing", null),
            _ => throw new UnreachableException(),
        };
        activity?.SetTag(PlatformTelemetry.Tag.Answer, word).SetTag(PlatformTelemetry.Tag.Reason, reason);
        PlatformTelemetry.Commands.Add(1, new(PlatformTelemetry.Tag.Command, asked.Name), new(PlatformTelemetry.Tag.Answer, word));
        if (Listener is not null && answer is DeskAnswer<TState>.Accepted done)
        {
            foreach (var fact in done.Facts) Listener.Heard(done.State, (TEvent)fact);
        }
        return answer;
    }

    private async Task<DeskAnswer<TState>?> WithRetryAsync(Asked asked, Func<Task<DeskAnswer<TState>?>> once)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await once();
            }
            catch (DbUpdateConcurrencyException) when (attempt < Tries)
            {
                // Somebody else was first: decide again on what is there now.
            }
            catch (Exception problem) when (attempt < Tries && DatabaseFailure.IsLostRace(problem))
            {
                // The database gave this transaction up so that another could go on: it is decided again.
            }
            catch (Exception problem) when (attempt < Tries && !asked.Fate.Committing && DatabaseFailure.IsAway(problem))
            {
                // Often only this connection was cut. Nothing was committed; when the database is away indeed, the last try says so. From the
                // commit on the outcome is not known here: the caller hears that, and the key of the same command, sent again, settles it.
            }
            catch (DbUpdateException problem) when (DatabaseFailure.IsUniqueViolation(problem))
            {
                // Two created the same record, or rows alongside were taken: the next try sees the other's work.
                if (attempt < Tries) continue;
                if (_rules.Taken is { } taken) return new DeskAnswer<TState>.Rejected(taken);
                throw new DbUpdateConcurrencyException($"{_aggregate} {Shown(asked.Id)}: a unique index was violated in {Tries} tries.", problem);
            }
        }
    }

    private async Task<DeskAnswer<TState>?> ExecuteOnceAsync(Asked asked, CancellationToken ct)
    {
        await using var context = await _support.Contexts.CreateDbContextAsync(ct);
        using var turn = await _support.Turns.TakeAsync(context, ct);
        await using var transaction = await context.Database.BeginTransactionAsync(ct);
        context.Database.AutoSavepointsEnabled = false; // whatever fails, the whole transaction goes
        var now = _support.Clock.GetUtcNow();
        if (asked.Key is { } key && !await Inbox.ClaimAsync(context, key, asked.PayloadHash, asked.Id, now, ct))
        {
            return await RepeatAsync(context, key, asked.PayloadHash, ct);
        }
        var row = context.Database.IsNpgsql()
            ? await RowLocks.LoadAsync<TRow>(context, _aggregate, asked.Id, ct)
            : await _load(context, asked.Id, ct);
        var state = row is null ? null : Fold(row);
        if (asked.ExpectedVersion is { } expected && expected != (row?.Version ?? 0))
        {
            return new DeskAnswer<TState>.Rejected(new("stale-version",
                $"The record is at version {row?.Version ?? 0}, the command was made for version {expected}: reload and try again."));
        }
        switch (_rules.Decide(state, asked.Command, now))
        {
            case Answer<TEvent>.Ignored ignored:
                if (asked.Key is not null) await CommitAsync(transaction, asked);
                return new DeskAnswer<TState>.Ignored(asked.Id, state, row?.Version ?? 0, ignored.Why);
            case Answer<TEvent>.Rejected { Refusal: { Kind: RefusalKind.Unknown } refusal } when state is null:
                return new DeskAnswer<TState>.Unknown(refusal);
            case Answer<TEvent>.Rejected rejected:
                if (asked.Key is { FromBus: true } from)
                {
                    context.RejectedMessages.Add(Inbox.Rejected(from, asked.Id, asked.Name, rejected.Refusal, now));
                    await context.SaveChangesAsync(ct);
                    var told = new Appending();
                    foreach (var message in _rules.TellRefusal(asked.Command, rejected.Refusal, asked.Id, row?.Version ?? 0, now))
                    {
                        _support.Catalogue.Tell(told, message, asked.Id, row?.Version ?? 0, Activity.Current?.Id, now);
                        asked.Fate.Told = true;
                    }
                    await told.WriteAsync(context, ct);
                    await CommitAsync(transaction, asked);
                    PlatformTelemetry.RejectedMessages.Add(1, new KeyValuePair<string, object?>(PlatformTelemetry.Tag.Reason, rejected.Refusal.Code));
                }
                return new DeskAnswer<TState>.Rejected(rejected.Refusal);
            case Answer<TEvent>.Accepted accepted:
                var next = await WriteAsync(context, row, state, accepted.Events, asked, now, ct);
                await CommitAsync(transaction, asked);
                return next;
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>Not cancelled: a caller who gives up now would not know whether the command has happened.</summary>
    private async Task CommitAsync(IDbContextTransaction transaction, Asked asked)
    {
        asked.Fate.Committing = true;
        await transaction.CommitAsync(CancellationToken.None);
        if (asked.Fate.Told) _support.Bell.Ring();
    }

    private async Task<DeskAnswer<TState>> WriteAsync(
        TContext context, TRow? row, TState? state, IReadOnlyList<TEvent> events, Asked asked, DateTimeOffset now, CancellationToken ct)
    {
        if (events.Count == 0) throw new InvalidOperationException($"{asked.Name} was accepted without a fact: say Ignored instead.");
        var next = events.Aggregate(state, _rules.Evolve)!;
        row ??= new TRow { Id = asked.Id };
        row.Version++;
        row.State = JsonSerializer.Serialize(next, _rules.Json);
        _rules.Index(next, row);
        var traceparent = Activity.Current?.Id;
        var rows = new Appending();
        rows.Begin(_writer, row);
        for (var seq = 0; seq < events.Count; seq++)
        {
            rows.Add(
                "history", "aggregate, aggregate_id, version, seq, at, person_id, role, command, event, body, traceparent",
                [_aggregate, asked.Id, row.Version, seq, now.ToUnixTimeMilliseconds(), asked.Actor.PersonId, asked.Actor.Role,
                    asked.Name, events[seq].GetType().Name, JsonSerializer.Serialize(events[seq], _rules.Json), traceparent]);
            if (_alongside is not null) await _alongside(context, next, events[seq], ct);
        }
        foreach (var message in events.SelectMany(e => _rules.Tell(next, e, row.Version)))
        {
            _support.Catalogue.Tell(rows, message, asked.Id, row.Version, traceparent, now);
            asked.Fate.Told = true;
        }
        if (_alongside is not null) await context.SaveChangesAsync(ct);
        await rows.WriteAsync(context, ct);
        return new DeskAnswer<TState>.Accepted(asked.Id, next, row.Version) { Facts = [.. events.Cast<object>()] };
    }

    private async Task<DeskAnswer<TState>> RepeatAsync(TContext context, MessageKey key, string payloadHash, CancellationToken ct)
    {
        var first = await context.Inbox.AsNoTracking().SingleAsync(r => r.Scope == key.Scope && r.MessageId == key.Id, ct);
        if (first.PayloadHash != payloadHash)
        {
            return new DeskAnswer<TState>.Rejected(new(
                "idempotency-key-reused",
                "This idempotency key came before with other content. Use a new key for a new request, or send the first request unchanged.")
            {
                Kind = RefusalKind.BadInput,
                Fields = [new("idempotency_key", "already used with other content")],
            });
        }
        var row = await _load(context, first.AggregateId, ct);
        return row is null
            ? new DeskAnswer<TState>.Ignored(first.AggregateId, null, 0, "repeated")
            : new DeskAnswer<TState>.Repeated(first.AggregateId, Fold(row), row.Version);
    }

    private sealed record Asked(string Id, TCommand Command, MessageKey? Key, string PayloadHash, Actor Actor, int? ExpectedVersion, string Name)
    {
        public Fate Fate { get; private init; } = new();

        /// <summary>The same for the record that was found.</summary>
        public Asked For(string id) => this with { Id = id, Fate = Fate };
    }

    private sealed class Fate
    {
        /// <summary>The commit has been sent.</summary>
        public bool Committing { get; set; }

        /// <summary>Events lie in the outbox.</summary>
        public bool Told { get; set; }
    }
}
