using Google.Protobuf;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Host.Demo;
using UtilizationReview.Host.Journeys;

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

    /// <summary>Asks the host as the plan's administrator, and tells on the error stream what went wrong.</summary>
    /// <param name="address">Where the host listens.</param>
    /// <param name="whenNoneRuns">What to do when none does, within a sentence.</param>
    /// <param name="ask">Makes the calls with these headers and prints what they answer.</param>
    /// <returns>0, or 1 when the host is away, refused, or a file could not be read or written.</returns>
    public static Task<int> AskAsync(string address, string whenNoneRuns, Func<GrpcChannel, Metadata, Task> ask) =>
        AskAsync(address, whenNoneRuns, FirstWith([Roles.PlanAdministrator]), ask);

    /// <inheritdoc cref="AskAsync(string, string, Func{GrpcChannel, Metadata, Task})"/>
    /// <param name="personId">Demonstration person who asks.</param>
    public static async Task<int> AskAsync(string address, string whenNoneRuns, string personId, Func<GrpcChannel, Metadata, Task> ask)
    {
        if (!await IsAtAsync(address)) return await FailedAsync($"No host is running at {address}; {whenNoneRuns}");
        try
        {
            using var channel = GrpcChannel.ForAddress(address);
            await ask(channel, new Metadata { { "authorization", $"Bearer {await TokenAsync(address, personId)}" } });
            return 0;
        }
        catch (RpcException refusal)
        {
            return await FailedAsync($"Refused ({refusal.StatusCode}, {JourneyPlayer.ReasonCode(refusal)}): {refusal.Status.Detail}");
        }
        catch (HttpRequestException problem)
        {
            return await FailedAsync($"The host at {address} gave no token for {personId}: {problem.Message}");
        }
        catch (Exception problem) when (problem is InvalidProtocolBufferException or InvalidJsonException)
        {
            return await FailedAsync($"The request cannot be read: {problem.Message}");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return await FailedAsync($"The file cannot be read or written: {problem.Message}");
        }

        static async Task<int> FailedAsync(string sentence)
        {
            await Console.Error.WriteLineAsync(sentence);
            return 1;
        }
    }

    /// <summary>The first demonstration person with one of these roles; of no roles, the plan's administrator.</summary>
    public static string FirstWith(IReadOnlyCollection<string> roles) => DemoCast.Load().Directory.People
        .First(person => roles.Count == 0 ? person.Role == Roles.PlanAdministrator : roles.Contains(person.Role)).PersonId;

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
