using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using UtilizationReview.Intake.Adapters;

namespace UtilizationReview.Intake.Migrations;

/// <summary>Orders are counted by status, and the oldest of a status is found, without reading the orders themselves.</summary>
[DbContext(typeof(IntakeContext))]
[Migration("0002_OrderStatus")]
internal sealed class OrderStatusIndex : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.CreateIndex("ix_orders_status_received_at", "orders", ["status", "received_at"]);
}
