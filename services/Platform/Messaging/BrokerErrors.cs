using System.Globalization;
using System.Text;
using System.Text.Json;
using RabbitMQ.Client;

namespace UtilizationReview.Platform.Messaging;

/// <summary>A message that ended beside its queue.</summary>
/// <param name="Queue">Error or skipped queue it is in.</param>
/// <param name="Event">URN of the event; empty when the body cannot be read.</param>
/// <param name="MessageId">Message id; empty when it has none.</param>
/// <param name="At">When it failed, else when it was sent; null when neither is told.</param>
/// <param name="Reason">Type of the exception, or why the broker moved it.</param>
/// <param name="Subject">Record the event tells of; empty when it names none.</param>
public sealed record FailedMessage(string Queue, string Event, string MessageId, DateTimeOffset? At, string Reason, string Subject);

/// <summary>A failed message with everything it holds.</summary>
/// <param name="Summary">What the list says of it.</param>
/// <param name="Headers">Headers, stack traces included.</param>
/// <param name="Body">Body as it is.</param>
public sealed record FailedMessageDetail(FailedMessage Summary, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>What is in an error or skipped queue.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Count">Messages in it.</param>
/// <param name="First">The first of them.</param>
public sealed record FailedQueue(string Queue, uint Count, IReadOnlyList<FailedMessage> First);

/// <summary>The operator's hands on the error and skipped queues, in plain AMQP.</summary>
public sealed class BrokerErrors(BusSettings settings, BrokerTopology topology)
{
    private static readonly string[] FaultHeaders = ["MT-Fault-", "MT-Reason", "x-death", "x-first-death-", "x-last-death-", "x-delivery-count"];

    /// <summary>Every error and skipped queue that holds something.</summary>
    /// <param name="most">Messages named per queue.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<FailedQueue>> ListAsync(int most, CancellationToken ct)
    {
        await using var connection = await settings.Connections().CreateConnectionAsync(ct);
        List<FailedQueue> found = [];
        foreach (var queue in Queues())
        {
            if (await CountAsync(connection, queue, ct) is not (> 0 and var count)) continue;
            List<FailedMessage> first = [];
            await LookAsync(connection, queue, count, message =>
            {
                first.Add(message.Summary);
                return first.Count < most;
            }, ct);
            found.Add(new(queue, count, first));
        }
        return found;
    }

    /// <summary>The message with the id, in whichever queue it is; null when in none.</summary>
    public async Task<FailedMessageDetail?> FindAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await settings.Connections().CreateConnectionAsync(ct);
        FailedMessageDetail? found = null;
        foreach (var queue in Queues())
        {
            if (await CountAsync(connection, queue, ct) is not (> 0 and var count)) continue;
            await LookAsync(connection, queue, count, message => (found = HasId(message.Summary.MessageId, id) ? message : null) is null, ct);
            if (found is not null) break;
        }
        return found;
    }

    /// <summary>Puts messages back into the queues they came from; each is confirmed there before it leaves here, so a crash between repeats it,
    /// which the consumer's inbox absorbs. Messages that fail again come back, and are not tried again by this call.</summary>
    /// <param name="queue">Queue of a subscriber, or one of its error and skipped queues; null: all.</param>
    /// <param name="id">Only this message; null: all.</param>
    /// <param name="ct">Cancels between two messages.</param>
    /// <returns>How many were put back.</returns>
    /// <exception cref="ArgumentException">There is no such queue.</exception>
    public async Task<int> ReplayAsync(string? queue, Guid? id, CancellationToken ct)
    {
        var queues = Queues().Where(name => queue is null || name == queue || Original(name) == queue).ToList();
        if (queues.Count == 0)
            throw new ArgumentException($"There is no queue '{queue}'. Queues are: {string.Join(", ", topology.Subscribers)}.", nameof(queue));
        await using var connection = await settings.Connections().CreateConnectionAsync(ct);
        var replayed = 0;
        foreach (var name in queues)
        {
            if (await CountAsync(connection, name, ct) is not (> 0 and var count)) continue;
            replayed += await ReplayAsync(connection, name, count, id, ct);
        }
        return replayed;
    }

    private static async Task<int> ReplayAsync(IConnection connection, string queue, uint count, Guid? id, CancellationToken ct)
    {
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), ct);
        var replayed = 0;
        for (var looked = 0; looked < count; looked++)
        {
            if (await channel.BasicGetAsync(queue, autoAck: false, ct) is not { } message) break;
            if (id is { } only && !HasId(message.BasicProperties.MessageId, only)) continue; // goes back when the channel closes
            var properties = new BasicProperties(message.BasicProperties)
            {
                Headers = message.BasicProperties.Headers?.Where(
                    header => !FaultHeaders.Any(fault => header.Key.StartsWith(fault, StringComparison.Ordinal)))
                    .ToDictionary(header => header.Key, header => header.Value, StringComparer.Ordinal),
            };
            await channel.BasicPublishAsync(exchange: "", routingKey: Original(queue), mandatory: true, properties, message.Body, ct);
            await channel.BasicAckAsync(message.DeliveryTag, multiple: false, ct);
            replayed++;
            if (id is not null) break;
        }
        await channel.CloseAsync(ct);
        return replayed;
    }

    /// <summary>Reads messages without taking them: they go back when the channel closes.</summary>
    private static async Task LookAsync(IConnection connection, string queue, uint count, Func<FailedMessageDetail, bool> more, CancellationToken ct)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        for (var looked = 0; looked < count; looked++)
        {
            if (await channel.BasicGetAsync(queue, autoAck: false, ct) is not { } message || !more(Read(queue, message))) break;
        }
        await channel.CloseAsync(ct);
    }

    /// <summary>Messages ready in the queue; null when there is no such queue.</summary>
    private static async Task<uint?> CountAsync(IConnection connection, string queue, CancellationToken ct)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        try
        {
            return (await channel.QueueDeclarePassiveAsync(queue, ct)).MessageCount;
        }
        catch (RabbitMQ.Client.Exceptions.OperationInterruptedException missing) when (missing.ShutdownReason?.ReplyCode == 404)
        {
            return null;
        }
    }

    private static FailedMessageDetail Read(string queue, BasicGetResult message)
    {
        var headers = message.BasicProperties.Headers?.ToDictionary(header => header.Key, header => Text(header.Value), StringComparer.Ordinal) ?? [];
        var body = Encoding.UTF8.GetString(message.Body.Span);
        var (name, subject, sentAt) = Envelope(body);
        var reason = headers.GetValueOrDefault("MT-Fault-ExceptionType") ?? headers.GetValueOrDefault("x-first-death-reason")
            ?? headers.GetValueOrDefault("MT-Reason") ?? (queue.EndsWith(BrokerTopology.Skipped, StringComparison.Ordinal) ? "unknown event" : "");
        var at = Instant(headers.GetValueOrDefault("MT-Fault-Timestamp")) ?? Instant(sentAt);
        return new(new(queue, name, message.BasicProperties.MessageId ?? "", at, reason, subject), headers, body);
    }

    private static (string Event, string Subject, string? SentAt) Envelope(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            var name = root.TryGetProperty("messageType", out var types) && types.GetArrayLength() > 0 ? types[0].GetString() : null;
            var subject = root.TryGetProperty("message", out var message) && message.TryGetProperty("orderId", out var order)
                ? order.GetString()
                : null;
            return (name ?? "", subject ?? "", root.TryGetProperty("sentTime", out var sent) ? sent.GetString() : null);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return ("", "", null); // what cannot be read is in the error queue for just that
        }
    }

    private static DateTimeOffset? Instant(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at.ToUniversalTime() : null;

    private static string Text(object? value) => value switch
    {
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        AmqpTimestamp stamp => DateTimeOffset.FromUnixTimeSeconds(stamp.UnixTime).ToString("O", CultureInfo.InvariantCulture),
        IFormattable plain => plain.ToString(null, CultureInfo.InvariantCulture),
        null => "",
        _ => JsonSerializer.Serialize(value),
    };

    private IEnumerable<string> Queues() => topology.Queues.Where(queue => Original(queue) != queue);

    private static bool HasId(string? text, Guid id) => Guid.TryParse(text, out var read) && read == id;

    private static string Original(string queue) =>
        queue.EndsWith(BrokerTopology.Error, StringComparison.Ordinal) ? queue[..^BrokerTopology.Error.Length]
        : queue.EndsWith(BrokerTopology.Skipped, StringComparison.Ordinal) ? queue[..^BrokerTopology.Skipped.Length]
        : queue;
}
