using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace UtilizationReview.Platform.Storage;

/// <summary>A SQLite file per service in the data directory; one process owns it.</summary>
internal sealed class SqliteStorage(IConfiguration configuration) : StorageProvider
{
    private readonly SqliteSession _session = new(configuration["Data:Synchronous"] ?? "Normal");

    public override void Use(DbContextOptionsBuilder options, IServiceProvider services, string serviceName) => options
        .UseSqlite($"Data Source={services.GetRequiredService<DataDirectory>().File(serviceName + ".db")}")
        .AddInterceptors(_session);

    public override async Task MigrateAsync(DbContext context, CancellationToken ct)
    {
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL;", ct);
        await DropLeftoverMigrationLockAsync(context, ct);
        await context.Database.MigrateAsync(ct);
    }

    /// <summary>A process killed while migrating leaves its lock row, and the next migration would wait for it without end. One process owns
    /// a SQLite file, so a row found at start is always a leftover.</summary>
    private static async Task DropLeftoverMigrationLockAsync(DbContext context, CancellationToken ct)
    {
        var tables = await context.Database
            .SqlQuery<int>($"SELECT count(*) AS Value FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsLock'").SingleAsync(ct);
        if (tables > 0) await context.Database.ExecuteSqlRawAsync("DELETE FROM __EFMigrationsLock", ct);
    }
}
