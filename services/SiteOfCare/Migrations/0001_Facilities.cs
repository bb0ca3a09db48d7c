using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.SiteOfCare.Adapters;

namespace UtilizationReview.SiteOfCare.Migrations;

/// <summary>The facility directory.</summary>
[DbContext(typeof(SiteOfCareContext))]
[Migration("0001_Facilities")]
internal sealed class Facilities : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        MessagingTables.Create(migrationBuilder);
        migrationBuilder.CreateTable(
            "facilities",
            table => new
            {
                id = table.Column<string>(maxLength: 64),
                version = table.Column<int>(),
                state = table.Column<string>(),
                name_lower = table.Column<string>(maxLength: 200),
                place_of_service = table.Column<int>(),
                us_state = table.Column<string>(maxLength: 2),
            },
            constraints: table => table.PrimaryKey("pk_facilities", row => row.id));
        migrationBuilder.CreateIndex("ix_facilities_place_of_service", "facilities", "place_of_service");
    }
}
