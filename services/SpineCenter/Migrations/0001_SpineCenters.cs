using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.SpineCenter.Adapters;

namespace UtilizationReview.SpineCenter.Migrations;

/// <summary>Spine centers, evaluations and visit orders.</summary>
[DbContext(typeof(SpineCenterContext))]
[Migration("0001_SpineCenters")]
internal sealed class SpineCenters : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        MessagingTables.Create(migrationBuilder);
        migrationBuilder.CreateTable(
            "centers",
            table => new
            {
                id = table.Column<string>(maxLength: 64),
                version = table.Column<int>(),
                state = table.Column<string>(),
                name_lower = table.Column<string>(maxLength: 200),
                us_state = table.Column<string>(maxLength: 2),
            },
            constraints: table => table.PrimaryKey("pk_centers", row => row.id));
        migrationBuilder.CreateTable(
            "evaluations",
            table => new
            {
                id = table.Column<string>(maxLength: 64),
                version = table.Column<int>(),
                state = table.Column<string>(),
                member_id = table.Column<string>(maxLength: 64),
                plan_id = table.Column<string>(maxLength: 64),
                due_on = table.Column<DateOnly>(),
                evaluated_on = table.Column<DateOnly>(nullable: true),
            },
            constraints: table => table.PrimaryKey("pk_evaluations", row => row.id));
        migrationBuilder.CreateIndex("ix_evaluations_member_id", "evaluations", "member_id");
        migrationBuilder.CreateIndex("ix_evaluations_plan_id_due_on", "evaluations", ["plan_id", "due_on"]);
        migrationBuilder.CreateTable(
            "visits",
            table => new
            {
                id = table.Column<string>(maxLength: 64),
                version = table.Column<int>(),
                state = table.Column<string>(),
                plan_id = table.Column<string>(maxLength: 64),
                practice_id = table.Column<string>(maxLength: 64),
                status = table.Column<int>(),
                visit_on = table.Column<DateOnly>(),
            },
            constraints: table => table.PrimaryKey("pk_visits", row => row.id));
        migrationBuilder.CreateIndex("ix_visits_status_visit_on", "visits", ["status", "visit_on"]);
    }
}
