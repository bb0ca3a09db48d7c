using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using UtilizationReview.PeerToPeer.Adapters;
using UtilizationReview.Platform.Messaging;

namespace UtilizationReview.PeerToPeer.Migrations;

/// <summary>Cases, physicians, reservations.</summary>
[DbContext(typeof(PeerToPeerContext)), Migration("0001_Cases")]
internal sealed class Cases : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        MessagingTables.Create(migrationBuilder);
        migrationBuilder.CreateTable(
            "cases",
            table => new
            {
                id = table.Column<string>(maxLength: 64),
                version = table.Column<int>(),
                state = table.Column<string>(),
                wake_at = table.Column<long>(nullable: true),
                plan_id = table.Column<string>(maxLength: 64),
                phase = table.Column<string>(maxLength: 20),
                due_at = table.Column<long>(),
                taken_by = table.Column<string>(maxLength: 64),
            },
            constraints: table => table.PrimaryKey("pk_cases", row => row.id));
        migrationBuilder.CreateIndex("ix_cases_phase_due_at", "cases", ["phase", "due_at"]);
        migrationBuilder.CreateIndex("ix_cases_wake_at", "cases", "wake_at");
        migrationBuilder.CreateTable(
            "physicians",
            table => new
            {
                id = table.Column<string>(maxLength: 64),
                version = table.Column<int>(),
                state = table.Column<string>(),
                name = table.Column<string>(maxLength: 200),
            },
            constraints: table => table.PrimaryKey("pk_physicians", row => row.id));
        migrationBuilder.CreateTable(
            "reservations",
            table => new
            {
                physician_id = table.Column<string>(maxLength: 64),
                slot_start = table.Column<long>(),
                case_id = table.Column<string>(maxLength: 64),
            },
            constraints: table => table.PrimaryKey("pk_reservations", row => new { row.physician_id, row.slot_start }));
        migrationBuilder.CreateIndex("ix_reservations_case_id", "reservations", "case_id");
    }
}
