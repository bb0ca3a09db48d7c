using Grpc.Core;
using UtilizationReview.Host.Demo;

namespace UtilizationReview.Host.Remote;

/// <summary>What an operator of a demonstration does to services that run as processes of their own.</summary>
internal static class RemoteCommands
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Prints a token for a demonstration person.</summary>
    public static async Task<int> TokenAsync(IReadOnlyList<string> args)
    {
        var cast = DemoCast.Load();
        if (args is not [var id] || cast.Find(id) is not { } person)
        {
            await Console.Error.WriteLineAsync(
                $"token takes one demonstration person: {string.Join(", ", cast.Directory.People.Select(one => $"{one.PersonId} ({one.Role})"))}.");
            return 2;
        }
        var (services, problems) = RemoteServices.Open(Environment(), calls: false);
        if (services is null) return Refused(problems);
        using (services) Console.WriteLine(services.TokenOf(person));
        return 0;
    }

    /// <summary>Saves the demonstration directory; waits for services that are still starting.</summary>
    public static async Task<int> SeedAsync(IReadOnlyList<string> args)
    {
        if (args.Count > 0) return Refused([$"seed takes nothing. {HostSettings.Usage}"]);
        var (services, problems) = RemoteServices.Open(Environment(), calls: true);
        if (services is null) return Refused(problems);
        using var opened = services;
        var cast = DemoCast.Load();
        for (var started = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                await DemoSeeding.SeedAsync(cast.Directory, person => services.CallsAs(cast.Find(person)!), CancellationToken.None);
                Console.WriteLine($"Saved {cast.Directory.Practices.Count} practices, {cast.Directory.Facilities.Count} facilities, "
                    + $"{cast.Directory.Physicians.Count} physicians, {cast.Directory.Members.Count} members, {cast.Directory.Centers.Count} spine centers.");
                return 0;
            }
            catch (RpcException away) when (TimeProvider.System.GetElapsedTime(started) < Patience)
            {
                await Console.Error.WriteLineAsync($"Not yet: {away.Status.Detail}");
                await Task.Delay(TimeSpan.FromSeconds(1));
            }
            catch (Exception refused) when (refused is RpcException or InvalidOperationException)
            {
                await Console.Error.WriteLineAsync(refused.Message);
                return 1;
            }
        }
    }

    private static IConfiguration Environment() => new ConfigurationBuilder().AddEnvironmentVariables().Build();

    private static int Refused(IReadOnlyList<string> problems)
    {
        foreach (var problem in problems) Console.Error.WriteLine(problem);
        return 2;
    }
}
