using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using UtilizationReview.Correspondence.Adapters;
using UtilizationReview.Platform.Messaging;

namespace UtilizationReview.Correspondence.Migrations;

/// <summary>Folders of orders and drafts, and where each document is.</summary>
[DbContext(typeof(CorrespondenceContext))]
[Migration("0001_Folders")]
internal sealed class Folders : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        MessagingTables.Create(migrationBuilder);
        migrationBuilder.CreateTable(
            "folders",
            table => new
            {
                id = table.Column<string>(maxLength: 64),
                version = table.Column<int>(),
                state = table.Column<string>(),
                wake_at = table.Column<long>(nullable: true),
            },
            constraints: table => table.PrimaryKey("pk_folders", row => row.id));
        migrationBuilder.CreateIndex("ix_folders_wake_at", "folders", "wake_at", filter: "wake_at IS NOT NULL");
        migrationBuilder.CreateTable(
            "documents",
            table => new
            {
                id = table.Column<string>(maxLength: 64),
                folder_id = table.Column<string>(maxLength: 64),
                state = table.Column<int>(),
            },
            constraints: table => table.PrimaryKey("pk_documents", row => row.id));
        migrationBuilder.CreateIndex("ix_documents_state", "documents", "state");
    }
}
