using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using UtilizationReview.PeerToPeer.Adapters;

namespace UtilizationReview.PeerToPeer.Migrations;

/// <summary>A reservation is a half hour of the grid, so that overlapping slots collide on the key; a worklist reads the waiting cases of its
/// plans from an index.</summary>
[DbContext(typeof(PeerToPeerContext)), Migration("0002_Slots")]
internal sealed class Slots : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropIndex("ix_cases_phase_due_at", "cases");
        migrationBuilder.CreateIndex("ix_cases_plan_id_phase_due_at_id", "cases", ["plan_id", "phase", "due_at", "id"]);
        migrationBuilder.DropIndex("ix_cases_wake_at", "cases");
        migrationBuilder.CreateIndex("ix_cases_wake_at", "cases", "wake_at", filter: "wake_at IS NOT NULL");
        if (migrationBuilder.IsSqlite()) MoveToCheckedTable(migrationBuilder);
        else migrationBuilder.AddCheckConstraint("ck_reservations_slot_start", "reservations", PeerToPeerContext.OnGrid);
    }

    /// <summary>SQLite cannot add a constraint to a table: the rows move to a new one.</summary>
    private static void MoveToCheckedTable(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.RenameTable("reservations", newName: "reservations_0001");
        migrationBuilder.CreateTable(
            "reservations",
            table => new
            {
                physician_id = table.Column<string>(maxLength: 64),
                slot_start = table.Column<long>(),
                case_id = table.Column<string>(maxLength: 64),
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_reservations", row => new { row.physician_id, row.slot_start });
                table.CheckConstraint("ck_reservations_slot_start", PeerToPeerContext.OnGrid);
            });
        migrationBuilder.Sql(
            "INSERT INTO reservations (physician_id, slot_start, case_id) SELECT physician_id, slot_start, case_id FROM reservations_0001");
        migrationBuilder.DropTable("reservations_0001");
        migrationBuilder.CreateIndex("ix_reservations_case_id", "reservations", "case_id");
    }
}
