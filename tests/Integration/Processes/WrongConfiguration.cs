using UtilizationReview.Platform.Running;
using UtilizationReview.Tests.Servers;

namespace UtilizationReview.Tests.Integration.Processes;

/// <summary>A process that is not configured well enough says which variable to set, and does not start.</summary>
public sealed class WrongConfiguration
{
    [Theory]
    [InlineData("Database__Provider", "PostgreSQL", "Database__ConnectionString is not set: PostgreSQL needs")]
    [InlineData("Bus__Transport", "Kafka", "Bus__Transport is 'Kafka': it must be Embedded or RabbitMq.")]
    [InlineData("Redis__Prefx", "ur:", "Redis__Prefx is not a setting of this platform")]
    public async Task The_process_ends_with_2_and_names_the_variable(string variable, string value, string sentence)
    {
        var environment = new Dictionary<string, string> { [variable] = value, ["Services__Self"] = "http://127.0.0.1:1", ["Listen__GrpcPort"] = "0", ["Listen__HttpPort"] = "0" };
        await using var process = GuardedProcess.Start("intake", environment, "dotnet", ServiceFleet.Program("Intake"));

        (await process.EndAsync(TimeSpan.FromSeconds(60))).ShouldBe(ServiceProcess.BadConfiguration);

        process.Account.ShouldContain(sentence);
        process.Account.ShouldNotContain("   at ");
        process.Account.ShouldNotContain("Exception");
    }
}
