using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace UtilizationReview.Platform.Storage;

/// <summary>What differs between the databases a service can keep its data in; everything else of the platform is the same on all of them.</summary>
internal abstract class StorageProvider
{
    private const string Key = "Database:Provider";

    /// <summary>The provider <c>Database:Provider</c> names: <c>Sqlite</c> (the default) or <c>PostgreSQL</c>.</summary>
    /// <exception cref="ArgumentException">The configuration names none, or lacks what it needs; the message says which key.</exception>
    public static StorageProvider Of(IConfiguration configuration) => configuration[Key] switch
    {
        null or "" => new SqliteStorage(configuration),
        var name when name.Equals("Sqlite", StringComparison.OrdinalIgnoreCase) => new SqliteStorage(configuration),
        var name when name.Equals("PostgreSQL", StringComparison.OrdinalIgnoreCase) => new PostgreSqlStorage(configuration),
        var name => throw new ArgumentException($"{Key} is '{name}'; allowed are Sqlite and PostgreSQL.", nameof(configuration)),
    };

    /// <summary>Makes a context use the database of one service.</summary>
    public abstract void Use(DbContextOptionsBuilder options, IServiceProvider services, string serviceName);

    /// <summary>Creates the database when it is missing and brings it to the present schema. Safe when several copies of a service start at
    /// once.</summary>
    public abstract Task MigrateAsync(DbContext context, CancellationToken ct);
}
