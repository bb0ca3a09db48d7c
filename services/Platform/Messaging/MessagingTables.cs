using Microsoft.EntityFrameworkCore.Migrations;

namespace UtilizationReview.Platform.Messaging;

/// <summary>The tables every service has beside its own; the first migration of a service calls <see cref="Create"/>. Instants are
/// <c>long</c> (Unix milliseconds); other column types are left to the provider.</summary>
public static class MessagingTables
{
    /// <summary>Creates history, outbox, inbox and rejected_messages with their indexes.</summary>
    public static void Create(MigrationBuilder migration)
    {
        ArgumentNullException.ThrowIfNull(migration);
        migration.CreateTable(
            "history",
            table => new
            {
                aggregate = table.Column<string>(maxLength: 64),
                aggregate_id = table.Column<string>(maxLength: 64),
                version = table.Column<int>(),
                seq = table.Column<int>(),
                at = table.Column<long>(),
                person_id = table.Column<string>(),
                role = table.Column<string>(),
                command = table.Column<string>(),
                @event = table.Column<string>(),
                body = table.Column<string>(),
                traceparent = table.Column<string>(nullable: true),
            },
            constraints: table => table.PrimaryKey("pk_history", row => new { row.aggregate, row.aggregate_id, row.version, row.seq }));
        migration.CreateTable(
            "outbox",
            table => new
            {
                id = table.Column<Guid>(),
                type = table.Column<string>(),
                body = table.Column<string>(),
                aggregate_id = table.Column<string>(maxLength: 64),
                aggregate_version = table.Column<int>(),
                traceparent = table.Column<string>(nullable: true),
                created_at = table.Column<long>(),
                sent_at = table.Column<long>(nullable: true),
                attempts = table.Column<int>(),
                next_attempt_at = table.Column<long>(),
                last_error = table.Column<string>(nullable: true),
                parked_at = table.Column<long>(nullable: true),
                lease_token = table.Column<Guid>(nullable: true),
                leased_until = table.Column<long>(nullable: true),
            },
            constraints: table => table.PrimaryKey("pk_outbox", row => row.id));
        migration.CreateIndex("ix_outbox_next_attempt_at", "outbox", "next_attempt_at", filter: "sent_at IS NULL");
        migration.CreateTable(
            "inbox",
            table => new
            {
                scope = table.Column<string>(maxLength: 200),
                message_id = table.Column<string>(maxLength: 200),
                payload_hash = table.Column<string>(),
                aggregate_id = table.Column<string>(maxLength: 64),
                received_at = table.Column<long>(),
            },
            constraints: table => table.PrimaryKey("pk_inbox", row => new { row.scope, row.message_id }));
        migration.CreateIndex("ix_inbox_received_at", "inbox", "received_at");
        migration.CreateTable(
            "rejected_messages",
            table => new
            {
                scope = table.Column<string>(maxLength: 200),
                message_id = table.Column<string>(maxLength: 200),
                aggregate_id = table.Column<string>(maxLength: 64),
                command = table.Column<string>(),
                code = table.Column<string>(),
                sentence = table.Column<string>(),
                at = table.Column<long>(),
            },
            constraints: table => table.PrimaryKey("pk_rejected_messages", row => new { row.scope, row.message_id }));
    }
}
