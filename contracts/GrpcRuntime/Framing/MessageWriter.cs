using System.Buffers;
using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Grpc.Framing;

/// <summary>Turns messages into frames in one pooled buffer; the frame is valid until the next one or until disposal.</summary>
internal sealed class MessageWriter : SerializationContext, IBufferWriter<byte>, IDisposable
{
    private const int SmallestBuffer = 256;

    private byte[] _buffer = [];
    private int _written;
    private bool _complete;

    /// <summary>The frame of a message; compressed if there is a codec.</summary>
    internal ReadOnlyMemory<byte> Frame<T>(
        Action<T, SerializationContext> serializer, T message, int? maxLength, ICompressionProvider? codec = null, CompressionLevel? level = null)
    {
        _written = MessageFraming.PrefixLength;
        _complete = false;
        serializer(message, this);
        if (!_complete) throw Failures.Internal("The serializer did not complete its message.");
        int length = _written - MessageFraming.PrefixLength;
        if (length > maxLength) throw Failures.TooLarge("sent", maxLength.Value);
        if (codec is not null)
        {
            Compress(codec, level);
            length = _written - MessageFraming.PrefixLength;
        }

        EnsureCapacity(0);
        MessageFraming.WritePrefix(_buffer, codec is not null, length);
        return _buffer.AsMemory(0, _written);
    }

    public override void SetPayloadLength(int payloadLength) => EnsureCapacity(payloadLength);

    public override IBufferWriter<byte> GetBufferWriter() => this;

    public override void Complete() => _complete = true;

    public override void Complete(byte[] payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        this.Write(payload);
        _complete = true;
    }

    public void Advance(int count) => _written += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureCapacity(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureCapacity(Math.Max(sizeHint, 1));
        return _buffer.AsSpan(_written);
    }

    public void Dispose()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void Compress(ICompressionProvider codec, CompressionLevel? level)
    {
        using var compressed = new MemoryStream();
        // Disposed before its bytes are read: only then is the final block there.
        using (Stream stream = codec.CreateCompressionStream(compressed, level))
        {
            stream.Write(_buffer, MessageFraming.PrefixLength, _written - MessageFraming.PrefixLength);
        }

        _written = MessageFraming.PrefixLength;
        this.Write(compressed.GetBuffer().AsSpan(0, (int)compressed.Length));
    }

    private void EnsureCapacity(int more)
    {
        int needed = checked(_written + more);
        if (needed <= _buffer.Length) return;
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(SmallestBuffer, (int)Math.Min(_buffer.Length * 2L, Array.MaxLength))));
        _buffer.AsSpan(0, Math.Min(_written, _buffer.Length)).CopyTo(larger);
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
