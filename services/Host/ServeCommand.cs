namespace UtilizationReview.Host;

/// <summary>Serves until the process is told to stop.</summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        var (settings, problem) = HostSettings.Parse(args);
        if (settings is null)
        {
            await Console.Error.WriteLineAsync(problem);
            return 2;
        }

        await using var host = await ReviewHost.StartAsync(settings, CancellationToken.None);
        Console.WriteLine($"""

            Utilization review, every service in this process. Demonstration criteria, demonstration people; not for real care.
              gRPC (HTTP/2)   {host.GrpcAddress}   intake, criteria, nurse review, peer-to-peer, site of care, documents, notices, kit, spine center
              HTTP/1.1        {host.HttpAddress}   /health/live  /health/ready  /demo/people  POST /demo/tokens/PERSON
              databases       {Path.GetFullPath(settings.DataDirectory ?? "")}
              Try, in another terminal:  dotnet run --project services/Host -- submit deploy/demo/orders/01-lumbar-discectomy.json
                        or a whole day, step by step:  deploy/demo/README.md
            Ctrl+C stops.

            """);
        await host.WaitForShutdownAsync(CancellationToken.None);
        return 0;
    }
}
