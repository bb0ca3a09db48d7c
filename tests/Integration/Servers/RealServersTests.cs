using Npgsql;
using UtilizationReview.Tests.Servers;

namespace UtilizationReview.Tests.Integration.Servers;

/// <summary>The private servers answer.</summary>
public sealed class RealServersTests(RealServers servers)
{
    [Fact]
    public async Task PostgreSQL_answers()
    {
        await using var connection = new NpgsqlConnection((await servers.PostgresAsync()).ConnectionString + ";Database=postgres");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("SELECT 1", connection);
        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(1);
    }

    [Fact]
    public async Task RabbitMQ_answers() => (await (await servers.RabbitAsync()).ControlAsync("list_vhosts")).ShouldContain("/");

    [Fact]
    public async Task Redis_answers() => await (await servers.RedisAsync()).FlushAsync();

    [Fact]
    public async Task A_guarded_program_ends_with_the_run_that_started_it()
    {
        await using var program = GuardedProcess.Start("sleeper", new Dictionary<string, string>(), "sleep", "600");
        program.Id.ShouldBePositive();

        program.Abandon();

        (await program.EndAsync(TimeSpan.FromSeconds(30))).ShouldBe(137);
    }
}
