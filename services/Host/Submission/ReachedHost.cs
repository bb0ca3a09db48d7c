using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Health.V1;
using Grpc.Net.Client;
using UtilizationReview.Host.Demo;

namespace UtilizationReview.Host.Submission;

/// <summary>A host a command talks to: the one that runs at an address, or a private one that goes with the command.</summary>
internal sealed class ReachedHost : IAsyncDisposable
{
    private readonly ReviewHost? _private;
    private readonly GrpcChannel _channel;
    private readonly Uri _http;

    private ReachedHost(string address, ReviewHost? own)
    {
        (_private, _channel) = (own, GrpcChannel.ForAddress(own?.GrpcAddress.ToString() ?? address));
        // The HTTP port is the one after gRPC's.
        _http = new UriBuilder(address) { Port = new Uri(address).Port + 1 }.Uri;
    }

    /// <summary>The demonstration people.</summary>
    public DemoCast Cast { get; } = DemoCast.Load();

    /// <summary>The host at the address if one runs there, else a private one; says which on standard error.</summary>
    public static async Task<ReachedHost> AtAsync(string address)
    {
        if (await IsRunningAsync(address))
        {
            await Console.Error.WriteLineAsync($"Speaking to the host at {address}.");
            return new(address, own: null);
        }
        await Console.Error.WriteLineAsync("No host is running; speaking to a private one that goes with this command.");
        return new(address, await ReviewHost.StartAsync(HostSettings.Private(), CancellationToken.None));
    }

    /// <summary>Calls as a demonstration person.</summary>
    public async Task<CallInvoker> CallsAsAsync(string personId)
    {
        var token = _private?.TokenOf(personId) ?? await TokenAsync(personId);
        return _channel.Intercept(headers =>
        {
            headers.Add("authorization", $"Bearer {token}");
            return headers;
        });
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        if (_private is not null) await _private.DisposeAsync();
    }

    private async Task<string> TokenAsync(string personId)
    {
        using var http = new HttpClient { BaseAddress = _http };
        using var answer = await http.PostAsync(new Uri($"/demo/tokens/{personId}", UriKind.Relative), null);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<bool> IsRunningAsync(string address)
    {
        try
        {
            using var channel = GrpcChannel.ForAddress(address);
            var health = new Health.HealthClient(channel);
            for (var started = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(15);)
            {
                var deadline = (TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(2)).UtcDateTime;
                var seen = await health.CheckAsync(new HealthCheckRequest(), new CallOptions(deadline: deadline));
                if (seen.Status is HealthCheckResponse.Types.ServingStatus.Serving)
                    return true;
                await Task.Delay(TimeSpan.FromMilliseconds(200)); // it has just started and says so
            }

            return false;
        }
        catch (RpcException)
        {
            return false; // nobody listens there, or somebody else does: a private host answers instead
        }
    }
}
