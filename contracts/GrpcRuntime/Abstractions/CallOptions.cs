namespace Grpc.Core;

/// <summary>What a caller may set for one call.</summary>
public readonly struct CallOptions : IEquatable<CallOptions>
{
    /// <summary>Options of one call.</summary>
    /// <param name="headers">Headers to send.</param>
    /// <param name="deadline">UTC instant after which the call fails with DEADLINE_EXCEEDED.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <param name="writeOptions">How messages are written unless the stream says otherwise.</param>
    /// <param name="propagationToken">Accepted for source compatibility; not used.</param>
    /// <param name="credentials">Adds headers, such as a bearer token, to the call.</param>
#pragma warning disable CA1068 // The order of parameters is that of the original, which generated code relies on.
    public CallOptions(Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default,
        WriteOptions? writeOptions = null, ContextPropagationToken? propagationToken = null, CallCredentials? credentials = null)
#pragma warning restore CA1068
    {
        Headers = headers;
        Deadline = deadline;
        CancellationToken = cancellationToken;
        WriteOptions = writeOptions;
        PropagationToken = propagationToken;
        Credentials = credentials;
    }

    private CallOptions(in CallOptions from)
        : this(from.Headers, from.Deadline, from.CancellationToken, from.WriteOptions, from.PropagationToken, from.Credentials) =>
        IsWaitForReady = from.IsWaitForReady;

    /// <summary>Headers to send.</summary>
    public Metadata? Headers { get; private init; }

    /// <summary>UTC instant after which the call fails with DEADLINE_EXCEEDED.</summary>
    public DateTime? Deadline { get; private init; }

    /// <summary>Gives the call up.</summary>
    public CancellationToken CancellationToken { get; private init; }

    /// <summary>How messages are written unless the stream says otherwise.</summary>
    public WriteOptions? WriteOptions { get; private init; }

    /// <summary>Accepted for source compatibility; not used.</summary>
    public ContextPropagationToken? PropagationToken { get; private init; }

    /// <summary>Adds headers, such as a bearer token, to the call.</summary>
    public CallCredentials? Credentials { get; private init; }

    /// <summary>Accepted for source compatibility; the transport connects on demand.</summary>
    public bool IsWaitForReady { get; private init; }

    /// <summary>A copy with other headers.</summary>
    public CallOptions WithHeaders(Metadata headers) => new(this) { Headers = headers };

    /// <summary>A copy with another deadline.</summary>
    public CallOptions WithDeadline(DateTime deadline) => new(this) { Deadline = deadline };

    /// <summary>A copy with another cancellation token.</summary>
    public CallOptions WithCancellationToken(CancellationToken cancellationToken) => new(this) { CancellationToken = cancellationToken };

    /// <summary>A copy with other write options.</summary>
    public CallOptions WithWriteOptions(WriteOptions writeOptions) => new(this) { WriteOptions = writeOptions };

    /// <summary>A copy with another propagation token.</summary>
    public CallOptions WithPropagationToken(ContextPropagationToken propagationToken) => new(this) { PropagationToken = propagationToken };

    /// <summary>A copy with other credentials.</summary>
    public CallOptions WithCredentials(CallCredentials credentials) => new(this) { Credentials = credentials };

    /// <summary>A copy with wait-for-ready set.</summary>
    public CallOptions WithWaitForReady(bool waitForReady = true) => new(this) { IsWaitForReady = waitForReady };

    /// <inheritdoc/>
    public bool Equals(CallOptions other) =>
        (Headers, Deadline, CancellationToken, WriteOptions, PropagationToken, Credentials, IsWaitForReady)
        == (other.Headers, other.Deadline, other.CancellationToken, other.WriteOptions,
            other.PropagationToken, other.Credentials, other.IsWaitForReady);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CallOptions other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Headers, Deadline, CancellationToken, WriteOptions, Credentials);

    /// <summary>Whether both options say the same.</summary>
    public static bool operator ==(CallOptions left, CallOptions right) => left.Equals(right);

    /// <summary>Whether the options differ.</summary>
    public static bool operator !=(CallOptions left, CallOptions right) => !left.Equals(right);
}

/// <summary>How one message is written.</summary>
[Flags]
public enum WriteFlags
{
    /// <summary>Nothing special.</summary>
    None = 0,

    /// <summary>More follows at once: the message need not be flushed yet.</summary>
    BufferHint = 0x1,

    /// <summary>Not compressed, even if the call compresses.</summary>
    NoCompress = 0x2,
}

/// <summary>Options for writing messages.</summary>
public class WriteOptions(WriteFlags flags = WriteFlags.None)
{
    /// <summary>Nothing special.</summary>
    public static readonly WriteOptions Default = new();

    /// <summary>The flags.</summary>
    public WriteFlags Flags { get; } = flags;
}

/// <summary>Accepted for source compatibility; context flows through <c>EnableCallContextPropagation</c>.</summary>
public abstract class ContextPropagationToken
{
    private protected ContextPropagationToken()
    {
    }
}

/// <summary>Accepted for source compatibility.</summary>
public class ContextPropagationOptions(bool propagateDeadline = true, bool propagateCancellation = true)
{
    /// <summary>Whether the deadline flows on.</summary>
    public bool IsPropagateDeadline { get; } = propagateDeadline;

    /// <summary>Whether the cancellation flows on.</summary>
    public bool IsPropagateCancellation { get; } = propagateCancellation;
}

/// <summary>What an <see cref="AsyncAuthInterceptor"/> is told of the call.</summary>
public class AuthInterceptorContext(string serviceUrl, string methodName, CancellationToken cancellationToken)
{
    /// <summary>Without a cancellation token.</summary>
    public AuthInterceptorContext(string serviceUrl, string methodName)
        : this(serviceUrl, methodName, CancellationToken.None)
    {
    }

    /// <summary>Address with the service's name.</summary>
    public string ServiceUrl { get; } = serviceUrl ?? throw new ArgumentNullException(nameof(serviceUrl));

    /// <summary>The rpc's own name.</summary>
    public string MethodName { get; } = methodName ?? throw new ArgumentNullException(nameof(methodName));

    /// <summary>Fires when the call is given up.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;
}

/// <summary>Adds headers, such as a bearer token, before a call is sent.</summary>
public delegate Task AsyncAuthInterceptor(AuthInterceptorContext context, Metadata metadata);

/// <summary>Credentials of one call: they add headers.</summary>
public abstract class CallCredentials
{
    /// <summary>Credentials that ask a function for the headers of each call.</summary>
    public static CallCredentials FromInterceptor(AsyncAuthInterceptor interceptor)
    {
        ArgumentNullException.ThrowIfNull(interceptor);
        return new Interceptors([interceptor]);
    }

    /// <summary>Several credentials as one, applied in order.</summary>
    public static CallCredentials Compose(params CallCredentials[] credentials)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        return new Interceptors([.. credentials.SelectMany(one => one.Sources)]);
    }

    internal abstract IReadOnlyList<AsyncAuthInterceptor> Sources { get; }

    private sealed class Interceptors(IReadOnlyList<AsyncAuthInterceptor> sources) : CallCredentials
    {
        internal override IReadOnlyList<AsyncAuthInterceptor> Sources { get; } = sources;
    }
}
