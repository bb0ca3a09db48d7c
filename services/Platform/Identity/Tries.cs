using System.Globalization;
using Grpc.Core;

namespace UtilizationReview.Platform.Identity;

/// <summary>The tries of one call, of which the caller sees the last.</summary>
internal sealed class Tries<TResponse> : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private volatile AsyncUnaryCall<TResponse>? _last;
    private RpcException? _refused;

    public Tries(CancellationToken caller)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(caller);
        Stopped = _stop.Token;
    }

    /// <summary>Fires when the caller gives up or disposes the call: no further try is made.</summary>
    public CancellationToken Stopped { get; }

    /// <summary>What all tries together come to.</summary>
    public Task<TResponse>? Response { get; set; }

    public Status Status => _refused?.Status ?? Last.GetStatus();

    public Metadata Trailers => _refused?.Trailers ?? Last.GetTrailers();

    private AsyncUnaryCall<TResponse> Last => _last ?? throw new InvalidOperationException("The call has no status yet: it has not ended.");

    /// <summary>Starts the next try in place of the one before.</summary>
    public AsyncUnaryCall<TResponse> Next(Func<AsyncUnaryCall<TResponse>> call)
    {
        _last?.Dispose();
        return _last = call();
    }

    /// <summary>Ends the call without a further try.</summary>
    public RpcException Refuse(Status status, string? trailer = null, int seconds = 0)
    {
        var trailers = new Metadata();
        if (trailer is not null) trailers.Add(trailer, seconds.ToString(CultureInfo.InvariantCulture));
        return _refused = new RpcException(status, trailers);
    }

    /// <summary>The headers of the try that was answered; fails with the call.</summary>
    public async Task<Metadata> HeadersAsync()
    {
        await Response!;
        return await Last.ResponseHeadersAsync;
    }

    /// <summary>The caller wants no answer any more.</summary>
    public void Stop()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // it has ended
        }
        _last?.Dispose();
    }

    /// <summary>The call has ended; what it holds on to is let go.</summary>
    public void Dispose() => _stop.Dispose();
}
