namespace UtilizationReview.Platform.Deciding;

/// <summary>What a decision says to a command: the facts that follow, nothing to do, or a refusal.</summary>
/// <typeparam name="TEvent">The closed set of facts of one aggregate.</typeparam>
public abstract record Answer<TEvent>
{
    private Answer() { }

    /// <summary>The command acts; <paramref name="Events"/> is never empty.</summary>
    public sealed record Accepted(IReadOnlyList<TEvent> Events) : Answer<TEvent>;

    /// <summary>Repeated, late or already so: nothing changes and nobody is at fault.</summary>
    public sealed record Ignored(string Why) : Answer<TEvent>;

    /// <summary>The caller is wrong now.</summary>
    public sealed record Rejected(Refusal Refusal) : Answer<TEvent>;

    /// <summary>Accepts with one or more facts.</summary>
    public static implicit operator Answer<TEvent>(TEvent[] events) => new Accepted(events);
}

/// <summary>A refusal a person can act on.</summary>
/// <param name="Code">Stable kebab-case code, sent as the trailer <c>reason-code</c>.</param>
/// <param name="Sentence">What is wrong, which state the record is in and what is possible there. No member data.</param>
public sealed record Refusal(string Code, string Sentence)
{
    /// <summary>How the refusal is to be told to the caller.</summary>
    public RefusalKind Kind { get; init; } = RefusalKind.NotPossibleNow;

    /// <summary>The fields at fault, empty when no single field is.</summary>
    public IReadOnlyList<FieldProblem> Fields { get; init; } = [];
}

/// <summary>One field of a request and what is wrong with its value.</summary>
/// <param name="Field">Path in the request, in the wire's names: <c>order.lines[1].side</c>.</param>
/// <param name="Problem">What is wrong and what is allowed.</param>
public sealed record FieldProblem(string Field, string Problem);

/// <summary>Who has to do something about a refusal.</summary>
public enum RefusalKind
{
    /// <summary>The state does not allow the command now (gRPC FAILED_PRECONDITION).</summary>
    NotPossibleNow,

    /// <summary>The request is malformed or its values are not allowed (gRPC INVALID_ARGUMENT).</summary>
    BadInput,

    /// <summary>The record does not exist, or the caller may not know that it does (gRPC NOT_FOUND).</summary>
    Unknown,

    /// <summary>The caller's role or licence does not allow it (gRPC PERMISSION_DENIED).</summary>
    NotAllowed,
}
