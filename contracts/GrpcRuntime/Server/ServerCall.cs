using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Framing;
using Grpc.Net.Compression;
using Grpc.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.AspNetCore.Server;

/// <summary>One call on the server: what the handler sees of it, and the one place where its response is started and ended.</summary>
internal sealed class ServerCall : ServerCallContext, IDisposable
{
    /// <summary>HTTP/2's CANCEL, with which a call that is over is taken from the wire.</summary>
    private const int ResetCancel = 8;

    private readonly Lock _gate = new();
    private readonly MethodSettings _settings;
    private readonly CancellationToken _aborted;
    private ServerDeadline? _deadline;
    private MessageWriter? _writer;
    private Metadata? _requestHeaders;
    private Metadata? _trailers;
    private Status _status;
    private Dictionary<object, object>? _userState;
    private bool _started;
    private bool _ended;
    private Task _expiry = Task.CompletedTask;

    internal ServerCall(HttpContext http, MethodSettings settings)
    {
        Http = http;
        _settings = settings;
        _aborted = http.RequestAborted;
        IHeaderDictionary request = http.Request.Headers;
        Parser = new MessageParser(request.GrpcEncoding, settings.Codecs, settings.MaxReceive, StatusCode.Unimplemented);
        http.Response.ContentType = WireNames.ContentType;
        if (settings.ResponseCodec is { } codec && WireNames.Accepts(request.GrpcAcceptEncoding, codec.EncodingName))
        {
            ResponseCodec = codec;
            http.Response.Headers.GrpcEncoding = codec.EncodingName;
        }
    }

    internal HttpContext Http { get; }

    internal MessageParser Parser { get; }

    private ICompressionProvider? ResponseCodec { get; }

    /// <summary>Starts the deadline, if the caller set one; false when it has passed already and the call is answered.</summary>
    internal bool StartDeadline(TimeProvider clock)
    {
        if (Http.Request.Headers.GrpcTimeout is not { Count: 1 } header || TimeoutText.Parse(header[0]) is not { } timeout) return true;
        _deadline = new ServerDeadline(this, timeout, clock, _aborted);
        if (timeout > TimeSpan.Zero)
        {
            _deadline.Start();
            return true;
        }

        _status = ServerDeadline.Exceeded;
        _ended = true;
        WriteStatus();
        return false;
    }

    /// <summary>Writes one response; it is flushed by <see cref="FlushAsync"/> or by the end of the call.</summary>
    internal void Write<T>(Action<T, SerializationContext> serializer, T message, WriteOptions? options)
    {
        _writer ??= new MessageWriter();
        bool plain = ((options ?? WriteOptionsCore)?.Flags & WriteFlags.NoCompress) == WriteFlags.NoCompress;
        ReadOnlyMemory<byte> frame = _writer.Frame(serializer, message, _settings.MaxSend, plain ? null : ResponseCodec, _settings.ResponseLevel);
        lock (_gate)
        {
            if (_ended) throw new OperationCanceledException("The call is over; its deadline has passed.", CancellationTokenCore);
            // The response is not started here: headers, message and trailers of a unary call leave in one go when the request ends.
            _started = true;
            System.Buffers.BuffersExtensions.Write(Http.Response.BodyWriter, frame.Span);
        }
    }

    internal async Task FlushAsync()
    {
        System.IO.Pipelines.FlushResult result = await Http.Response.BodyWriter.FlushAsync(CancellationToken.None);
        if (result.IsCompleted || result.IsCanceled) CancellationTokenCore.ThrowIfCancellationRequested();
    }

    /// <summary>Takes the call from the wire: used when a caller cancels a single write, after which the stream would be torn.</summary>
    internal void Reset()
    {
        if (Http.Features.Get<IHttpResetFeature>() is { } reset) reset.Reset(ResetCancel);
        else Http.Abort();
    }

    /// <summary>Ends the call with the status of the context; the deadline may have ended it first.</summary>
    internal Task EndAsync()
    {
        lock (_gate)
        {
            if (_ended) return _expiry;
            _ended = true;
            WriteStatus();
        }

        return Task.CompletedTask;
    }

    /// <summary>Ends the call because its deadline passed; the timer calls this.</summary>
    internal void Expire(Action cancelHandler)
    {
        lock (_gate)
        {
            if (_ended) return;
            _ended = true;
            _status = ServerDeadline.Exceeded;
            WriteStatus();
            _expiry = ExpireAsync(cancelHandler);
        }
    }

    private async Task ExpireAsync(Action cancelHandler)
    {
        try
        {
            await Http.Features.GetRequiredFeature<IHttpResponseBodyFeature>().CompleteAsync();
            Reset();
        }
        catch (Exception) when (_aborted.IsCancellationRequested)
        {
            // The caller has gone already; nobody is left to be told.
        }

        cancelHandler();
    }

    internal void AddTrailers(Metadata trailers)
    {
        foreach (Metadata.Entry entry in trailers) ResponseTrailersCore.Add(entry);
    }

    internal void OfferCodecs()
    {
        if (!Http.Response.HasStarted) Http.Response.Headers.GrpcAcceptEncoding = _settings.AcceptEncoding;
    }

    public void Dispose()
    {
        _deadline?.Dispose();
        _writer?.Dispose();
    }

    private void WriteStatus()
    {
        IHeaderDictionary destination = Http.Response.Headers;
        if (_started || Http.Response.HasStarted)
        {
            destination = Http.Features.Get<IHttpResponseTrailersFeature>()?.Trailers
                ?? throw new InvalidOperationException(
                    "This server cannot send trailers, without which no gRPC call can end; use Kestrel with HTTP/2.");
        }

        if (_trailers is not null) HeaderMetadata.Write(_trailers, destination);
        Admission.WriteStatus(destination, _status);
        if (Activity.Current is { } activity) Telemetry.Tag(activity, _settings.Method, _status.StatusCode);
    }

    protected override string MethodCore => _settings.Method.FullName;

    protected override string HostCore => Http.Request.Host.Value ?? "";

    protected override string PeerCore => Http.Connection.RemoteIpAddress switch
    {
        null => "unknown",
        { AddressFamily: AddressFamily.InterNetwork } address => $"ipv4:{address}:{Http.Connection.RemotePort}",
        IPAddress address => $"ipv6:[{address}]:{Http.Connection.RemotePort}",
    };

    protected override DateTime DeadlineCore => _deadline?.At ?? DateTime.MaxValue;

    protected override Metadata RequestHeadersCore => _requestHeaders ??= HeaderMetadata.Read(Http.Request.Headers);

    protected override CancellationToken CancellationTokenCore => _deadline?.Token ?? _aborted;

    protected override Metadata ResponseTrailersCore => _trailers ??= [];

    protected override Status StatusCore
    {
        get => _status;
        set => _status = value;
    }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore => new(null, []);

    protected override IDictionary<object, object> UserStateCore => _userState ??= new() { [ServerCallContextExtensions.HttpContextKey] = Http };

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        throw new NotSupportedException("Propagation tokens are not offered; use EnableCallContextPropagation on the client.");

    protected override async Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        lock (_gate)
        {
            if (_started) throw new InvalidOperationException("Response headers can be sent once only, and before the first response.");
            if (_ended) throw new OperationCanceledException("The call is over; its deadline has passed.", CancellationTokenCore);
            _started = true;
            HeaderMetadata.Write(responseHeaders, Http.Response.Headers);
        }

        await Http.Response.BodyWriter.FlushAsync(CancellationToken.None);
    }
}
