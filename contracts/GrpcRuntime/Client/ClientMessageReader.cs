using System.Buffers;
using Grpc.Core;
using Grpc.Framing;

namespace Grpc.Net.Client;

/// <summary>Reads messages from a response body through one pooled buffer, which an idle stream gives back.
/// Reads take no token: a call that is stopped disposes its response, and that ends a pending read too.</summary>
internal sealed class ClientMessageReader(Stream stream, MessageParser parser) : IDisposable
{
    private const int BufferSize = 4096;

    private byte[] _buffer = [];
    private int _start;
    private int _end;

    /// <summary>The next message; null at the end of the stream.</summary>
    /// <param name="deserializer">Makes the message.</param>
    /// <param name="idle">Whether the wait may be long: then no buffer is held meanwhile.</param>
    internal async ValueTask<T?> ReadAsync<T>(Func<DeserializationContext, T> deserializer, bool idle)
        where T : class
    {
        while (true)
        {
            int needed = MessageFraming.PrefixLength;
            if (_end - _start >= MessageFraming.PrefixLength)
            {
                (bool compressed, int length) = MessageFraming.ParsePrefix(_buffer.AsSpan(_start, MessageFraming.PrefixLength), parser.MaxLength);
                needed += length;
                if (_end - _start >= needed)
                {
                    T message = parser.Parse(deserializer, compressed,
                        new ReadOnlySequence<byte>(_buffer, _start + MessageFraming.PrefixLength, length));
                    _start += needed;
                    return message;
                }
            }

            if (_start == _end && idle)
            {
                Dispose();
#pragma warning disable CA2022 // Reads nothing on purpose: it waits until there is something to read.
                _ = await stream.ReadAsync(Memory<byte>.Empty);
#pragma warning restore CA2022
            }

            MakeRoom(needed);
            int read = await stream.ReadAsync(_buffer.AsMemory(_end));
            _end += read;
            if (read == 0) return _start == _end ? null : throw Failures.Incomplete();
        }
    }

    /// <summary>Whether nothing more comes; waits for the end, after which the trailers are there.</summary>
    internal async ValueTask<bool> IsAtEndAsync()
    {
        if (_start < _end) return false;
        return await stream.ReadAsync(_buffer) == 0;
    }

    public void Dispose()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _start, _end) = ([], 0, 0);
    }

    private void MakeRoom(int needed)
    {
        if (_start == _end) (_start, _end) = (0, 0);
        if (_buffer.Length - _start >= needed && _end < _buffer.Length) return;
        byte[] target = _buffer.Length >= needed ? _buffer : ArrayPool<byte>.Shared.Rent(Math.Max(needed, BufferSize));
        Buffer.BlockCopy(_buffer, _start, target, 0, _end - _start);
        if (target != _buffer && _buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _start, _end) = (target, 0, _end - _start);
    }
}
