using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using UtilizationReview.Intake.Adapters;
using UtilizationReview.Platform.Messaging;

namespace UtilizationReview.Intake.Migrations;

/// <summary>Orders, drafts, members, practices, and the tables every service has. Column types are left to the provider.</summary>
[DbContext(typeof(IntakeContext))]
[Migration("0001_Orders")]
internal sealed class Orders : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        MessagingTables.Create(migrationBuilder);
        migrationBuilder.CreateTable(
            "orders",
            table => new
            {
                id = table.Column<string>(maxLength: 64),
                version = table.Column<int>(),
                state = table.Column<string>(),
                wake_at = table.Column<long>(nullable: true),
                order_number = table.Column<string>(maxLength: 32, nullable: true),
                status = table.Column<string>(maxLength: 32),
                plan_id = table.Column<string>(maxLength: 64),
                practice_id = table.Column<string>(maxLength: 64),
                member_id = table.Column<string>(maxLength: 64),
                date_of_service = table.Column<DateOnly>(),
                received_at = table.Column<long>(),
                due_at = table.Column<long>(nullable: true),
                linked_from = table.Column<string>(maxLength: 32, nullable: true),
            },
            constraints: table => table.PrimaryKey("pk_orders", row => row.id));
        migrationBuilder.CreateIndex("ix_orders_wake_at", "orders", "wake_at");
        migrationBuilder.CreateIndex("ix_orders_received_at_id", "orders", ["received_at", "id"]);
        migrationBuilder.CreateIndex("ix_orders_practice_id_received_at", "orders", ["practice_id", "received_at"]);
        migrationBuilder.CreateIndex("ix_orders_member_id_date_of_service", "orders", ["member_id", "date_of_service"]);
        migrationBuilder.CreateIndex("ix_orders_order_number", "orders", "order_number", unique: true);
        migrationBuilder.CreateIndex("ix_orders_linked_from", "orders", "linked_from");
        migrationBuilder.CreateTable(
            "drafts",
            table => new
            {
                id = table.Column<string>(maxLength: 64),
                version = table.Column<int>(),
                state = table.Column<string>(),
                practice_id = table.Column<string>(maxLength: 64),
                plan_id = table.Column<string>(maxLength: 64),
                open = table.Column<bool>(),
            },
            constraints: table => table.PrimaryKey("pk_drafts", row => row.id));
        migrationBuilder.CreateIndex("ix_drafts_practice_id", "drafts", "practice_id");
        migrationBuilder.CreateTable(
            "members",
            table => new { id = table.Column<string>(maxLength: 64), version = table.Column<int>(), state = table.Column<string>() },
            constraints: table => table.PrimaryKey("pk_members", row => row.id));
        migrationBuilder.CreateTable(
            "practices",
            table => new { id = table.Column<string>(maxLength: 64), version = table.Column<int>(), state = table.Column<string>() },
            constraints: table => table.PrimaryKey("pk_practices", row => row.id));
    }

    protected override void Down(MigrationBuilder migrationBuilder) =>
        throw new NotSupportedException("Migrations only go forward; restore a backup to go back.");
}
