using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using MassTransit;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.Platform.Messaging;

/// <summary>Event types and their names on the wire, from <c>[MessageUrn]</c>. The whole assembly of a consumed or told event is known.</summary>
public sealed class EventCatalogue
{
    /// <summary>How events are written: camelCase, properties without a value left out.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly ConcurrentDictionary<Assembly, bool> _assemblies = [];
    private readonly ConcurrentDictionary<string, Type> _byUrn = [];
    private readonly ConcurrentDictionary<Type, string> _byType = [];

    /// <summary>The URN of an event type.</summary>
    /// <exception cref="InvalidOperationException">The type carries no <c>[MessageUrn]</c>.</exception>
    public string UrnOf(Type type) => _byType.GetOrAdd(type, t =>
    {
        var urn = t.GetCustomAttribute<MessageUrnAttribute>()?.Urn.ToString()
            ?? throw new InvalidOperationException(
                $"{t.FullName} has no [MessageUrn(\"ur:…:v1\", useDefaultPrefix: false)]: without it its name in code is the contract.");
        Know(t.Assembly);
        return urn;
    });

    /// <summary>The type with the URN, or null when no assembly known here has one.</summary>
    public Type? TypeOf(string urn) => _byUrn.GetValueOrDefault(urn);

    /// <summary>Makes every event type of the assembly known.</summary>
    public void Know(Assembly assembly)
    {
        if (!_assemblies.TryAdd(assembly, true)) return;
        foreach (var type in assembly.GetTypes())
        {
            if (type.GetCustomAttribute<MessageUrnAttribute>() is not { } named) continue;
            if (_byUrn.GetOrAdd(named.Urn.ToString(), type) is var known && known != type)
            {
                throw new InvalidOperationException($"{type.FullName} and {known.FullName} both call themselves {named.Urn}; a URN names one event.");
            }
        }
    }

    /// <summary>Adds the outbox row of a message to what the transaction at hand writes.</summary>
    internal void Tell(Appending rows, object message, string aggregateId, int aggregateVersion, string? traceparent, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        rows.Add(
            "outbox", "id, type, body, aggregate_id, aggregate_version, traceparent, created_at, attempts, next_attempt_at",
            [Guid.CreateVersion7(now), UrnOf(message.GetType()),
                JsonSerializer.Serialize(message, message.GetType(), Json), aggregateId, aggregateVersion, traceparent, at, 0, at]);
    }

    /// <summary>The message a row holds.</summary>
    internal object Read(OutboxRow row)
    {
        var type = TypeOf(row.Type) ?? throw new InvalidDataException(
            $"No event type here is called {row.Type}. It was written by another version: start one that knows it.");
        return JsonSerializer.Deserialize(row.Body, type, Json) ?? throw new InvalidDataException($"Outbox row {row.Id} holds no message.");
    }
}
