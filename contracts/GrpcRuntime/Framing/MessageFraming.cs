using System.Buffers;
using System.Buffers.Binary;
using Grpc.Core;

namespace Grpc.Framing;

/// <summary>A message on the wire: one byte telling whether it is compressed, four bytes of length, the message.</summary>
internal static class MessageFraming
{
    internal const int PrefixLength = 5;

    internal static void WritePrefix(Span<byte> prefix, bool compressed, int length)
    {
        prefix[0] = compressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32BigEndian(prefix[1..], (uint)length);
    }

    /// <summary>Reads a prefix; false when fewer than five bytes are there. A bad flag or a length over the limit fails the call.</summary>
    internal static bool TryReadPrefix(in ReadOnlySequence<byte> buffer, int? maxLength, out bool compressed, out int length)
    {
        (compressed, length) = (false, 0);
        if (buffer.Length < PrefixLength) return false;
        Span<byte> prefix = stackalloc byte[PrefixLength];
        if (buffer.FirstSpan.Length >= PrefixLength) buffer.FirstSpan[..PrefixLength].CopyTo(prefix);
        else buffer.Slice(0, PrefixLength).CopyTo(prefix);
        (compressed, length) = ParsePrefix(prefix, maxLength);
        return true;
    }

    /// <summary>Takes one message off the front of the buffer; false, and the buffer unchanged, when it is not all there.</summary>
    internal static bool TryRead(ref ReadOnlySequence<byte> buffer, int? maxLength, out bool compressed, out ReadOnlySequence<byte> message)
    {
        message = default;
        if (!TryReadPrefix(buffer, maxLength, out compressed, out int length) || buffer.Length - PrefixLength < length) return false;
        message = buffer.Slice(PrefixLength, length);
        buffer = buffer.Slice(message.End);
        return true;
    }

    internal static (bool Compressed, int Length) ParsePrefix(ReadOnlySpan<byte> prefix, int? maxLength)
    {
        if (prefix[0] > 1) throw Failures.Internal($"A message's compressed flag is {prefix[0]}; it must be 0 or 1.");
        uint length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        if (length > int.MaxValue || length > maxLength) throw Failures.TooLarge("received", maxLength ?? int.MaxValue);
        return (prefix[0] == 1, (int)length);
    }
}

/// <summary>The other side took the call from the wire; whoever reads or writes then ends, and nobody is to blame.</summary>
internal sealed class CallerGoneException(IOException cause) : IOException("The caller gave the call up.", cause);

/// <summary>Failures of the wire, as calls report them.</summary>
internal static class Failures
{
    internal static RpcException Internal(string detail, Exception? cause = null) => new(new Status(StatusCode.Internal, detail, cause));

    internal static RpcException TooLarge(string direction, int limit) =>
        new(new Status(StatusCode.ResourceExhausted, $"A {direction} message is larger than the limit of {limit} bytes."));

    internal static RpcException Incomplete() => Internal("The stream ended within a message.");

    internal static RpcException NoMessage() => Internal("The stream ended without the one message this call needs.");

    internal static RpcException MoreThanOne() => Internal("More came after the one message of this call.");
}
