using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using UtilizationReview.NurseReview.Adapters;

namespace UtilizationReview.NurseReview.Migrations;

/// <summary>The next item of a plan, and of a program of a plan, is found at once however many wait; leases that run out are found without
/// the items nobody holds. Stage 1 is open.</summary>
[DbContext(typeof(NurseReviewContext))]
[Migration("0002_ClaimIndexes")]
internal sealed class ClaimIndexes : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropIndex("ix_nurse_items_wake_at", "nurse_items");
        migrationBuilder.CreateIndex("ix_nurse_items_wake_at", "nurse_items", "wake_at", filter: "wake_at IS NOT NULL");
        migrationBuilder.CreateIndex("ix_nurse_items_plan_id_due_at_id", "nurse_items", ["plan_id", "due_at", "id"], filter: "stage = 1");
        migrationBuilder.CreateIndex(
            "ix_nurse_items_plan_id_programs_due_at_id", "nurse_items", ["plan_id", "programs", "due_at", "id"], filter: "stage = 1");
    }
}
