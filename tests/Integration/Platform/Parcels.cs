using System.Text.Json;
using System.Text.Json.Serialization;
using MassTransit;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.Tests.Integration.Platform;

/// <summary>The smallest service there is, to try the platform with: parcels that are registered, moved between shelves and remind of themselves.</summary>
internal sealed record Parcel(string Label, string Shelf, DateTimeOffset? RemindAt, int Reminders);

[JsonPolymorphic]
[JsonDerivedType(typeof(Registered), "registered")]
[JsonDerivedType(typeof(Moved), "moved")]
[JsonDerivedType(typeof(ReminderSet), "reminder-set")]
[JsonDerivedType(typeof(Reminded), "reminded")]
internal abstract record ParcelFact
{
    internal sealed record Registered(string Label) : ParcelFact;
    internal sealed record Moved(string Shelf) : ParcelFact;
    internal sealed record ReminderSet(DateTimeOffset At) : ParcelFact;
    internal sealed record Reminded : ParcelFact;
}

internal abstract record ParcelCommand
{
    internal sealed record Register(string Label) : ParcelCommand;
    internal sealed record Move(string Shelf) : ParcelCommand;
    internal sealed record RegisterAndMove(string Label, string Shelf) : ParcelCommand;
    internal sealed record RemindAt(DateTimeOffset At) : ParcelCommand;
    internal sealed record Tick : ParcelCommand;
    internal sealed record Explode : ParcelCommand;
}

[MessageUrn("ur:test-parcel-moved:v1", useDefaultPrefix: false), EntityName("ur.test-parcel-moved.v1")]
public sealed record ParcelMoved
{
    public required string ParcelId { get; init; }
    public required int ParcelVersion { get; init; }
    public required string Shelf { get; init; }
}

[MessageUrn("ur:test-parcel-reminded:v1", useDefaultPrefix: false), EntityName("ur.test-parcel-reminded.v1")]
public sealed record ParcelReminded
{
    public required string ParcelId { get; init; }
}

internal static class ParcelRules
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static DeskRules<TRow, Parcel, ParcelCommand, ParcelFact> For<TRow>(Action<Parcel, TRow> index, bool telling)
        where TRow : AggregateRow, new() => new()
        {
            Decide = Decide, Evolve = Evolve, Index = index, Tell = telling ? Tell : (_, _, _) => [], Json = Json,
            Taken = new("shelf-taken", "Another parcel is on that shelf; choose another shelf."),
        };

    private static Answer<ParcelFact> Decide(Parcel? parcel, ParcelCommand command, DateTimeOffset now) => (parcel, command) switch
    {
        (null, ParcelCommand.Register r) => new ParcelFact[] { new ParcelFact.Registered(r.Label) },
        (null, ParcelCommand.RegisterAndMove r) => new ParcelFact[] { new ParcelFact.Registered(r.Label), new ParcelFact.Moved(r.Shelf) },
        (_, ParcelCommand.Explode) => throw new InvalidOperationException("a bug in the domain"),
        (null, _) => new Answer<ParcelFact>.Rejected(new("parcel-unknown", "There is no such parcel.") { Kind = RefusalKind.Unknown }),
        (not null, ParcelCommand.Register) => new Answer<ParcelFact>.Ignored("already registered"),
        ({ Shelf: var at }, ParcelCommand.Move m) when at == m.Shelf => new Answer<ParcelFact>.Ignored("already there"),
        ({ }, ParcelCommand.Move { Shelf: "roof" }) => new Answer<ParcelFact>.Rejected(new("no-roof", "Parcels cannot be put on the roof; choose a shelf.")),
        ({ }, ParcelCommand.Move m) => new ParcelFact[] { new ParcelFact.Moved(m.Shelf) },
        ({ }, ParcelCommand.RemindAt r) => new ParcelFact[] { new ParcelFact.ReminderSet(r.At) },
        ({ RemindAt: { } at }, ParcelCommand.Tick) when at <= now => new ParcelFact[] { new ParcelFact.Reminded() },
        _ => new Answer<ParcelFact>.Ignored("nothing to do"),
    };

    private static Parcel Evolve(Parcel? parcel, ParcelFact fact) => fact switch
    {
        ParcelFact.Registered r => new(r.Label, "", null, 0),
        ParcelFact.Moved m => parcel! with { Shelf = m.Shelf },
        ParcelFact.ReminderSet r => parcel! with { RemindAt = r.At },
        ParcelFact.Reminded => parcel! with { RemindAt = null, Reminders = parcel.Reminders + 1 },
        _ => throw new InvalidOperationException(),
    };

    private static IEnumerable<object> Tell(Parcel parcel, ParcelFact fact, int version) => fact switch
    {
        ParcelFact.Moved m => [new ParcelMoved { ParcelId = parcel.Label, ParcelVersion = version, Shelf = m.Shelf }],
        ParcelFact.Reminded => [new ParcelReminded { ParcelId = parcel.Label }],
        _ => [],
    };
}
