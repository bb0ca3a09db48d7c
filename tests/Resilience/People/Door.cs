using Grpc.Core;
using Grpc.Net.Client;

namespace UtilizationReview.Tests.Resilience.People;

/// <summary>The copies of one service as a careful client sees them: a call whose outcome is unknown is repeated with the same key, on another
/// copy, until somebody answers.</summary>
/// <param name="addresses">Where the copies are.</param>
/// <param name="make">A client over a channel.</param>
/// <param name="tokenOf">A token for a person, signed now.</param>
/// <param name="tally">Counts the repetitions.</param>
internal sealed class Door<TClient>(IEnumerable<Uri> addresses, Func<CallInvoker, TClient> make, Func<string, string> tokenOf, Tally tally)
    : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly GrpcChannel[] _channels = [.. addresses.Select(address => GrpcChannel.ForAddress(address))];
    private TClient[]? _clients;

    private TClient[] Clients => _clients ??= [.. _channels.Select(channel => make(channel.CreateCallInvoker()))];

    /// <summary>Number of copies.</summary>
    public int Copies => _channels.Length;

    /// <summary>Makes the call as the person, beginning with a copy, and repeats it until it is answered.</summary>
    /// <exception cref="RpcException">The service refused.</exception>
    public async Task<T> AsAsync<T>(string person, int copy, Func<TClient, CallOptions, AsyncUnaryCall<T>> call, CancellationToken ct)
    {
        var pause = TimeSpan.FromMilliseconds(50);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await OnceAsync(person, copy + attempt, call, ct);
            }
            catch (Exception unknown) when (IsUnknown(unknown) && !ct.IsCancellationRequested)
            {
                tally.Repeated();
                await Task.Delay(pause, ct);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    /// <summary>Makes the call once, on one copy.</summary>
    public async Task<T> OnceAsync<T>(string person, int copy, Func<TClient, CallOptions, AsyncUnaryCall<T>> call, CancellationToken ct)
    {
        tally.Called();
        var headers = new Metadata { { "authorization", $"Bearer {tokenOf(person)}" } };
        return await call(Clients[copy % Clients.Length], new CallOptions(headers, (TimeProvider.System.GetUtcNow() + Deadline).UtcDateTime, ct));
    }

    /// <summary>True where nobody can say whether the call was carried out, or where it was not and may be later. Unauthenticated: the platform's
    /// clock moved while the call was on its way, and the token is of another day.</summary>
    public static bool IsUnknown(Exception problem) => problem switch
    {
        RpcException rpc => rpc.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Cancelled or StatusCode.Internal
            or StatusCode.Aborted or StatusCode.Unknown or StatusCode.ResourceExhausted or StatusCode.Unauthenticated,
        HttpRequestException or IOException => true,
        _ => false,
    };

    public void Dispose()
    {
        foreach (var channel in _channels) channel.Dispose();
    }
}
