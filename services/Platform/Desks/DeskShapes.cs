using System.Text.Json;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.Platform.Desks;

/// <summary>Who acts; kept in history with every fact.</summary>
/// <param name="PersonId">Stable id of the person or system.</param>
/// <param name="Role">The role the person acted in.</param>
public sealed record Actor(string PersonId, string Role)
{
    /// <summary>The platform itself: sweepers, rules, consumers.</summary>
    public static Actor Platform { get; } = new("platform", "platform");
}

/// <summary>Recognises a repeated command or message.</summary>
/// <param name="Scope">Consumer name, or RPC method with the caller it was called by.</param>
/// <param name="Id">Message id, or the caller's idempotency key.</param>
public readonly record struct MessageKey(string Scope, string Id)
{
    /// <summary>True for a bus message: a refusal is then kept in rejected_messages instead of being told to a caller.</summary>
    public bool FromBus { get; init; }

    /// <summary>
    /// True when <c>RepeatedAsync</c> was asked for it a moment ago and did not know it: the shortcut for known keys is then spared.
    /// </summary>
    public bool WasAsked { get; init; }
}

/// <summary>What a service composes its desk of; everything in it is pure.</summary>
public sealed class DeskRules<TRow, TState, TCommand, TEvent>
    where TRow : AggregateRow, new()
    where TState : class
    where TCommand : notnull
    where TEvent : notnull
{
    /// <summary>State (null: does not exist yet), command and now → facts, nothing to do, or a refusal.</summary>
    public required Func<TState?, TCommand, DateTimeOffset, Answer<TEvent>> Decide { get; init; }

    /// <summary>Folds one fact into the state; never fails, never decides.</summary>
    public required Func<TState?, TEvent, TState> Evolve { get; init; }

    /// <summary>Writes the searched columns (and <see cref="TimedRow.WakeAt"/>) from the new state.</summary>
    public required Action<TState, TRow> Index { get; init; }

    /// <summary>State after all facts of the command, one fact, and the new version → bus messages. Each needs a MessageUrn.</summary>
    public required Func<TState, TEvent, int, IEnumerable<object>> Tell { get; init; }

    /// <summary>How states and facts are stored; their discriminators and property names are storage format.</summary>
    public required JsonSerializerOptions Json { get; init; }

    /// <summary>
    /// A refused command of the bus, the refusal, the record's id and version, and now → bus messages for who waits for the outcome.
    /// </summary>
    public Func<TCommand, Refusal, string, int, DateTimeOffset, IEnumerable<object>> TellRefusal { get; init; } = (_, _, _, _, _) => [];

    /// <summary>The command's name in history and telemetry; its type's unless the service wraps commands.</summary>
    public Func<TCommand, string> NameOf { get; init; } = command => command.GetType().Name;

    /// <summary>True where the record's id is a person's (a member id): it then stays out of traces, logs and exceptions.</summary>
    public bool IdIsPrivate { get; init; }

    /// <summary>The refusal when rows written alongside hit a unique index (a slot somebody else took first).</summary>
    public Refusal? Taken { get; init; }
}

/// <summary>A state and its version.</summary>
/// <param name="State">The state.</param>
/// <param name="Version">Count of accepted commands.</param>
public sealed record Versioned<TState>(TState State, int Version);

/// <summary>What a desk says to a command.</summary>
public abstract record DeskAnswer<TState>
{
    private DeskAnswer() { }

    /// <summary>The command acted; it is on disk.</summary>
    public sealed record Accepted(string Id, TState State, int Version) : DeskAnswer<TState>
    {
        /// <summary>The facts, for who measures them.</summary>
        internal IReadOnlyList<object> Facts { get; init; } = [];
    }

    /// <summary>Nothing to do and nobody at fault; the record is as told. State is null when there is no record.</summary>
    public sealed record Ignored(string Id, TState? State, int Version, string Why) : DeskAnswer<TState>;

    /// <summary>The same command came before. The id is that of the record the first one acted on, the state the present one.</summary>
    public sealed record Repeated(string Id, TState State, int Version) : DeskAnswer<TState>;

    /// <summary>Refused; nothing has changed.</summary>
    public sealed record Rejected(Refusal Refusal) : DeskAnswer<TState>;

    /// <summary>There is no such record (yet): NOT_FOUND for a caller, another try for a bus message.</summary>
    public sealed record Unknown(Refusal Refusal) : DeskAnswer<TState>;
}
