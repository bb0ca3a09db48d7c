using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using MassTransit;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using UtilizationReview.Contracts.Events;
using UtilizationReview.Tests.Resilience.Checking;

namespace UtilizationReview.Tests.Resilience.Recording;

/// <summary>An independent consumer, as another vendor would write one: the broker's plain client, a durable quorum queue of its own bound to
/// every event, one line of JSON a message in a file, and an acknowledgement only after the line is written.</summary>
internal sealed class EventRecorder : IAsyncDisposable
{
    private const string Queue = "campaign-recorder";
    private const ushort Ahead = 200;

    private readonly ConnectionFactory _factory;
    private readonly string _path;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Guid, RecordedEvent> _seen = [];
    private Task _running = Task.CompletedTask;
    private int _deliveries;
    private int _connections;
    private long _lastAt;

    public EventRecorder(ConnectionFactory factory, string path)
    {
        (_factory, _path) = (factory, path);
        _factory.AutomaticRecoveryEnabled = false;
        _factory.ContinuationTimeout = TimeSpan.FromSeconds(15);
    }

    /// <summary>Every public event: its URN and its exchange.</summary>
    public static IReadOnlyList<(string Urn, string Exchange)> Events { get; } =
    [
        .. typeof(OrderReceived).Assembly.GetTypes().Where(t => t.GetCustomAttribute<MessageUrnAttribute>() is not null)
            .Select(t => (t.GetCustomAttribute<MessageUrnAttribute>()!.Urn.ToString(), t.GetCustomAttribute<EntityNameAttribute>()!.EntityName)),
    ];

    /// <summary>Called once for each event, when it is first seen.</summary>
    public Action<RecordedEvent>? Recorded { get; init; }

    /// <summary>Messages received, repeats counted.</summary>
    public int Deliveries => Volatile.Read(ref _deliveries);

    /// <summary>Different events recorded.</summary>
    public int Count => _seen.Count;

    /// <summary>Connections made; more than one after cuts and restarts.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>How long nothing has come.</summary>
    public TimeSpan Quiet => TimeProvider.System.GetElapsedTime(Interlocked.Read(ref _lastAt));

    /// <summary>Declares the queue with its bindings and begins to record. Returns once the queue is there, so nothing is missed.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        await using (var connection = await _factory.CreateConnectionAsync(ct))
        await using (var channel = await connection.CreateChannelAsync(cancellationToken: ct))
        {
            await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false,
                new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }, cancellationToken: ct);
            foreach (var (_, exchange) in Events)
            {
                await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: ct);
                await channel.QueueBindAsync(Queue, exchange, "", cancellationToken: ct);
            }
        }
        Interlocked.Exchange(ref _lastAt, TimeProvider.System.GetTimestamp());
        _running = Task.Run(RunAsync, CancellationToken.None);
    }

    /// <summary>What the file holds: an event for each line, repeats included.</summary>
    public async Task<IReadOnlyList<RecordedEvent>> ReadAsync()
    {
        var events = new List<RecordedEvent>();
        await foreach (var line in File.ReadLinesAsync(_path))
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            events.Add(new(root.GetProperty("id").GetGuid(), root.GetProperty("urn").GetString()!, root.GetProperty("orderId").GetString()!));
        }
        return events;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        await using var file = new StreamWriter(_path, append: true, new UTF8Encoding(false)) { AutoFlush = false };
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await ConsumeAsync(file, _stop.Token);
            }
            catch (Exception) when (!_stop.IsCancellationRequested)
            {
                // The broker is away or the connection was cut: it is tried again until the campaign ends.
                await Task.Delay(300, CancellationToken.None);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ConsumeAsync(StreamWriter file, CancellationToken ct)
    {
        await using var connection = await _factory.CreateConnectionAsync(ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        Interlocked.Increment(ref _connections);
        await channel.BasicQosAsync(0, Ahead, global: false, ct);
        var arrived = Channel.CreateUnbounded<(ulong Tag, string Line, RecordedEvent Event)>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            var read = Read(delivery);
            return arrived.Writer.WriteAsync((delivery.DeliveryTag, read.Line, read.Event), CancellationToken.None).AsTask();
        };
        channel.ChannelShutdownAsync += (_, _) =>
        {
            arrived.Writer.TryComplete();
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer, ct);
        while (await arrived.Reader.WaitToReadAsync(ct))
        {
            var last = 0UL;
            var fresh = new List<RecordedEvent>();
            while (arrived.Reader.TryRead(out var message))
            {
                await file.WriteLineAsync(message.Line);
                fresh.Add(message.Event);
                last = message.Tag;
            }
            await file.FlushAsync(ct);
            Interlocked.Add(ref _deliveries, fresh.Count);
            Interlocked.Exchange(ref _lastAt, TimeProvider.System.GetTimestamp());
            foreach (var @event in fresh.Where(e => _seen.TryAdd(e.Id, e))) Recorded?.Invoke(@event);
            await channel.BasicAckAsync(last, multiple: true, ct);
        }
    }

    /// <summary>The message as the contract describes it: id and type in the envelope or the properties, the event in "message" or alone.</summary>
    private static (string Line, RecordedEvent Event) Read(BasicDeliverEventArgs delivery)
    {
        using var json = JsonDocument.Parse(delivery.Body);
        var root = json.RootElement;
        var enveloped = root.TryGetProperty("message", out var inner) && inner.ValueKind == JsonValueKind.Object;
        var body = enveloped ? inner : root;
        var id = enveloped && root.TryGetProperty("messageId", out var given) ? given.GetString() : delivery.BasicProperties.MessageId;
        var urn = Events.First(e => e.Exchange == delivery.Exchange).Urn;
        var recorded = new RecordedEvent(
            Guid.Parse(id ?? throw new InvalidDataException("a message without an id"), CultureInfo.InvariantCulture), urn,
            body.GetProperty("orderId").GetString() ?? "");
        var version = body.TryGetProperty("orderVersion", out var number) ? number.GetInt32() : 0;
        return (JsonSerializer.Serialize(new { id = recorded.Id, urn, orderId = recorded.OrderId, version, body }), recorded);
    }
}
