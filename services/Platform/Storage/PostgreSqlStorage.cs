using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace UtilizationReview.Platform.Storage;

/// <summary>A PostgreSQL database per service, shared by every copy of the service.</summary>
internal sealed class PostgreSqlStorage : StorageProvider
{
    private const string Key = "Database:ConnectionString";
    private const string PrefixKey = "Database:Prefix";
    private const string MaxAutoPrepare = "Max Auto Prepare";
    private const string NoResetOnClose = "No Reset On Close";
    private const int PreparedStatements = 100;
    private const int LongestName = 63;

    /// <summary>Any number of our own: copies that migrate the same database take turns on it.</summary>
    private const long MigrationTurn = 0x5552_4d49_4752;

    /// <summary>A process that stands still in the middle of a transaction keeps its rows from the others no longer than this.</summary>
    private const string AbandonedTransactions = "-c idle_in_transaction_session_timeout=30s";

    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly string _prefix;

    public PostgreSqlStorage(IConfiguration configuration)
    {
        var text = configuration[Key];
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new ArgumentException(
                $"{Key} is missing: PostgreSQL needs it, for example 'Host=db;Username=ur;Password=…', without a database.", nameof(configuration));
        }
        try
        {
            _server = new NpgsqlConnectionStringBuilder(text);
        }
        catch (ArgumentException)
        {
#pragma warning disable MA0054 // the problem's own message may quote the password
            throw new ArgumentException($"{Key} cannot be read: allowed are NAME=VALUE pairs with ; between them, as Npgsql names them.",
                nameof(configuration));
#pragma warning restore MA0054
        }
        if (!string.IsNullOrEmpty(_server.Database))
        {
            throw new ArgumentException(
                $"{Key} names the database '{_server.Database}': leave it out, each service has a database of its own (see {PrefixKey}).",
                nameof(configuration));
        }
        _prefix = configuration[PrefixKey] ?? "ur_";
        if (_prefix.Length > 40 || _prefix.Any(c => c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '_')))
        {
            throw new ArgumentException(
                $"{PrefixKey} is '{_prefix}'; allowed are up to 40 lower-case letters, digits and underscores.", nameof(configuration));
        }
    }

    public override void Use(DbContextOptionsBuilder options, IServiceProvider services, string serviceName) =>
        options.UseNpgsql(ConnectionString(serviceName));

    /// <summary>The connection string of a service's database.</summary>
    public string ConnectionString(string serviceName)
    {
        var database = _prefix + serviceName;
        if (database.Length > LongestName)
            throw new ArgumentException($"The database name {database} is longer than {LongestName} characters: shorten {PrefixKey}.",
                nameof(serviceName));
        var own = new NpgsqlConnectionStringBuilder(_server.ConnectionString)
        {
            Database = database,
            Options = string.IsNullOrEmpty(_server.Options) ? AbandonedTransactions : _server.Options,
            ApplicationName = string.IsNullOrEmpty(_server.ApplicationName) ? database : _server.ApplicationName,
        };
        // A service sends the same few statements all day: the server plans each of them once a connection. Connections carry no session
        // state that a reset would have to clear. Both are the operator's where the connection string says otherwise (a pooler in between).
        if (!_server.ShouldSerialize(MaxAutoPrepare)) own.MaxAutoPrepare = PreparedStatements;
        if (!_server.ShouldSerialize(NoResetOnClose)) own.NoResetOnClose = true;
        return own.ConnectionString;
    }

    public override async Task MigrateAsync(DbContext context, CancellationToken ct)
    {
        // A connection of its own, outside the pool: when this process dies, the turn ends with the connection.
        var own = new NpgsqlConnectionStringBuilder(context.Database.GetConnectionString()) { Pooling = false };
        await using var turn = await OpenOrCreateAsync(own, ct);
        await using (var wait = new NpgsqlCommand("SELECT pg_advisory_lock($1)", turn) { Parameters = { new() { Value = MigrationTurn } } })
        {
            wait.CommandTimeout = 0; // another copy may migrate for long; cancelled with the start
            await wait.ExecuteNonQueryAsync(ct);
        }
        await CompressQuicklyAsync(own, turn, ct);
        context.Database.SetCommandTimeout(TimeSpan.FromHours(1)); // an index over a large table takes its time
        await context.Database.MigrateAsync(ct);
    }

    /// <summary>The database may have been made by an operator, and the user need then not be allowed to make one: it is tried first.</summary>
    private static async Task<NpgsqlConnection> OpenOrCreateAsync(NpgsqlConnectionStringBuilder own, CancellationToken ct)
    {
        try
        {
            return await OpenAsync(own, ct);
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            await CreateAsync(own, ct);
            return await OpenAsync(own, ct);
        }
    }

    private static async Task<NpgsqlConnection> OpenAsync(NpgsqlConnectionStringBuilder to, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(to.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>States and histories are long texts, compressed at every write: the quick method costs a third of the server's usual one. Left
    /// alone where the server was built without it, or the database is another's.</summary>
    private static async Task CompressQuicklyAsync(NpgsqlConnectionStringBuilder own, NpgsqlConnection turn, CancellationToken ct)
    {
#pragma warning disable CA2100 // the name is made of checked letters; it cannot be a parameter
        await using var compress = new NpgsqlCommand(
            $"""
            DO $$ BEGIN
              IF current_setting('default_toast_compression') <> 'lz4'
                 AND EXISTS (SELECT FROM pg_settings WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals))
                 AND pg_has_role((SELECT datdba FROM pg_database WHERE datname = current_database()), 'USAGE') THEN
                ALTER DATABASE "{own.Database}" SET default_toast_compression = 'lz4';
              END IF;
            END $$
            """, turn);
#pragma warning restore CA2100
        await compress.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Text is compared byte by byte, as on SQLite, and no index depends on the locale of a machine.</summary>
    private static async Task CreateAsync(NpgsqlConnectionStringBuilder own, CancellationToken ct)
    {
        await using var connection = await OpenAsync(new(own.ConnectionString) { Database = "postgres" }, ct);
#pragma warning disable CA2100 // the name is made of checked letters; it cannot be a parameter
        await using var create = new NpgsqlCommand(
            $"CREATE DATABASE \"{own.Database}\" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'", connection);
#pragma warning restore CA2100
        try
        {
            await create.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException raced) when (raced.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another copy made it at the same moment.
        }
    }
}
