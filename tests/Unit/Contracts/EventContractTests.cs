using System.Collections;
using System.Reflection;
using System.Text.Json;
using MassTransit;
using UtilizationReview.Contracts.Events;
using UtilizationReview.Tests.Unit.House;

namespace UtilizationReview.Tests.Unit.Contracts;

/// <summary>Events are a contract: what was written once must be read for ever.</summary>
public sealed class EventContractTests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static TheoryData<Type> Events => [.. typeof(OrderReceived).Assembly.GetTypes().Where(type => type.GetCustomAttribute<MessageUrnAttribute>() is not null)];

    [Fact]
    public void Every_event_has_a_name_and_a_version_of_its_own()
    {
        var urns = Events.Select(row => Urn(row.Data)).ToArray();
        urns.ShouldBeUnique();
        urns.ShouldAllBe(urn => urn.StartsWith("ur:", StringComparison.Ordinal) && urn.EndsWith(":v1", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void What_is_written_today_is_the_kept_sample(Type type) =>
        JsonSerializer.Serialize(Sample(type), type, Json).ReplaceLineEndings("\n").ShouldBe(File.ReadAllText(SampleFile(type)).TrimEnd().ReplaceLineEndings("\n"));

    [Theory]
    [MemberData(nameof(Events))]
    public void The_kept_sample_is_still_read(Type type)
    {
        var read = JsonSerializer.Deserialize(File.ReadAllText(SampleFile(type)), type, Json);
        JsonSerializer.Serialize(read, type, Json).ShouldBe(JsonSerializer.Serialize(Sample(type), type, Json));
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void A_property_added_later_by_a_newer_sender_does_no_harm(Type type)
    {
        var sample = File.ReadAllText(SampleFile(type)).TrimEnd();
        Should.NotThrow(() => JsonSerializer.Deserialize(sample[..^1].TrimEnd() + ", \"addedLater\": 1}", type, Json));
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void The_exchange_carries_the_name_of_the_event(Type type) =>
        type.GetCustomAttribute<EntityNameAttribute>()!.EntityName.ShouldBe(Urn(type).Replace(':', '.'));

    private static string Urn(Type type) => type.GetCustomAttribute<MessageUrnAttribute>()!.Urn.ToString();

    private static string SampleFile(Type type)
    {
        var file = Path.Combine(SourceTree.Root, "contracts", "Events", "Samples", Urn(type).Replace(':', '.') + ".json");
        if (Environment.GetEnvironmentVariable("WRITE_EVENT_SAMPLES") == "new" && !File.Exists(file))
            File.WriteAllText(file, JsonSerializer.Serialize(Sample(type), type, Json) + "\n");
        return file;
    }

    private static object Sample(Type type)
    {
        var sample = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties().Where(property => property.CanWrite))
            property.SetValue(sample, Value(property.PropertyType, property.Name));
        return sample;
    }

    private static object Value(Type type, string name)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
            return "a-" + JsonNamingPolicy.KebabCaseLower.ConvertName(name);
        if (type == typeof(int))
            return 3;
        if (type == typeof(bool))
            return true;
        if (type == typeof(DateTimeOffset))
            return new DateTimeOffset(2026, 11, 24, 15, 0, 0, TimeSpan.Zero);
        if (type == typeof(DateOnly))
            return new DateOnly(2026, 12, 9);
        if (type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type))
        {
            var item = type.GetGenericArguments()[0];
            var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
            list.Add(Value(item, name));
            return list;
        }

        return Sample(type);
    }
}
