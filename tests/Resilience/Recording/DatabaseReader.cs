using System.Text.Json;
using Npgsql;
using UtilizationReview.Tests.Resilience.Checking;

namespace UtilizationReview.Tests.Resilience.Recording;

/// <summary>Reads what the services' databases hold, with plain SQL in read-only transactions.</summary>
/// <param name="server">Connection string without a database.</param>
/// <param name="prefix">Prefix of the databases' names.</param>
internal sealed class DatabaseReader(string server, string prefix)
{
    public static IReadOnlyList<string> Services { get; } = [Known.Intake, Known.NurseReview, Known.PeerToPeer, Known.SiteOfCare, Known.Correspondence];

    /// <summary>Everything that the checker looks at in one service's database.</summary>
    public async Task<ServiceData> ReadAsync(string service)
    {
        var tables = await QueryAsync(service,
            """
            SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name IN ('id', 'version', 'state')
            GROUP BY table_name HAVING count(*) = 3 ORDER BY table_name
            """, r => r.GetString(0));
        var aggregates = new List<AggregateNow>();
        foreach (var table in tables)
            aggregates.AddRange(
                await QueryAsync(service, $"SELECT id, version FROM {table}", r => new AggregateNow(table, r.GetString(0), r.GetInt32(1))));
        return new(
            service, aggregates,
            await QueryAsync(service, "SELECT aggregate, aggregate_id, version, seq, at, person_id, role, command, event, body FROM history", Fact),
            await QueryAsync(service,
                "SELECT id, type, aggregate_id, aggregate_version, sent_at, parked_at, attempts FROM outbox", r => new OutboxEntry(
                r.GetGuid(0), r.GetString(1), r.GetString(2), r.GetInt32(3), Instant(r, 4), Instant(r, 5), r.GetInt32(6))),
            await QueryAsync(service, "SELECT scope, message_id, aggregate_id FROM inbox",
                r => new Claim(r.GetString(0), r.GetString(1), r.GetString(2))),
            await QueryAsync(service, "SELECT scope, message_id, aggregate_id, code FROM rejected_messages",
                r => new Rejection(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3))));
    }

    /// <summary>The half hours that cases hold.</summary>
    public Task<IReadOnlyList<Reservation>> ReservationsAsync() => QueryAsync(Known.PeerToPeer,
        "SELECT physician_id, slot_start, case_id FROM reservations",
        r => new Reservation(r.GetString(0), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(1)), r.GetString(2)));

    /// <summary>Tracking numbers of orders that wait for somebody, with their due times.</summary>
    public Task<IReadOnlyList<(string Id, string Status, DateTimeOffset Due)>> OpenOrdersAsync() => QueryAsync(Known.Intake,
        "SELECT id, status, due_at FROM orders WHERE status IN ('Submitted', 'NurseReview', 'PhysicianReview', 'Reconsideration')",
        r => (r.GetString(0), r.GetString(1), Instant(r, 2) ?? DateTimeOffset.MaxValue));

    /// <summary>Outbox rows that have not been sent.</summary>
    public async Task<int> UnsentAsync()
    {
        var unsent = 0;
        foreach (var service in Services)
            unsent += (await QueryAsync(service, "SELECT count(*) FROM outbox WHERE sent_at IS NULL", r => r.GetInt32(0)))[0];
        return unsent;
    }

    /// <summary>Notices that are to be written or handed over.</summary>
    public async Task<int> NoticesUnderWayAsync() =>
        (await QueryAsync(Known.Correspondence, "SELECT count(*) FROM notices WHERE wake_at IS NOT NULL", r => r.GetInt32(0)))[0];

    private async Task<IReadOnlyList<T>> QueryAsync<T>(string service, string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var connection = new NpgsqlConnection($"{server};Database={prefix}{service};Options=-c default_transaction_read_only=on");
        await connection.OpenAsync();
#pragma warning disable CA2100 // only constants of this project and table names out of the catalogue
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync()) rows.Add(read(reader));
        return rows;
    }

    private static Fact Fact(NpgsqlDataReader r)
    {
        using var body = JsonDocument.Parse(r.GetString(9));
        return new(r.GetString(0), r.GetString(1), r.GetInt32(2), r.GetInt32(3), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(4)),
            r.GetString(5), r.GetString(6), r.GetString(7), r.GetString(8), body.RootElement.Clone());
    }

    private static DateTimeOffset? Instant(NpgsqlDataReader r, int column) =>
        r.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(column));
}
