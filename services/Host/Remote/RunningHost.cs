using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;

namespace UtilizationReview.Host.Remote;

/// <summary>A host of the demonstration that runs on this machine, as commands beside it reach it.</summary>
internal static class RunningHost
{
    /// <summary>Where a host listens that was started without options.</summary>
    public static string DefaultAddress { get; } = $"http://127.0.0.1:{HostSettings.DefaultGrpcPort}";

    /// <summary>Whether a host serves there; one that has just started is waited for.</summary>
    public static async Task<bool> IsAtAsync(string address)
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
            return false; // nobody listens there, or somebody else does
        }
    }

    /// <summary>A token of a demonstration person, given by the host at this gRPC address. The HTTP port is the one after gRPC's.</summary>
    public static async Task<string> TokenAsync(string address, string personId)
    {
        var httpAddress = new UriBuilder(address) { Port = new Uri(address).Port + 1 }.Uri;
        using var http = new HttpClient { BaseAddress = httpAddress };
        using var answer = await http.PostAsync(new Uri($"/demo/tokens/{personId}", UriKind.Relative), null);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync();
    }
}
