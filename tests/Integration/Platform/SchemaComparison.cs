using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using UtilizationReview.Tests.Servers;

namespace UtilizationReview.Tests.Integration.Platform;

/// <summary>Holds what the hand-written migrations build against what the model says: EF's own check needs a model snapshot and is always
/// true without one.</summary>
internal static class SchemaComparison
{
    private const string SqliteTables = " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE '\\_\\_EF%' ESCAPE '\\'";

    private static readonly string[] OnSqlite =
    [
        "SELECT m.name || '.' || c.name || ' ' || c.type || CASE c.\"notnull\" WHEN 1 THEN ' not null' ELSE '' END || "
            + "CASE c.pk WHEN 0 THEN '' ELSE ' key ' || c.pk END || coalesce(' default ' || c.dflt_value, '') "
            + "FROM sqlite_master AS m, pragma_table_info(m.name) AS c" + SqliteTables,
        "SELECT m.name || ' index ' || CASE i.origin WHEN 'pk' THEN 'of the key' ELSE i.name END || CASE i.\"unique\" WHEN 1 THEN ' unique' ELSE '' END || "
            + "' (' || (SELECT group_concat(x.name, ', ') FROM pragma_index_info(i.name) AS x) || ') ' || "
            + "CASE i.partial WHEN 1 THEN (SELECT substr(s.sql, instr(s.sql, 'WHERE')) FROM sqlite_master AS s WHERE s.name = i.name) ELSE '' END "
            + "FROM sqlite_master AS m, pragma_index_list(m.name) AS i" + SqliteTables,
        "SELECT m.name || ' refers to ' || f.\"table\" || ' by ' || f.\"from\" " + "FROM sqlite_master AS m, pragma_foreign_key_list(m.name) AS f" + SqliteTables,
        "SELECT m.name || ' checks ' || substr(m.sql, instr(m.sql, 'CHECK')) " + "FROM sqlite_master AS m, (SELECT 1) AS o" + SqliteTables + " AND instr(m.sql, 'CHECK') > 0",
    ];

    private static readonly string[] OnPostgreSql =
    [
        "SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END || "
            + "coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') || a.attidentity::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
            + "LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace "
            + "AND a.attnum > 0 AND NOT a.attisdropped AND c.relname NOT LIKE '\\_\\_EF%'",
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE '\\_\\_EF%'",
        "SELECT r.conrelid::regclass || ' ' || r.conname || ' ' || pg_get_constraintdef(r.oid) FROM pg_constraint r JOIN pg_class c ON c.oid = r.conrelid "
            + "WHERE c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE '\\_\\_EF%' AND r.contype <> 'n'",
    ];

    /// <summary>Every table, column, key, index and check of the migrated database, as lines; and the same of a database made from the model.</summary>
    public static async Task<(IReadOnlyList<string> Migrated, IReadOnlyList<string> Model)> OfAsync<TContext>(Func<DbContextOptions<TContext>, TContext> create)
        where TContext : DbContext
    {
        async Task<IReadOnlyList<string>> Built(Func<TContext, Task> build)
        {
            await using var connection = new SqliteConnection("Data Source=:memory:");
            await connection.OpenAsync();
            await using var context = create(new DbContextOptionsBuilder<TContext>().UseSqlite(connection).Options);
            await build(context);
            return await DescribeAsync(connection, OnSqlite);
        }
        return (await Built(c => c.Database.MigrateAsync()), await Built(c => c.Database.EnsureCreatedAsync()));
    }

    /// <summary>The same on PostgreSQL.</summary>
    public static async Task<(IReadOnlyList<string> Migrated, IReadOnlyList<string> Model)> OfAsync<TContext>(
        Func<DbContextOptions<TContext>, TContext> create, PrivatePostgres server)
        where TContext : DbContext
    {
        async Task<IReadOnlyList<string>> Built(Func<TContext, Task> build)
        {
            await using var connection = new NpgsqlConnection($"{server.ConnectionString};Database=schema_{Guid.NewGuid():N};Pooling=false");
            await using var context = create(new DbContextOptionsBuilder<TContext>().UseNpgsql(connection).Options);
            await build(context);
            if (connection.State != System.Data.ConnectionState.Open) await connection.OpenAsync();
            return await DescribeAsync(connection, OnPostgreSql);
        }
        return (await Built(c => c.Database.MigrateAsync()), await Built(c => c.Database.EnsureCreatedAsync()));
    }

    private static async Task<IReadOnlyList<string>> DescribeAsync(DbConnection connection, string[] queries)
    {
        List<string> lines = [];
        foreach (var query in queries)
        {
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the text is put together from constants
            command.CommandText = query;
#pragma warning restore CA2100
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        }
        return [.. lines.Order(StringComparer.Ordinal)];
    }
}
