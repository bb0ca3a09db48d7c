using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace UtilizationReview.Tests.Integration.Platform;

public sealed class TheStorage : IDisposable
{
    private readonly OwnDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_migrated_schema_is_what_the_model_says()
    {
        var (migrated, model) = await SchemaComparison.OfAsync<ParcelContext>(options => new(options));
        migrated.ShouldBe(model);
        migrated.ShouldContain("outbox index ix_outbox_next_attempt_at (next_attempt_at) WHERE sent_at IS NULL");
        migrated.ShouldContain("shelves.since TEXT not null");

        var (copies, copiesModel) = await SchemaComparison.OfAsync<CopyContext>(options => new(options));
        copies.ShouldBe(copiesModel);
    }

    [Fact]
    public async Task A_migration_lock_left_by_a_killed_process_does_not_hang_the_start()
    {
        await using (await ParcelHouse.StartAsync(_directory)) { }
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(_directory.Path, "parcels.db")}"))
        {
            await connection.OpenAsync(Ct);
            await using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO __EFMigrationsLock (Id, Timestamp) VALUES (1, '2026-01-01')";
            (await command.ExecuteNonQueryAsync(Ct)).ShouldBe(1);
        }
        await using var house = await ParcelHouse.StartAsync(_directory).WaitAsync(TimeSpan.FromSeconds(20), Ct);
        await house.Do("p1", new ParcelCommand.Register("x"));
    }

    [Fact]
    public async Task Every_connection_waits_for_others_and_does_not_flush_at_each_commit()
    {
        await using var house = await ParcelHouse.StartAsync(_directory);
        for (var i = 0; i < 5; i++)
        {
            await using var db = house.Db();
            (await db.Database.SqlQueryRaw<int>("SELECT timeout AS Value FROM pragma_busy_timeout").SingleAsync(Ct)).ShouldBe(5000);
            (await db.Database.SqlQueryRaw<int>("SELECT synchronous AS Value FROM pragma_synchronous").SingleAsync(Ct)).ShouldBe(1);
            (await db.Database.SqlQueryRaw<string>("SELECT journal_mode AS Value FROM pragma_journal_mode").SingleAsync(Ct)).ShouldBe("wal");
        }
    }

    [Fact]
    public async Task A_started_service_is_ready()
    {
        await using var house = await ParcelHouse.StartAsync(_directory);
        var report = await house.Get<HealthCheckService>().CheckHealthAsync(Ct);
        report.Status.ShouldBe(HealthStatus.Healthy);
        report.Entries.Keys.ShouldBe(["parcels", "copies"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_process_stops_in_order_within_its_bound()
    {
        var house = await ParcelHouse.StartAsync(_directory);
        await house.Do("p1", new ParcelCommand.RegisterAndMove("p1", "A1"));
        await house.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), Ct);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
}
