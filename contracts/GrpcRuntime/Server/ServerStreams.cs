using System.IO.Pipelines;
using Grpc.Core;
using Grpc.Framing;

namespace Grpc.AspNetCore.Server;

/// <summary>The requests of a call, for its handler. The pipe is captured once: handlers may read from other threads.</summary>
internal sealed class ServerStreamReader<T>(ServerCall call, Func<DeserializationContext, T> deserializer) : IAsyncStreamReader<T>
    where T : class
{
    private readonly PipeReader _pipe = call.Http.Request.BodyReader;
    private int _reading;
    private bool _atEnd;
    private volatile bool _complete;

    public T Current { get; private set; } = default!;

    public Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (_complete) throw new InvalidOperationException("The call is over; its requests can no longer be read.");
        if (_atEnd) return Task.FromResult(false);
        if (Interlocked.Exchange(ref _reading, 1) == 1)
            throw new InvalidOperationException("A read is still running; wait for it before the next one.");
        return ReadAsync(cancellationToken);
    }

    internal void Complete() => _complete = true;

    private async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            T? message = await PipeMessages.ReadStreamAsync(_pipe, call.Parser, deserializer, cancellationToken);
            Current = message!;
            _atEnd = message is null;
            return message is not null;
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }
}

/// <summary>The responses of a call, for its handler.</summary>
internal sealed class ServerStreamWriter<T>(ServerCall call, Action<T, SerializationContext> serializer) : IServerStreamWriter<T>
    where T : class
{
    private int _writing;
    private volatile bool _complete;

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_complete) throw new InvalidOperationException("The call is over; responses can no longer be written.");
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled(cancellationToken);
        if (call.CancellationToken.IsCancellationRequested) return Task.FromCanceled(call.CancellationToken);
        if (Interlocked.Exchange(ref _writing, 1) == 1)
            throw new InvalidOperationException("A write is still running; wait for it before the next one.");
        return SendAsync(message, cancellationToken);
    }

    internal void Complete() => _complete = true;

    private async Task SendAsync(T message, CancellationToken cancellationToken)
    {
        try
        {
            call.Write(serializer, message, WriteOptions);
            if (((WriteOptions ?? call.WriteOptions)?.Flags & WriteFlags.BufferHint) == WriteFlags.BufferHint) return;
            if (cancellationToken == call.CancellationToken || !cancellationToken.CanBeCanceled)
            {
                await call.FlushAsync();
                return;
            }

            // A write given up half-way would tear the stream, so the token takes the whole call with it.
            using (cancellationToken.UnsafeRegister(static state => ((ServerCall)state!).Reset(), call)) await call.FlushAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
        finally
        {
            Volatile.Write(ref _writing, 0);
        }
    }
}
