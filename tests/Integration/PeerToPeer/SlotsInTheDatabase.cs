using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using UtilizationReview.PeerToPeer.Adapters;
using UtilizationReview.Platform.Storage;
using UtilizationReview.Tests.Integration.Servers;

namespace UtilizationReview.Tests.Integration.PeerToPeer;

/// <summary>The database refuses overlapping slots by itself, whatever the code does.</summary>
public sealed class SlotsInTheDatabase(RealServers servers)
{
    private const long HalfHour = 1_800_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Overlapping_slots_of_a_physician_are_refused_on_SQLite()
    {
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync(Ct);
        await using var context = new PeerToPeerContext(new DbContextOptionsBuilder<PeerToPeerContext>().UseSqlite(connection).Options);
        await Refuses(context);
    }

    [Fact]
    public async Task Overlapping_slots_of_a_physician_are_refused_on_PostgreSQL()
    {
        var server = await servers.PostgresAsync();
        await using var context = new PeerToPeerContext(new DbContextOptionsBuilder<PeerToPeerContext>()
            .UseNpgsql($"{server.ConnectionString};Database=slots_{Guid.NewGuid():N};Pooling=false").Options);
        await Refuses(context);
    }

    private static async Task Refuses(PeerToPeerContext context)
    {
        await context.Database.MigrateAsync(Ct);
        Task<int> Reserve(string physician, long start, string @case) => context.Database.ExecuteSqlAsync(
            $"INSERT INTO reservations (physician_id, slot_start, case_id) VALUES ({physician}, {start}, {@case})", Ct);

        await Reserve("dr-a", 10 * HalfHour, "case-1");
        await Reserve("dr-a", 11 * HalfHour, "case-2");
        await Reserve("dr-b", 10 * HalfHour, "case-3");
        // A slot that begins a quarter of an hour later would overlap two others and be on neither key.
        var between = await Should.ThrowAsync<System.Data.Common.DbException>(() => Reserve("dr-a", (12 * HalfHour) + (HalfHour / 2), "case-4"));
        between.Message.ShouldContain("ck_reservations_slot_start");
        var same = await Should.ThrowAsync<System.Data.Common.DbException>(() => Reserve("dr-a", 10 * HalfHour, "case-5"));
        DatabaseFailure.IsUniqueViolation(new DbUpdateException("", same)).ShouldBeTrue();
    }
}
