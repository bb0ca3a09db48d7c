using System.Buffers;
using Grpc.Core;
using Grpc.Net.Compression;
using Grpc.Text;

namespace Grpc.Framing;

/// <summary>Turns the payloads of one direction of a call into messages.</summary>
/// <param name="encoding">The codec named by the peer's headers, or null.</param>
/// <param name="codecs">The codecs there are.</param>
/// <param name="maxLength">Largest message in bytes, before and after decompression.</param>
/// <param name="unknownCodec">What a call fails with when the codec is not there.</param>
internal sealed class MessageParser(
    string? encoding, IReadOnlyDictionary<string, ICompressionProvider> codecs, int? maxLength, StatusCode unknownCodec) : DeserializationContext
{
    private ReadOnlySequence<byte> _payload;

    internal int? MaxLength { get; } = maxLength;

    public override int PayloadLength => (int)_payload.Length;

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => _payload;

    internal T Parse<T>(Func<DeserializationContext, T> deserializer, bool compressed, in ReadOnlySequence<byte> payload)
    {
        if (!compressed) return Parse(deserializer, payload);
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(1024, payload.Length * 4), 1024 * 1024));
        try
        {
            int length = Decompress(payload, ref buffer);
            return Parse(deserializer, new ReadOnlySequence<byte>(buffer, 0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private T Parse<T>(Func<DeserializationContext, T> deserializer, in ReadOnlySequence<byte> payload)
    {
        _payload = payload;
        try
        {
            return deserializer(this) ?? throw Failures.Internal("The deserializer made no message.");
        }
        catch (Exception malformed) when (malformed is not RpcException)
        {
            throw Failures.Internal("A message does not parse as the type this call needs.", malformed);
        }
        finally
        {
            _payload = default;
        }
    }

    private int Decompress(in ReadOnlySequence<byte> payload, ref byte[] buffer)
    {
        if (encoding is null or WireNames.Identity)
            throw Failures.Internal("A message is marked as compressed, but no codec was named in grpc-encoding.");
        if (!codecs.TryGetValue(encoding, out ICompressionProvider? codec))
            throw new RpcException(new Status(unknownCodec, $"Messages are compressed with '{encoding}', which is not known here."));
        try
        {
            byte[] source = payload.ToArray();
            using Stream stream = codec.CreateDecompressionStream(new MemoryStream(source, writable: false));
            int length = 0;
            while (true)
            {
                int read = stream.Read(buffer, length, buffer.Length - length);
                if (read == 0) return length;
                length += read;
                if (length > MaxLength) throw Failures.TooLarge("received", MaxLength.Value);
                if (length < buffer.Length) continue;
                byte[] larger = ArrayPool<byte>.Shared.Rent(checked(buffer.Length * 2));
                buffer.CopyTo(larger, 0);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }
        }
        catch (InvalidDataException malformed)
        {
            throw Failures.Internal($"A message does not decompress with '{encoding}'.", malformed);
        }
    }
}
