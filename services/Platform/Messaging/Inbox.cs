using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.Platform.Messaging;

/// <summary>One message, one effect: the claim is part of the transaction of the effect.</summary>
internal static class Inbox
{
    private const string Claim =
        "INSERT INTO inbox (scope, message_id, payload_hash, aggregate_id, received_at) VALUES (@p0, @p1, @p2, @p3, @p4) ON CONFLICT DO NOTHING";

    /// <summary>
    /// True for the first, false when the key is already there. Never insert-and-catch: a failed statement poisons a PostgreSQL transaction.
    /// </summary>
    public static async Task<bool> ClaimAsync(ServiceContext context, MessageKey key, string payloadHash,
        string aggregateId, DateTimeOffset now, CancellationToken ct)
    {
        await using var command = Appending.Command(context);
        command.CommandText = Claim;
        foreach (var value in new object[] { key.Scope, key.Id, payloadHash, aggregateId, now.ToUnixTimeMilliseconds() })
            Appending.Bind(command, value);
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    public static RejectedMessageRow Rejected(MessageKey key, string aggregateId, string command, Refusal refusal, DateTimeOffset now) => new()
    {
        Scope = key.Scope, MessageId = key.Id, AggregateId = aggregateId,
        Command = command, Code = refusal.Code, Sentence = refusal.Sentence, At = now,
    };
}
