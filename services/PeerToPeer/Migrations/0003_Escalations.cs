using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using UtilizationReview.PeerToPeer.Adapters;

namespace UtilizationReview.PeerToPeer.Migrations;

/// <summary>Cases with a talk that a supervisor has to look after are found by an index. Talks that fitted nobody before this version wait
/// for one too.</summary>
[DbContext(typeof(PeerToPeerContext)), Migration("0003_Escalations")]
internal sealed class EscalatedCases : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<long>("escalated_at", "cases", nullable: true);
        migrationBuilder.Sql("""
            UPDATE cases SET escalated_at = due_at
            WHERE phase NOT IN ('Determined', 'Closed') AND state LIKE '%"phase":"NoneFits"%'
            """);
        migrationBuilder.CreateIndex(
            "ix_cases_plan_id_due_at", "cases", ["plan_id", "due_at"], filter: PeerToPeerContext.OnlyEscalated);
    }
}
