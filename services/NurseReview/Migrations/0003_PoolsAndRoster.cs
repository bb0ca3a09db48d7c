using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using UtilizationReview.NurseReview.Adapters;

namespace UtilizationReview.NurseReview.Migrations;

/// <summary>Pools: what a case needs beside its program is searched, and answered from the index the next case is read from; who finished what
/// and when is counted; and what nurses may work on. Stage 1 is open.</summary>
[DbContext(typeof(NurseReviewContext))]
[Migration("0003_PoolsAndRoster")]
internal sealed class PoolsAndRoster : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<string>("member_state", "nurse_items", maxLength: 20, defaultValue: "");
        migrationBuilder.AddColumn<int>("skills", "nurse_items", defaultValue: 0);
        migrationBuilder.AddColumn<string>("done_by", "nurse_items", maxLength: 100, defaultValue: "");
        migrationBuilder.AddColumn<long>("done_at", "nurse_items", nullable: true);
        // Cases of before say their state only inside: without it no licence would ever fit them.
        migrationBuilder.Sql(migrationBuilder.IsSqlite()
            ? "UPDATE nurse_items SET member_state = COALESCE(json_extract(state, '$.referral.memberState'), '')"
            : "UPDATE nurse_items SET member_state = COALESCE(state::json -> 'referral' ->> 'memberState', '')");
        migrationBuilder.DropIndex("ix_nurse_items_plan_id_due_at_id", "nurse_items");
        migrationBuilder.DropIndex("ix_nurse_items_plan_id_programs_due_at_id", "nurse_items");
        migrationBuilder.CreateIndex("ix_nurse_items_plan_id_due_at_id_member_state_skills", "nurse_items",
            ["plan_id", "due_at", "id", "member_state", "skills"], filter: "stage = 1");
        migrationBuilder.CreateIndex("ix_nurse_items_plan_id_programs_due_at_id_member_state_skills", "nurse_items",
            ["plan_id", "programs", "due_at", "id", "member_state", "skills"], filter: "stage = 1");
        migrationBuilder.CreateIndex("ix_nurse_items_plan_id_done_at", "nurse_items", ["plan_id", "done_at"], filter: "done_at IS NOT NULL");
        migrationBuilder.CreateTable(
            "nurse_profiles",
            table => new
            {
                id = table.Column<string>(maxLength: 64),
                version = table.Column<int>(),
                state = table.Column<string>(),
                name = table.Column<string>(maxLength: 200),
            },
            constraints: table => table.PrimaryKey("pk_nurse_profiles", row => row.id));
    }
}
