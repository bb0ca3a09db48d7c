using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using UtilizationReview.Intake.Adapters;

namespace UtilizationReview.Intake.Migrations;

/// <summary>Decided cases and their services, for the yearly public figures and the gold-card counts. Needs no table of an earlier migration;
/// orders decided before it are filled in at start (<see cref="DecidedCaseFilling"/>).</summary>
[DbContext(typeof(IntakeContext))]
[Migration("0004_DecidedCases")]
internal sealed class DecidedCasesTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "decided_cases",
            table => new
            {
                order_id = table.Column<string>(maxLength: 64),
                plan_id = table.Column<string>(maxLength: 64),
                line_of_business = table.Column<string>(maxLength: 32),
                urgency = table.Column<string>(maxLength: 16),
                is_drug = table.Column<bool>(),
                practice_id = table.Column<string>(maxLength: 64),
                practice_npi = table.Column<string>(maxLength: 10),
                ordering_clinician_id = table.Column<string>(maxLength: 64),
                programs = table.Column<string>(maxLength: 64),
                procedure_codes = table.Column<string>(maxLength: 256),
                received_at = table.Column<long>(),
                decided_at = table.Column<long>(),
                decided_on = table.Column<DateOnly>(),
                decision_year = table.Column<int>(),
                elapsed_milliseconds = table.Column<long>(),
                outcome = table.Column<string>(maxLength: 32),
                in_force = table.Column<string>(maxLength: 32),
                decided_by = table.Column<string>(maxLength: 16),
                extended = table.Column<bool>(),
                late = table.Column<bool>(),
                appeal = table.Column<string>(maxLength: 32),
            },
            constraints: table => table.PrimaryKey("pk_decided_cases", row => row.order_id));
        migrationBuilder.CreateIndex(
            "ix_decided_cases_times", "decided_cases",
            ["decision_year", "plan_id", "line_of_business", "urgency", "elapsed_milliseconds", "outcome", "is_drug"]);
        migrationBuilder.CreateTable(
            "decided_services",
            table => new
            {
                order_id = table.Column<string>(maxLength: 64),
                line = table.Column<int>(),
                plan_id = table.Column<string>(maxLength: 64),
                ordering_clinician_id = table.Column<string>(maxLength: 64),
                practice_npi = table.Column<string>(maxLength: 10),
                code = table.Column<string>(maxLength: 8),
                family = table.Column<string>(maxLength: 128),
                program = table.Column<string>(maxLength: 16),
                decided_on = table.Column<DateOnly>(),
                first = table.Column<string>(maxLength: 32),
                in_force = table.Column<string>(maxLength: 32),
            },
            constraints: table => table.PrimaryKey("pk_decided_services", row => new { row.order_id, row.line }));
        migrationBuilder.CreateIndex(
            "ix_decided_services_plan_id_ordering_clinician_id_decided_on", "decided_services", ["plan_id", "ordering_clinician_id", "decided_on"]);
        migrationBuilder.CreateIndex(
            "ix_decided_services_plan_id_practice_npi_decided_on", "decided_services", ["plan_id", "practice_npi", "decided_on"]);
    }

    protected override void Down(MigrationBuilder migrationBuilder) =>
        throw new NotSupportedException("Migrations only go forward; restore a backup to go back.");
}
