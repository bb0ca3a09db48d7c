using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Grpc.Core;
using Grpc.Framing;
using Grpc.Net.Compression;

namespace UtilizationReview.Tests.Unit.GrpcRuntime;

/// <summary>Frames for tests, made by hand and not by the code under test.</summary>
internal static class AFrame
{
    public static byte[] Of(string text, byte flag = 0) => Of(Encoding.UTF8.GetBytes(text), flag);

    public static byte[] Of(byte[] body, byte flag = 0) =>
        [flag, (byte)(body.Length >> 24), (byte)(body.Length >> 16), (byte)(body.Length >> 8), (byte)body.Length, .. body];

    public static MessageParser Parser(int? maxLength = null, string? encoding = null) =>
        new(encoding, new Dictionary<string, ICompressionProvider>(StringComparer.Ordinal)
        {
            ["gzip"] = new GzipCompressionProvider(System.IO.Compression.CompressionLevel.Fastest),
        }, maxLength, StatusCode.Unimplemented);

    public static string Text(DeserializationContext context) => Encoding.UTF8.GetString(context.PayloadAsReadOnlySequence());

    public static Task<RpcException> FailsAsync(Func<Task> step) => Should.ThrowAsync<RpcException>(step);

    /// <summary>A reader over the parts, each delivered by a read of its own, with the stream ended after the last.</summary>
    public static PipeReader Reader(params byte[][] parts) => new InPieces(parts);

    private static ReadOnlySequence<byte> Segmented(byte[] bytes)
    {
        if (bytes.Length == 0) return ReadOnlySequence<byte>.Empty;
        var first = new Segment(bytes[..1], 0);
        Segment last = first;
        for (int i = 1; i < bytes.Length; i++) last = last.Append(bytes[i..(i + 1)]);
        return new ReadOnlySequence<byte>(first, 0, last, 1);
    }

    /// <summary>Gives one further part per read, and only once everything given before was examined.</summary>
    private sealed class InPieces(byte[][] parts) : PipeReader
    {
        private ReadOnlySequence<byte> _given;
        private byte[] _left = [];
        private bool _wantsMore = true;
        private int _next;

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            if (_wantsMore && _next < parts.Length) _left = [.. _left, .. parts[_next]];
            if (_wantsMore) _next++;
            // One byte per segment: the hardest way a buffer can lie in memory.
            _given = Segmented(_left);
            return new(new ReadResult(_given, isCanceled: false, isCompleted: _next > parts.Length));
        }

        public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            _wantsMore = _given.Slice(examined).IsEmpty;
            _left = _given.Slice(consumed).ToArray();
        }

        public override bool TryRead(out ReadResult result) => throw new NotSupportedException();

        public override void CancelPendingRead() => throw new NotSupportedException();

        public override void Complete(Exception? exception = null)
        {
        }
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] memory, long index) => (Memory, RunningIndex) = (memory, index);

        public Segment Append(byte[] memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
