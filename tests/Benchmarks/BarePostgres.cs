using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace UtilizationReview.Tests.Benchmarks;

/// <summary>What one order leaves on a PostgreSQL server, over all services' databases.</summary>
/// <param name="Transactions">Transactions that wrote.</param>
/// <param name="Inserts">Rows inserted.</param>
/// <param name="Updates">Rows updated.</param>
/// <param name="Bytes">Growth of the databases.</param>
internal sealed record PostgresFootprint(double Transactions, double Inserts, double Updates, double Bytes)
{
    /// <summary>The server's counters as they stand; PostgreSQL publishes them about a second after the work.</summary>
    public static async Task<PostgresFootprint> ReadAsync(string connectionString, string prefix, CancellationToken ct)
    {
        await Task.Delay(TimeSpan.FromSeconds(2), ct);
        await using var connection = new NpgsqlConnection(connectionString + ";Database=postgres;Pooling=false");
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            SELECT pg_current_xact_id()::text::bigint, sum(s.tup_inserted)::bigint, sum(s.tup_updated)::bigint, sum(pg_database_size(s.datid))::bigint
            FROM pg_stat_database s WHERE s.datname LIKE @prefix || '%'
            """, connection);
        command.Parameters.AddWithValue("prefix", prefix);
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return new(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3));
    }

    /// <summary>The difference per order.</summary>
    public PostgresFootprint Since(PostgresFootprint before, double orders) => new(
        (Transactions - before.Transactions) / orders, (Inserts - before.Inserts) / orders,
        (Updates - before.Updates) / orders, (Bytes - before.Bytes) / orders);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Inserts:0.0} rows inserted and {Updates:0.0} updated, {Bytes:0} bytes, in {Transactions:0.0} transactions");
}

/// <summary>Writes what an order leaves, and nothing else: the limit for everything that has to write it.</summary>
internal sealed class BarePostgres : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly PostgresFootprint _perOrder;
    private readonly string _text;
    private double _owedTransactions;
    private long _id;

    private BarePostgres(NpgsqlDataSource source, PostgresFootprint perOrder)
    {
        (_source, _perOrder) = (source, perOrder);
        // Random, so that the server cannot make it smaller; updated rows are written anew as well.
        var bytes = new byte[(int)Math.Max(8, perOrder.Bytes / (perOrder.Inserts + perOrder.Updates) * 3 / 4)];
        Random.Shared.NextBytes(bytes);
        _text = Convert.ToBase64String(bytes);
    }

    /// <summary>A database of its own on the same server.</summary>
    public static async Task<BarePostgres> OpenAsync(string connectionString, PostgresFootprint perOrder, CancellationToken ct)
    {
        await using (var server = new NpgsqlConnection(connectionString + ";Database=postgres;Pooling=false"))
        {
            await server.OpenAsync(ct);
            await using var create = new NpgsqlCommand("CREATE DATABASE bare", server);
            await create.ExecuteNonQueryAsync(ct);
        }

        var source = NpgsqlDataSource.Create(connectionString + ";Database=bare;Max Auto Prepare=20");
        await using var table = source.CreateCommand("CREATE TABLE written (id bigint PRIMARY KEY, version int NOT NULL, text text NOT "
            + "NULL); ALTER TABLE written ALTER text SET STORAGE EXTERNAL");
        await table.ExecuteNonQueryAsync(ct);
        return new(source, perOrder);
    }

    /// <summary>Writes one order's worth.</summary>
    public async Task WriteAsync(CancellationToken ct)
    {
        int transactions;
        lock (_text)
        {
            _owedTransactions += _perOrder.Transactions;
            transactions = (int)_owedTransactions;
            _owedTransactions -= transactions;
        }

        var (inserts, updates) = (_perOrder.Inserts / transactions, _perOrder.Updates / transactions);
        var (owedInserts, owedUpdates) = (0.0, 0.0);
        for (var i = 0; i < transactions; i++)
        {
            (owedInserts, owedUpdates) = (owedInserts + inserts, owedUpdates + updates);
            await TransactAsync((int)owedInserts, (int)owedUpdates, ct);
            (owedInserts, owedUpdates) = (owedInserts - (int)owedInserts, owedUpdates - (int)owedUpdates);
        }
    }

    private async Task TransactAsync(int inserts, int updates, CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var last = Interlocked.Add(ref _id, inserts);
        if (inserts > 0)
        {
            await using var insert = new NpgsqlCommand(
                "INSERT INTO written (id, version, text) VALUES "
                    + string.Join(", ", Enumerable.Range(0, inserts).Select(row => $"($1 - {row}, 1, $2)")), connection);
            insert.Parameters.Add(new() { Value = last, NpgsqlDbType = NpgsqlDbType.Bigint });
            insert.Parameters.Add(new() { Value = _text, NpgsqlDbType = NpgsqlDbType.Text });
            await insert.ExecuteNonQueryAsync(ct);
        }

        for (var row = 0; row < updates; row++)
        {
            await using var update = new NpgsqlCommand("UPDATE written SET version = version + 1, text = $2 WHERE id = $1", connection);
            update.Parameters.Add(new() { Value = Math.Max(1, last - row), NpgsqlDbType = NpgsqlDbType.Bigint });
            update.Parameters.Add(new() { Value = _text, NpgsqlDbType = NpgsqlDbType.Text });
            await update.ExecuteNonQueryAsync(ct);
        }

        await transaction.CommitAsync(ct);
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
