using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using UtilizationReview.NurseReview.Adapters;
using UtilizationReview.Platform.Messaging;

namespace UtilizationReview.NurseReview.Migrations;

/// <summary>The nurse queue.</summary>
[DbContext(typeof(NurseReviewContext))]
[Migration("0001_NurseItems")]
internal sealed class NurseItems : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        MessagingTables.Create(migrationBuilder);
        migrationBuilder.CreateTable(
            "nurse_items",
            table => new
            {
                id = table.Column<string>(maxLength: 64),
                version = table.Column<int>(),
                state = table.Column<string>(),
                wake_at = table.Column<long>(nullable: true),
                plan_id = table.Column<string>(maxLength: 100),
                stage = table.Column<int>(),
                due_at = table.Column<long>(),
                programs = table.Column<int>(),
                holder = table.Column<string>(maxLength: 100),
            },
            constraints: table => table.PrimaryKey("pk_nurse_items", row => row.id));
        migrationBuilder.CreateIndex("ix_nurse_items_stage_due_at_id", "nurse_items", ["stage", "due_at", "id"]);
        migrationBuilder.CreateIndex("ix_nurse_items_wake_at", "nurse_items", "wake_at");
    }
}
