using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using UtilizationReview.Correspondence.Adapters;
using UtilizationReview.Intake.Adapters;
using UtilizationReview.NurseReview.Adapters;
using UtilizationReview.PeerToPeer.Adapters;
using UtilizationReview.SiteOfCare.Adapters;
using UtilizationReview.SpineCenter.Adapters;
using UtilizationReview.Tests.Integration.Servers;

namespace UtilizationReview.Tests.Integration.Platform;

/// <summary>The databases of all services, on both providers.</summary>
public sealed class EverySchema(RealServers servers) : IDisposable
{
    private readonly OwnDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public Task Intake_migrations_build_what_its_model_says_on_both() => Same<IntakeContext>(o => new(o));

    [Fact]
    public Task NurseReview_migrations_build_what_its_model_says_on_both() => Same<NurseReviewContext>(o => new(o));

    [Fact]
    public Task PeerToPeer_migrations_build_what_its_model_says_on_both() => Same<PeerToPeerContext>(o => new(o));

    [Fact]
    public Task SiteOfCare_migrations_build_what_its_model_says_on_both() => Same<SiteOfCareContext>(o => new(o));

    [Fact]
    public Task Correspondence_migrations_build_what_its_model_says_on_both() => Same<CorrespondenceContext>(o => new(o));

    [Fact]
    public Task SpineCenter_migrations_build_what_its_model_says_on_both() => Same<SpineCenterContext>(o => new(o));

    [Fact]
    public Task A_database_of_Intake_0001_comes_up_to_date_with_its_rows_on_both() => Upgraded<IntakeContext>(o => new(o), "0001_Orders");

    [Fact]
    public Task A_database_of_NurseReview_0001_comes_up_to_date_with_its_rows_on_both() => Upgraded<NurseReviewContext>(o => new(o), "0001_NurseItems");

    [Fact]
    public Task A_database_of_PeerToPeer_0001_comes_up_to_date_with_its_rows_on_both() => Upgraded<PeerToPeerContext>(o => new(o), "0001_Cases");

    [Fact]
    public Task A_database_of_SiteOfCare_0001_comes_up_to_date_with_its_rows_on_both() => Upgraded<SiteOfCareContext>(o => new(o), "0001_Facilities");

    [Fact]
    public Task A_database_of_SpineCenter_0001_comes_up_to_date_with_its_rows_on_both() => Upgraded<SpineCenterContext>(o => new(o), "0001_SpineCenters");

    private async Task Same<TContext>(Func<DbContextOptions<TContext>, TContext> create)
        where TContext : DbContext
    {
        var (migrated, model) = await SchemaComparison.OfAsync(create);
        migrated.ShouldBe(model);
        var (migratedThere, modelThere) = await SchemaComparison.OfAsync(create, await servers.PostgresAsync());
        migratedThere.ShouldBe(modelThere);
        migratedThere.ShouldContain(line => line.Contains("ix_outbox_next_attempt_at") && line.EndsWith("WHERE (sent_at IS NULL)", StringComparison.Ordinal));
    }

    private async Task Upgraded<TContext>(Func<DbContextOptions<TContext>, TContext> create, string first)
        where TContext : DbContext
    {
        var server = await servers.PostgresAsync();
        await using (var sqlite = create(new DbContextOptionsBuilder<TContext>().UseSqlite($"Data Source={Path.Combine(_directory.Path, "old.db")}").Options))
        {
            await Upgrade(sqlite, first);
        }
        var there = $"{server.ConnectionString};Database=old_{Guid.NewGuid():N};Pooling=false";
        await using var postgres = create(new DbContextOptionsBuilder<TContext>().UseNpgsql(there).Options);
        await Upgrade(postgres, first);
    }

    private static async Task Upgrade(DbContext context, string first)
    {
        await MigrateToAsync(context, first);
        var tables = await TablesAsync(context);
        tables.Count.ShouldBeGreaterThan(4);
        foreach (var (table, columns) in tables)
        {
            for (var i = 1; i <= 3; i++) await InsertAsync(context, table, columns, i);
        }
        var before = await RowsAsync(context, tables);
        before.Count.ShouldBe(3 * tables.Count);

        await context.Database.MigrateAsync(Ct);

        (await RowsAsync(context, tables)).ShouldBe(before);
        (await context.Database.GetPendingMigrationsAsync(Ct)).ShouldBeEmpty();
    }

    /// <summary>As the release that knew no more than this migration left the database. (EF finds a target only among ids that begin with a date.)</summary>
    private static async Task MigrateToAsync(DbContext context, string id)
    {
        await context.GetService<IRelationalDatabaseCreator>().CreateAsync(Ct);
        await context.Database.OpenConnectionAsync(Ct);
        var (assembly, history) = (context.GetService<IMigrationsAssembly>(), context.GetService<IHistoryRepository>());
        var migration = assembly.CreateMigration(assembly.Migrations[id], context.Database.ProviderName!);
        var commands = context.GetService<IMigrationsSqlGenerator>().Generate(migration.UpOperations);
        await context.GetService<IMigrationCommandExecutor>().ExecuteNonQueryAsync(commands, context.GetService<IRelationalConnection>(), Ct);
        await QueryAsync(context, history.GetCreateScript());
        await QueryAsync(context, history.GetInsertScript(new HistoryRow(id, "10.0.0")));
    }

    /// <summary>The tables as the old migrations made them, with the columns and their types as the database names them.</summary>
    private static async Task<Dictionary<string, List<(string Name, string Type)>>> TablesAsync(DbContext context)
    {
        var sql = context.Database.IsNpgsql()
            ? "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_EF%'"
            : "SELECT m.name, c.name, c.type FROM sqlite_master AS m, pragma_table_info(m.name) AS c WHERE m.type = 'table' "
                + "AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE '\\_\\_EF%' ESCAPE '\\'";
        Dictionary<string, List<(string, string)>> tables = [];
        foreach (var row in await QueryAsync(context, sql))
        {
            if (!tables.TryGetValue((string)row[0]!, out var columns)) tables[(string)row[0]!] = columns = [];
            columns.Add(((string)row[1]!, (string)row[2]!));
        }
        return tables;
    }

    private static async Task InsertAsync(DbContext context, string table, List<(string Name, string Type)> columns, int i)
    {
        var values = columns.Select(c => c.Type switch
        {
            "uuid" => $"'{Id(i)}'",
            "date" => $"'2027-01-0{i}'",
            "boolean" => i == 1 ? "true" : "false",
            "integer" or "bigint" or "INTEGER" => (1_800_000L * (i + 1) % int.MaxValue).ToString(CultureInfo.InvariantCulture),
            _ when c.Name is "id" or "lease_token" => $"'{Id(i)}'",
            _ when c.Name is "state" => $$"""'{"old": {{i}}}'""", // an aggregate is always JSON
            _ => $"'old {c.Name[..Math.Min(c.Name.Length, 5)]} {i}'",
        });
        if (columns.Any(c => c is { Name: "us_state" })) values = values.Zip(columns, (v, c) => c.Name == "us_state" ? "'WI'" : v);
        await QueryAsync(context, $"INSERT INTO {table} ({string.Join(", ", columns.Select(c => $"\"{c.Name}\""))}) VALUES ({string.Join(", ", values)})");
    }

    private static string Id(int i) => $"00000000-0000-0000-0000-00000000000{i}";

    private static async Task<List<string>> RowsAsync(DbContext context, Dictionary<string, List<(string Name, string Type)>> tables)
    {
        List<string> lines = [];
        foreach (var (table, columns) in tables)
        {
            var rows = await QueryAsync(context, $"SELECT {string.Join(", ", columns.Select(c => $"\"{c.Name}\""))} FROM {table}");
            lines.AddRange(rows.Select(row => row
                .Aggregate(new StringBuilder(table), (line, value) => line.Append('|').Append(CultureInfo.InvariantCulture, $"{value}")).ToString()));
        }
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static async Task<List<object?[]>> QueryAsync(DbContext context, string sql)
    {
        await using var command = context.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // names come from the schema, values from this test
        command.CommandText = sql;
#pragma warning restore CA2100
        List<object?[]> rows = [];
        await using var reader = await command.ExecuteReaderAsync(Ct);
        while (await reader.ReadAsync(Ct))
        {
            var row = new object?[reader.FieldCount];
            reader.GetValues(row!);
            rows.Add(row);
        }
        return rows;
    }
}
