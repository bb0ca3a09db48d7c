using System.Net;
using Microsoft.Extensions.Configuration;

namespace UtilizationReview.Platform.Running;

/// <summary>Asks the process that runs here with the same environment whether it is ready: the health check of the container, which holds no
/// other tool.</summary>
internal static class HealthProbe
{
    public static async Task<int> RunAsync()
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var port = configuration["Listen:HttpPort"] is { Length: > 0 } configured ? configured : "5081";
        var address = IPAddress.TryParse(configuration["Listen:Address"], out var given)
            && !given.Equals(IPAddress.Any) && !given.Equals(IPAddress.IPv6Any)
            ? given
            : IPAddress.Loopback;
        try
        {
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(4) };
            using var answer = await http.GetAsync(new Uri($"http://{new IPEndPoint(address, 0).ToString()[..^2]}:{port}/health/ready"));
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception away) when (away is HttpRequestException or OperationCanceledException or UriFormatException)
        {
            Console.Error.WriteLine($"No answer on port {port}: {away.Message}");
            return 1;
        }
    }
}
