using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Messaging;

namespace UtilizationReview.Platform.Storage;

/// <summary>The database of one service: its own rows, and the history, outbox, inbox and rejected messages that every service keeps.
/// Table and column names are snake_case; instants are stored as Unix milliseconds; dates as dates.</summary>
/// <param name="options">Must be the options of the derived context, so that contexts can be pooled.</param>
public abstract class ServiceContext(DbContextOptions options) : DbContext(options)
{
    internal DbSet<HistoryRow> History => Set<HistoryRow>();
    internal DbSet<OutboxRow> Outbox => Set<OutboxRow>();
    internal DbSet<InboxRow> Inbox => Set<InboxRow>();
    internal DbSet<RejectedMessageRow> RejectedMessages => Set<RejectedMessageRow>();

    /// <summary>Maps the service's own rows: tables, keys and the indexes its migrations create.</summary>
    protected abstract void Map(ModelBuilder model);

    /// <inheritdoc/>
    protected sealed override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<HistoryRow>(row => row.ToTable("history").HasKey(r => new { r.Aggregate, r.AggregateId, r.Version, r.Seq }));
        modelBuilder.Entity<OutboxRow>(row =>
        {
            row.ToTable("outbox").HasKey(r => r.Id);
            row.Property(r => r.Id).ValueGeneratedNever();
            row.HasIndex(r => r.NextAttemptAt).HasFilter("sent_at IS NULL");
        });
        modelBuilder.Entity<InboxRow>(row =>
        {
            row.ToTable("inbox").HasKey(r => new { r.Scope, r.MessageId });
            row.HasIndex(r => r.ReceivedAt);
        });
        modelBuilder.Entity<RejectedMessageRow>(row => row.ToTable("rejected_messages").HasKey(r => new { r.Scope, r.MessageId }));
        Map(modelBuilder);
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            foreach (var property in entity.GetProperties()) property.SetColumnName(SnakeCase.Of(property.Name));
            foreach (var index in entity.GetIndexes())
            {
                // A name of the service's own is for what would be longer than the 63 letters of PostgreSQL.
                if (index.FindAnnotation(RelationalAnnotationNames.Name) is not null) continue;
                index.SetDatabaseName($"ix_{entity.GetTableName()}_{string.Join('_', index.Properties.Select(p => SnakeCase.Of(p.Name)))}");
            }
            foreach (var key in entity.GetKeys()) key.SetName($"pk_{entity.GetTableName()}");
        }
    }

    /// <inheritdoc/>
    protected sealed override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        ArgumentNullException.ThrowIfNull(configurationBuilder);
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();
    }

    /// <summary>Instants as Unix milliseconds: EF cannot compare DateTimeOffset on SQLite, and Npgsql refuses offsets other than zero.</summary>
    internal sealed class UnixMilliseconds()
        : ValueConverter<DateTimeOffset, long>(instant => instant.ToUnixTimeMilliseconds(),
            stored => DateTimeOffset.FromUnixTimeMilliseconds(stored));
}
