using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace UtilizationReview.Tests.Integration.Platform;

/// <summary>Holds what the hand-written migrations build against what the model says: EF's own check needs a model snapshot and is always
/// true without one.</summary>
internal static class SchemaComparison
{
    /// <summary>Every table, column, key and index of the migrated database, as lines; and the same of a database made from the model.</summary>
    public static async Task<(IReadOnlyList<string> Migrated, IReadOnlyList<string> Model)> OfAsync<TContext>(Func<DbContextOptions<TContext>, TContext> create)
        where TContext : DbContext
    {
        async Task<IReadOnlyList<string>> Built(Func<TContext, Task> build)
        {
            await using var connection = new SqliteConnection("Data Source=:memory:");
            await connection.OpenAsync();
            await using var context = create(new DbContextOptionsBuilder<TContext>().UseSqlite(connection).Options);
            await build(context);
            return await DescribeAsync(connection);
        }
        return (await Built(c => c.Database.MigrateAsync()), await Built(c => c.Database.EnsureCreatedAsync()));
    }

    private static async Task<IReadOnlyList<string>> DescribeAsync(SqliteConnection connection)
    {
        List<string> lines = [];
        const string Tables = "FROM sqlite_master AS m, {0} WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE '\\_\\_EF%' ESCAPE '\\'";
        await AddAsync(
            "SELECT m.name || '.' || c.name || ' ' || c.type || CASE c.\"notnull\" WHEN 1 THEN ' not null' ELSE '' END || CASE c.pk WHEN 0 THEN '' ELSE ' key ' || c.pk END || coalesce(' default ' || c.dflt_value, '') "
            + string.Format(Tables, "pragma_table_info(m.name) AS c"));
        await AddAsync(
            "SELECT m.name || ' index ' || CASE i.origin WHEN 'pk' THEN 'of the key' ELSE i.name END || CASE i.\"unique\" WHEN 1 THEN ' unique' ELSE '' END || ' (' || (SELECT group_concat(x.name, ', ') FROM pragma_index_info(i.name) AS x) || ') ' || CASE i.partial WHEN 1 THEN (SELECT substr(s.sql, instr(s.sql, 'WHERE')) FROM sqlite_master AS s WHERE s.name = i.name) ELSE '' END "
            + string.Format(Tables, "pragma_index_list(m.name) AS i"));
        await AddAsync("SELECT m.name || ' refers to ' || f.\"table\" || ' by ' || f.\"from\" " + string.Format(Tables, "pragma_foreign_key_list(m.name) AS f"));
        return [.. lines.Order(StringComparer.Ordinal)];

        async Task AddAsync(string sql)
        {
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the text is put together from constants
            command.CommandText = sql;
#pragma warning restore CA2100
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        }
    }
}
