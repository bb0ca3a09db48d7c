using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using UtilizationReview.Intake.Adapters;

namespace UtilizationReview.Intake.Migrations;

/// <summary>The record of changes of plans, one row a plan.</summary>
[DbContext(typeof(IntakeContext))]
[Migration("0003_Plans")]
internal sealed class PlanRecord : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateTable(
        "plans",
        table => new { id = table.Column<string>(maxLength: 64), version = table.Column<int>(), state = table.Column<string>() },
        constraints: table => table.PrimaryKey("pk_plans", row => row.id));
}
