using Grpc.Core;
using Grpc.Framing;

namespace Grpc.Net.Client;

/// <summary>The requests of a call, written by the caller.</summary>
internal sealed class ClientStreamWriter<T> : IClientStreamWriter<T>, IRequestStream
    where T : class
{
    private readonly ClientCall _call;
    private readonly Action<T, SerializationContext> _serializer;
    private readonly Lock _gate = new();

    // Completing runs the transport's continuation at once: were it queued, a quick Dispose would turn the half-close into a reset.
    private readonly TaskCompletionSource _completion = new();
    private TaskCompletionSource<Stream> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _end;
    private bool _writing;
    private bool _completed;

    internal ClientStreamWriter(ClientCall call, Action<T, SerializationContext> serializer)
    {
        (_call, _serializer) = (call, serializer);
        WriteOptions = call.Options.WriteOptions;
        call.Requests = this;
    }

    public WriteOptions? WriteOptions { get; set; }

    public Task Completion => _completion.Task;

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled(cancellationToken);
        lock (_gate)
        {
            if (_completed) throw new InvalidOperationException("The request stream was completed; no more requests can be written.");
            if (_writing) throw new InvalidOperationException("A write is still running; wait for it before the next one.");
            if (_call.CurrentStatus is not null) return Task.FromException(_call.EndedException());
            _writing = true;
        }

        return SendAsync(message, cancellationToken);
    }

    public Task CompleteAsync()
    {
        lock (_gate)
        {
            if (_completed) throw new InvalidOperationException("The request stream was completed before.");
            if (_writing) throw new InvalidOperationException("A write is still running; wait for it before completing.");
            _completed = true;
        }

        _completion.TrySetResult();
        return Task.CompletedTask;
    }

    /// <summary>The call ends by itself with this task, as calls with one response do.</summary>
    internal void EndsWith(Task end) => _end = end;

    public void Open(Stream stream)
    {
        lock (_gate)
        {
            // A refused stream is tried again on another connection: then requests go there.
            if (_opened.Task.IsCompletedSuccessfully) _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _opened.TrySetResult(stream);
        }
    }

    public void Abandon()
    {
        _completion.TrySetCanceled();
        lock (_gate) _opened.TrySetCanceled();
    }

    private async Task SendAsync(T message, CancellationToken cancellationToken)
    {
        try
        {
            using CancellationTokenRegistration _ = cancellationToken.UnsafeRegister(static call => ((ClientCall)call!).StopByCaller(), _call);
            Stream stream = await _opened.Task;
            using var writer = new MessageWriter();
            await stream.WriteAsync(_call.Frame(writer, _serializer, message, WriteOptions), _call.Stopped);
            if ((WriteOptions?.Flags & WriteFlags.BufferHint) != WriteFlags.BufferHint) await stream.FlushAsync(_call.Stopped);
        }
        catch (Exception failure) when (failure is not RpcException)
        {
            // When the server has ended the call, its status is the answer and not the transport's cancellation.
            if (_end is not null && _call.CurrentStatus is null) await Task.WhenAny(_end);
            throw _call.CurrentStatus is null ? _call.TransportException(failure) : _call.EndedException();
        }
        finally
        {
            lock (_gate) _writing = false;
        }
    }
}

/// <summary>The responses of a call, read by the caller.</summary>
internal sealed class ClientStreamReader<TRequest, TResponse> : IAsyncStreamReader<TResponse>
    where TRequest : class
    where TResponse : class
{
    private readonly ClientCall<TRequest, TResponse> _call;
    private readonly Task<HttpResponseMessage> _opened;
    private ClientMessageReader? _messages;
    private int _reading;
    private bool _atEnd;

    internal ClientStreamReader(ClientCall<TRequest, TResponse> call, Task<HttpResponseMessage> opened)
    {
        (_call, _opened) = (call, opened);
        ClientCall.Observe(opened);
    }

    public TResponse Current { get; private set; } = default!;

    public Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<bool>(cancellationToken);
        if (Interlocked.Exchange(ref _reading, 1) == 1)
            return Task.FromException<bool>(new InvalidOperationException("A read is still running; wait for it before the next one."));
        return ReadAsync(cancellationToken);
    }

    private async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_atEnd) return false;
            if (_call.CurrentStatus is not null) throw _call.EndedException();
            using CancellationTokenRegistration _ = cancellationToken.UnsafeRegister(static call => ((ClientCall)call!).StopByCaller(), _call);
            HttpResponseMessage response = await _opened;
            _messages ??= _call.OpenReader(response);
            TResponse? message = await _messages.ReadAsync(_call.Deserializer, idle: true);
            if (message is not null)
            {
                Current = message;
                return true;
            }

            _call.EndWithTrailers(response);
            _atEnd = true;
            _messages.Dispose();
            _call.Release();
            return false;
        }
        catch (Exception failure)
        {
            _messages?.Dispose();
            throw _call.Fail(failure);
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }
}
