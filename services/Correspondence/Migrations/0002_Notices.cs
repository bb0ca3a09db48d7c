using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using UtilizationReview.Correspondence.Adapters;

namespace UtilizationReview.Correspondence.Migrations;

/// <summary>Notices with their texts, and where they are delivered.</summary>
[DbContext(typeof(CorrespondenceContext))]
[Migration("0002_Notices")]
internal sealed class NoticesAndAddresses : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "notices",
            table => new
            {
                id = table.Column<string>(maxLength: 64),
                version = table.Column<int>(),
                state = table.Column<string>(),
                wake_at = table.Column<long>(nullable: true),
                order_id = table.Column<string>(maxLength: 64),
                practice_id = table.Column<string>(maxLength: 64, nullable: true),
                plan_id = table.Column<string>(maxLength: 64, nullable: true),
                kind = table.Column<int>(),
                recipient = table.Column<int>(),
                stage = table.Column<int>(),
                owed_at = table.Column<long>(),
                issued_at = table.Column<long>(nullable: true),
                urgent = table.Column<bool>(),
                unread = table.Column<bool>(),
                waits_for_mail = table.Column<bool>(),
                has_problem = table.Column<bool>(),
            },
            constraints: table => table.PrimaryKey("pk_notices", row => row.id));
        migrationBuilder.CreateIndex("ix_notices_wake_at", "notices", "wake_at", filter: "wake_at IS NOT NULL");
        migrationBuilder.CreateIndex("ix_notices_order_id", "notices", "order_id");
        migrationBuilder.CreateIndex("ix_notices_practice_id_issued_at", "notices", ["practice_id", "issued_at"]);
        migrationBuilder.CreateIndex("ix_notices_plan_id_issued_at", "notices", ["plan_id", "issued_at"]);
        migrationBuilder.CreateIndex("ix_notices_plan_id_waits_for_mail", "notices", ["plan_id", "waits_for_mail"], filter: "waits_for_mail");
        migrationBuilder.CreateIndex("ix_notices_plan_id_has_problem", "notices", ["plan_id", "has_problem"], filter: "has_problem");
        migrationBuilder.CreateTable(
            "notice_texts",
            table => new
            {
                id = table.Column<string>(maxLength: 64),
                markdown = table.Column<string>(),
            },
            constraints: table => table.PrimaryKey("pk_notice_texts", row => row.id));
        migrationBuilder.CreateTable(
            "delivery_addresses",
            table => new
            {
                id = table.Column<string>(maxLength: 64),
                version = table.Column<int>(),
                state = table.Column<string>(),
            },
            constraints: table => table.PrimaryKey("pk_delivery_addresses", row => row.id));
    }
}
