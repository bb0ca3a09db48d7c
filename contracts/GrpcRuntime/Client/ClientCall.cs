using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Framing;
using Grpc.Net.Compression;
using Grpc.Text;
using Microsoft.Extensions.Logging;

namespace Grpc.Net.Client;

/// <summary>What a call on the client is, apart from its messages' types: its status, its end and what cancels it.</summary>
internal abstract partial class ClientCall : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenRegistration _byCaller;
    private readonly CancellationTokenRegistration _byChannel;
    private readonly ITimer? _deadlineTimer;
    private TaskCompletionSource<Metadata>? _headers;
    private HttpResponseMessage? _response;
    private Status? _status;
    private Metadata _trailers = Metadata.Empty;
    private Exception? _failure;

    protected ClientCall(GrpcChannel channel, IMethod method, string? host, in CallOptions options)
    {
        (Channel, Method, Host, Options) = (channel, method, host, options);
        if (options.Deadline is { } deadline && deadline != DateTime.MaxValue)
        {
            if (deadline.Kind != DateTimeKind.Utc && deadline != DateTime.MinValue)
                throw new InvalidOperationException("The deadline must be a UTC instant; its DateTime.Kind is not Utc.");
            Deadline = deadline;
            TimeSpan left = TimeLeft;
            if (left > TimeSpan.Zero)
                _deadlineTimer = channel.Clock.CreateTimer(
                    static call => ((ClientCall)call!).OnDeadline(), this, Due(left), Timeout.InfiniteTimeSpan);
            else
                Stop(DeadlineExceeded);
        }

        if (options.CancellationToken.CanBeCanceled)
            _byCaller = options.CancellationToken.UnsafeRegister(static call => ((ClientCall)call!).Stop(CancelledByClient), this);
        // Unary calls end with the channel's own connections; only calls that may last, or that others' connections carry, need to be told.
        if (method.Type != MethodType.Unary || !channel.OwnsInvoker)
            _byChannel = channel.Disposed.UnsafeRegister(static call => ((ClientCall)call!).Stop(ChannelDisposed), this);
        if (options.Headers is { } headers && headers.GetValue(WireNames.RequestCodec) is { } codec && codec != WireNames.Identity)
        {
            RequestCodec = channel.Codecs.GetValueOrDefault(codec)
                ?? throw new InvalidOperationException($"There is no compression provider for '{codec}' in the channel's options.");
        }
    }

    private static readonly Status DeadlineExceeded = new(StatusCode.DeadlineExceeded, "The call's deadline has passed.");
    private static readonly Status CancelledByClient = new(StatusCode.Cancelled, "Call canceled by the client.");
    private static readonly Status DisposedByClient = new(StatusCode.Cancelled, "The call was disposed before its end.");
    private static readonly Status ChannelDisposed = new(StatusCode.Cancelled, "The channel was disposed before the call's end.");

    internal GrpcChannel Channel { get; }

    internal IMethod Method { get; }

    internal string? Host { get; }

    internal CallOptions Options { get; }

    internal ICompressionProvider? RequestCodec { get; }

    /// <summary>The writer of requests, if the call has one; it is let go when the call ends.</summary>
    internal IRequestStream? Requests { get; set; }

    /// <summary>Fires when the call has been stopped from this side, for whatever reason.</summary>
    internal CancellationToken Stopped => _stop.Token;

    internal Status? CurrentStatus
    {
        get
        {
            lock (_gate) return _status;
        }
    }

    private DateTime Deadline { get; } = DateTime.MaxValue;

    private TimeSpan TimeLeft => Deadline - Channel.Clock.GetUtcNow().UtcDateTime;

    internal Status GetStatus() =>
        CurrentStatus ?? throw new InvalidOperationException("The call has no status yet: it has not ended.");

    internal Metadata GetTrailers()
    {
        GetStatus();
        return _trailers;
    }

    /// <summary>The response headers; fails with the call if none came.</summary>
    internal Task<Metadata> ResponseHeadersAsync()
    {
        lock (_gate)
        {
            if (_headers is null)
            {
                _headers = new TaskCompletionSource<Metadata>(TaskCreationOptions.RunContinuationsAsynchronously);
                if (_response is not null) _headers.TrySetResult(ClientHeaders.Read(_response.Headers));
                else if (_failure is not null) FailHeaders(_failure);
            }

            return _headers.Task;
        }
    }

    public void Dispose() => Stop(DisposedByClient);

    internal void StopByCaller() => Stop(CancelledByClient);

    /// <summary>Sends the request and waits for the response's headers. Throws what the call ended with, if they end it.</summary>
    internal async Task<HttpResponseMessage> OpenAsync(HttpContent content)
    {
        try
        {
            Stopped.ThrowIfCancellationRequested();
            using HttpRequestMessage request = CreateRequest(content);
            if (Options.Credentials is { } credentials) await AddCredentialsAsync(credentials, request);
            HttpResponseMessage response = await Channel.SendAsync(request, Stopped);
            Take(response);
            Validate(response);
            return response;
        }
        catch (Exception failure)
        {
            throw Fail(failure);
        }
    }

    /// <summary>Sets the final status from the trailers, which are there once the body was read to its end. Throws unless it is OK.</summary>
    internal void EndWithTrailers(HttpResponseMessage response)
    {
        Status? found = ClientHeaders.ReadStatus(response.TrailingHeaders);
        HttpHeaders source = found is null ? response.Headers : response.TrailingHeaders;
        Status status = found ?? ClientHeaders.ReadStatus(source)
            ?? new Status(StatusCode.Unknown, "The server ended the call without a grpc-status.");
        Metadata trailers = source.NonValidated.Count > 1 ? ClientHeaders.Read(source) : [];
        if (status.StatusCode == StatusCode.Cancelled && TimeLeft <= TimeSpan.Zero) status = DeadlineExceeded;
        if (status.StatusCode != StatusCode.OK) throw new RpcException(status, trailers);
        End(status, trailers);
        if (CurrentStatus != status) throw EndedException();
    }

    /// <summary>Ends the call with what went wrong; the first end counts. Returns what the caller is to see.</summary>
    internal Exception Fail(Exception failure)
    {
        lock (_gate)
        {
            if (_failure is not null && _failure == failure) return failure;
            if (_status is null)
            {
                (Status status, Metadata trailers) = failure is RpcException known ? (known.Status, known.Trailers) : (FromTransport(failure), []);
                End(status, trailers);
            }

            _failure ??= ToException(failure);
            if (_headers is not null && !_headers.Task.IsCompleted) FailHeaders(_failure);
        }

        Release();
        return _failure;
    }

    /// <summary>The exception for a call that ended as it did.</summary>
    internal Exception EndedException()
    {
        lock (_gate) return _failure ?? ToException(null);
    }

    private void Take(HttpResponseMessage response)
    {
        lock (_gate)
        {
            _response = response;
            _headers?.TrySetResult(ClientHeaders.Read(response.Headers));
        }

        // The call may have been stopped while the headers were on their way.
        if (!Stopped.IsCancellationRequested) return;
        response.Dispose();
        Stopped.ThrowIfCancellationRequested();
    }

    private void Validate(HttpResponseMessage response)
    {
        if (ClientHeaders.ReadStatus(response.Headers) is { } status)
        {
            Metadata trailers = ClientHeaders.Read(response.Headers);
            if (status.StatusCode == StatusCode.Cancelled && TimeLeft <= TimeSpan.Zero) status = DeadlineExceeded;
            if (status.StatusCode != StatusCode.OK) throw new RpcException(status, trailers);
            if (Method.Type is MethodType.Unary or MethodType.ClientStreaming) throw Failures.NoMessage();
            return;
        }

        if (response.Version.Major < 2) throw Failures.Internal($"The server answered over HTTP/{response.Version}; gRPC needs HTTP/2.");
        if (response.StatusCode != HttpStatusCode.OK)
            throw new RpcException(
                new Status(WireNames.FromHttpStatus((int)response.StatusCode), $"The server answered with HTTP status {(int)response.StatusCode}."));
        string? contentType = ClientHeaders.Find(response.Content.Headers, "Content-Type");
        if (!WireNames.IsGrpc(contentType))
            throw new RpcException(new Status(StatusCode.Unknown, $"The server's content-type '{contentType}' is not gRPC."));
    }

    private HttpRequestMessage CreateRequest(HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Channel.PathOf(Method))
        {
            Version = Channel.HttpVersion, VersionPolicy = Channel.HttpVersionPolicy, Content = content,
        };
        content.Headers.TryAddWithoutValidation("Content-Type", WireNames.ContentType);
        request.Headers.TryAddWithoutValidation("TE", "trailers");
        request.Headers.TryAddWithoutValidation(WireNames.AcceptEncoding, Channel.AcceptEncoding);
        if (Host is not null) request.Headers.Host = Host;
        if (Options.Headers is { Count: > 0 } metadata) ClientHeaders.Write(metadata, request.Headers);
        if (!request.Headers.NonValidated.Contains("User-Agent")) request.Headers.TryAddWithoutValidation("User-Agent", "grpc-httpclient-dotnet/1.0");
        if (RequestCodec is not null) request.Headers.TryAddWithoutValidation(WireNames.Encoding, RequestCodec.EncodingName);
        if (Deadline != DateTime.MaxValue) request.Headers.TryAddWithoutValidation(WireNames.Timeout, TimeoutText.Format(TimeLeft));
        return request;
    }

    private async Task AddCredentialsAsync(CallCredentials credentials, HttpRequestMessage request)
    {
        if (!Channel.AllowsCallCredentials)
        {
            CredentialsNotSent(Channel.Logger, Method.FullName);
            return;
        }

        string serviceUrl = $"{Channel.Address.GetLeftPart(UriPartial.Authority)}/{Method.ServiceName}";
        var context = new AuthInterceptorContext(serviceUrl, Method.Name, Stopped);
        foreach (AsyncAuthInterceptor source in credentials.Sources)
        {
            var metadata = new Metadata();
            await source(context, metadata);
            ClientHeaders.Write(metadata, request.Headers);
        }
    }

    private void OnDeadline()
    {
        TimeSpan left = TimeLeft;
        if (left <= TimeSpan.Zero) Stop(DeadlineExceeded);
        else _deadlineTimer?.Change(Due(left), Timeout.InfiniteTimeSpan);
    }

    private static TimeSpan Due(TimeSpan left) => TimeSpan.FromMilliseconds(Math.Min(Math.Ceiling(left.TotalMilliseconds) + 1, uint.MaxValue - 1));

    /// <summary>Ends the call from this side; only disposing the response resets the stream once headers have come.</summary>
    private void Stop(Status status)
    {
        lock (_gate)
        {
            if (_status is not null) return;
            End(status, Metadata.Empty);
        }

        _stop.Cancel();
        Release();
    }

    private void End(Status status, Metadata trailers)
    {
        lock (_gate)
        {
            if (_status is not null) return;
            (_status, _trailers) = (status, trailers);
        }
    }

    /// <summary>Frees what the call holds; it has ended.</summary>
    internal void Release()
    {
        _deadlineTimer?.Dispose();
        _byCaller.Unregister();
        _byChannel.Unregister();
        HttpResponseMessage? response;
        lock (_gate) response = _response;
        response?.Dispose();
        Requests?.Abandon();
    }

    /// <summary>Keeps a task's failure from being reported as unobserved: the caller may never look at it.</summary>
    internal static void Observe(Task task) => _ = task.ContinueWith(
        static failed => _ = failed.Exception, CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <summary>What a broken write is told as while the call itself has not ended.</summary>
    internal RpcException TransportException(Exception failure) => new(FromTransport(failure));

    internal ReadOnlyMemory<byte> Frame<T>(MessageWriter writer, Action<T, SerializationContext> serializer, T message, WriteOptions? options)
    {
        bool plain = (options?.Flags & WriteFlags.NoCompress) == WriteFlags.NoCompress;
        return writer.Frame(serializer, message, Channel.Options.MaxSendMessageSize, plain ? null : RequestCodec);
    }

    private Status FromTransport(Exception failure)
    {
        if (TimeLeft <= TimeSpan.Zero) return DeadlineExceeded;
        if (Channel.Disposed.IsCancellationRequested) return ChannelDisposed;
        bool network = false;
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpProtocolException reset)
                return new Status(WireNames.FromReset(reset.ErrorCode), $"The server reset the call (HTTP/2 error {reset.ErrorCode}).", failure);
            network |= cause is SocketException or IOException;
        }

        if (network)
            return new Status(StatusCode.Unavailable, $"The server at {Channel.Target} cannot be reached, or the connection broke.", failure);
        return failure is OperationCanceledException
            ? new Status(StatusCode.Cancelled, "The call was cancelled.", failure)
            : new Status(StatusCode.Internal, $"The call failed on the client's side: {failure.GetType().Name}.", failure);
    }

    private Exception ToException(Exception? cause)
    {
        Status status = _status!.Value;
        if (Channel.Options.ThrowOperationCanceledOnCancellation
            && (status == DeadlineExceeded || (status.StatusCode == StatusCode.Cancelled && Stopped.IsCancellationRequested)))
            return new OperationCanceledException(status.Detail, cause, Options.CancellationToken);
        return cause is RpcException same && same.Status == status ? same : new RpcException(status, _trailers);
    }

    private void FailHeaders(Exception failure)
    {
        _headers!.TrySetException(failure);
        // Nobody may ever look at the headers.
        _ = _headers.Task.Exception;
    }

    [LoggerMessage(1, LogLevel.Warning, "The call credentials of {Method} were not sent, because the channel is without TLS.")]
    private static partial void CredentialsNotSent(ILogger logger, string method);
}

/// <summary>A call on the client.</summary>
internal sealed class ClientCall<TRequest, TResponse>(GrpcChannel channel, Method<TRequest, TResponse> method, string? host, CallOptions options)
    : ClientCall(channel, method, host, options)
    where TRequest : class
    where TResponse : class
{
    internal Func<DeserializationContext, TResponse> Deserializer { get; } = method.ResponseMarshaller.ContextualDeserializer;

    /// <summary>Runs a call that has one response.</summary>
    internal async Task<TResponse> RunSingleAsync(HttpContent content)
    {
        try
        {
            HttpResponseMessage response = await OpenAsync(content);
            using ClientMessageReader messages = OpenReader(response);
            TResponse? message = await messages.ReadAsync(Deserializer, idle: false);
            if (message is not null && !await messages.IsAtEndAsync()) throw Failures.MoreThanOne();
            EndWithTrailers(response);
            if (message is null) throw Failures.NoMessage();
            Release();
            return message;
        }
        catch (Exception failure)
        {
            throw Fail(failure);
        }
    }

    internal ClientMessageReader OpenReader(HttpResponseMessage response) => new(
        response.Content.ReadAsStream(CancellationToken.None), new MessageParser(
            ClientHeaders.Find(response.Headers, WireNames.Encoding), Channel.Codecs, Channel.Options.MaxReceiveMessageSize, StatusCode.Internal));
}
