using System.Net;
using Grpc.Core;
using Grpc.Framing;

namespace Grpc.Net.Client;

/// <summary>
/// The body of a call with one request. The transport may ask for it again on another connection, so it is framed anew each time.
/// It derives from <see cref="ByteArrayContent"/> because the transport sends such content before it looks for the response, which is
/// right for one message and cheaper than waiting for both at once.
/// </summary>
internal sealed class UnaryContent<TRequest>(ClientCall call, Action<TRequest, SerializationContext> serializer, TRequest message)
    : ByteArrayContent([])
    where TRequest : class
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var writer = new MessageWriter();
        await stream.WriteAsync(Frame(writer), cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = -1;
        return false;
    }

    private ReadOnlyMemory<byte> Frame(MessageWriter writer)
    {
        try
        {
            return call.Frame(writer, serializer, message, call.Options.WriteOptions);
        }
        catch (Exception failure)
        {
            throw call.Fail(failure);
        }
    }
}

/// <summary>The body of a call with many requests: open until the writer completes it.</summary>
internal sealed class StreamingContent(IRequestStream requests) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // The headers leave now: the server may have something to say before the first request.
        await stream.FlushAsync(cancellationToken);
        requests.Open(stream);
        using (cancellationToken.UnsafeRegister(static state => ((IRequestStream)state!).Abandon(), requests)) await requests.Completion;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = -1;
        return false;
    }
}

/// <summary>What the transport needs of a writer of requests, whatever their type.</summary>
internal interface IRequestStream
{
    /// <summary>Ends when no more requests come.</summary>
    Task Completion { get; }

    /// <summary>Requests can be written now.</summary>
    void Open(Stream stream);

    /// <summary>Requests can no longer be written.</summary>
    void Abandon();
}
