using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.Tests.Integration.Platform;

internal sealed class ParcelRow : TimedRow
{
    public string Shelf { get; set; } = "";
}

/// <summary>Which parcel is on a shelf: one at a time, held by a unique index.</summary>
internal sealed class ShelfRow
{
    public string Shelf { get; set; } = "";
    public string Label { get; set; } = "";
    public DateOnly Since { get; set; }
}

internal sealed class ParcelContext(DbContextOptions<ParcelContext> options) : ServiceContext(options)
{
    protected override void Map(ModelBuilder model)
    {
        model.Entity<ParcelRow>(row =>
        {
            row.ToTable("parcels");
            row.HasIndex(r => r.WakeAt);
        });
        model.Entity<ShelfRow>().ToTable("shelves").HasKey(r => r.Shelf);
    }
}

[DbContext(typeof(ParcelContext))]
[Migration("0001_parcels")]
internal sealed class Parcels0001 : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        MessagingTables.Create(migrationBuilder);
        migrationBuilder.CreateTable(
            "parcels",
            table => new
            {
                id = table.Column<string>(maxLength: 64),
                version = table.Column<int>(),
                state = table.Column<string>(),
                wake_at = table.Column<long>(nullable: true),
                shelf = table.Column<string>(),
            },
            constraints: table => table.PrimaryKey("pk_parcels", row => row.id));
        migrationBuilder.CreateIndex("ix_parcels_wake_at", "parcels", "wake_at");
        migrationBuilder.CreateTable(
            "shelves",
            table => new { shelf = table.Column<string>(), label = table.Column<string>(), since = table.Column<DateOnly>() },
            constraints: table => table.PrimaryKey("pk_shelves", row => row.shelf));
    }
}

internal sealed class CopyRow : AggregateRow;

/// <summary>A second service in the same process: keeps copies of parcels, told by events.</summary>
internal sealed class CopyContext(DbContextOptions<CopyContext> options) : ServiceContext(options)
{
    protected override void Map(ModelBuilder model) => model.Entity<CopyRow>().ToTable("copies");
}

[DbContext(typeof(CopyContext))]
[Migration("0001_copies")]
internal sealed class Copies0001 : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        MessagingTables.Create(migrationBuilder);
        migrationBuilder.CreateTable(
            "copies",
            table => new { id = table.Column<string>(maxLength: 64), version = table.Column<int>(), state = table.Column<string>() },
            constraints: table => table.PrimaryKey("pk_copies", row => row.id));
    }
}
