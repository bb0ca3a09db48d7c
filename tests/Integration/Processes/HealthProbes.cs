using UtilizationReview.Tests.Servers;

namespace UtilizationReview.Tests.Integration.Processes;

/// <summary>The health check of the container: the program asks itself.</summary>
[Collection(typeof(ProcessesCollection))]
public sealed class HealthProbes(ProcessesFleet processes)
{
    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task It_tells_by_exit_code_whether_the_service_is_ready(bool there, int exit)
    {
        var copy = processes.Fleet.Of("SiteOfCare")[1];
        var port = there ? copy.Health.Port : FreePorts.Next();
        await using var probe = GuardedProcess.Start(
            "probe", new Dictionary<string, string> { ["Listen__HttpPort"] = $"{port}" }, "dotnet", ServiceFleet.Program("SiteOfCare"), "health");
        (await probe.EndAsync(TimeSpan.FromSeconds(60))).ShouldBe(exit, probe.Account);
    }
}
