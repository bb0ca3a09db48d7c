using Grpc.Core;
using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.Correspondence.Domain;
using UtilizationReview.Platform.Desks;

namespace UtilizationReview.Correspondence.Adapters;

/// <summary>Reads an upload from the wire: the header, then the content into a file, piece by piece, within its limits.</summary>
internal sealed class Arrivals(IAsyncStreamReader<UploadRequest> stream, CancellationToken ct) : IDisposable
{
    /// <summary>A sender that is silent for this long is taken for gone.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);

    /// <summary>The first message.</summary>
    public async Task<UploadHeader> HeaderAsync() =>
        await NextAsync() && stream.Current.PartCase == UploadRequest.PartOneofCase.Header
            ? stream.Current.Header
            : throw Refusals.Bad("header-required", "header", "The first message of an upload is its header; then comes the content.")
                .ToRpcException();

    /// <summary>Everything after the header.</summary>
    public async Task ReadAsync(SpooledFile into)
    {
        while (await NextAsync())
        {
            if (stream.Current.PartCase != UploadRequest.PartOneofCase.Chunk)
                throw Refusals.Bad("one-header", "header", "After the header comes the content only: one document an upload.").ToRpcException();
            var chunk = stream.Current.Chunk;
            if (chunk.Length > Limits.ChunkBytes) throw Refusals.ChunkTooLarge.ToRpcException();
            if (into.Length + chunk.Length > Limits.DocumentBytes) throw Refusals.TooLarge.ToRpcException();
            await into.AppendAsync(chunk.Memory, ct);
        }
        await into.EndAsync(ct);
    }

    public void Dispose() => _bounded.Dispose();

    private async Task<bool> NextAsync()
    {
        _bounded.CancelAfter(Silence);
        try
        {
            return await stream.MoveNext(_bounded.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.DeadlineExceeded,
                $"Nothing came for {Silence.TotalSeconds:0} seconds. Nothing of the upload was kept; send it again."));
        }
        catch (IOException)
        {
            // The sender is gone; nobody hears this, and it is no fault of ours.
            throw new RpcException(new Status(StatusCode.Cancelled, "The upload was broken off. Nothing of it was kept."));
        }
    }
}
