using System.Buffers;
using System.IO.Pipelines;
using Grpc.Core;

namespace Grpc.Framing;

/// <summary>Reads messages from a pipe. What breaks in the pipe itself is the caller's going.</summary>
internal static class PipeMessages
{
    /// <summary>The one message of a call; more or fewer fail the call.</summary>
    internal static async ValueTask<T> ReadSingleAsync<T>(PipeReader reader, MessageParser parser, Func<DeserializationContext, T> deserializer)
        where T : class
    {
        try
        {
            T? message = null;
            while (true)
            {
                ReadResult result = await reader.ReadAsync();
                ReadOnlySequence<byte> buffer = result.Buffer;
                if (message is null && TryTake(ref buffer, parser, deserializer, out message) && buffer.IsEmpty && result.IsCompleted)
                {
                    reader.AdvanceTo(buffer.Start);
                    return message!;
                }

                if (message is not null && !buffer.IsEmpty) throw Failures.MoreThanOne();
                if (result.IsCompleted) return message ?? throw (buffer.IsEmpty ? Failures.NoMessage() : Failures.Incomplete());
                if (result.IsCanceled) throw new OperationCanceledException("Reading the request was cancelled.");
                reader.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        catch (IOException gone)
        {
            throw new CallerGoneException(gone);
        }
    }

    /// <summary>The next message of a stream; null at its end.</summary>
    internal static async ValueTask<T?> ReadStreamAsync<T>(
        PipeReader reader, MessageParser parser, Func<DeserializationContext, T> deserializer, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            while (true)
            {
                ReadResult result = await reader.ReadAsync(cancellationToken);
                ReadOnlySequence<byte> buffer = result.Buffer;
                if (TryTake(ref buffer, parser, deserializer, out T? message))
                {
                    // Examined only up to the message's end: another one already in the buffer must wake the next read.
                    reader.AdvanceTo(buffer.Start);
                    return message;
                }

                bool nothingLeft = buffer.IsEmpty;
                reader.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted) return nothingLeft ? null : throw Failures.Incomplete();
                if (result.IsCanceled) throw new OperationCanceledException("Reading the request was cancelled.");
            }
        }
        catch (IOException gone)
        {
            throw new CallerGoneException(gone);
        }
    }

    private static bool TryTake<T>(
        ref ReadOnlySequence<byte> buffer, MessageParser parser, Func<DeserializationContext, T> deserializer, out T? message)
    {
        message = default;
        if (!MessageFraming.TryRead(ref buffer, parser.MaxLength, out bool compressed, out ReadOnlySequence<byte> payload)) return false;
        message = parser.Parse(deserializer, compressed, payload);
        return true;
    }
}
