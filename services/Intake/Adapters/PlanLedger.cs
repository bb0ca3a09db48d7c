using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;

namespace UtilizationReview.Intake.Adapters;

/// <summary>How a version of a plan came to be as it is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlanChangeKind>))]
internal enum PlanChangeKind
{
    /// <summary>Through LoadPlan.</summary>
    Loaded,

    /// <summary>Somebody put or changed its file.</summary>
    Found,

    /// <summary>Its file is no longer there.</summary>
    Gone,
}

/// <summary>One change of a plan on record.</summary>
/// <param name="EffectiveFrom">First day of receipt the version is for; the least date: from the beginning.</param>
/// <param name="What">What changed, in words.</param>
/// <param name="TextHash">SHA-256 of the file's text.</param>
/// <param name="Hash">Of this entry with the hash of the entry before it.</param>
internal sealed record PlanEntry(
    DateTimeOffset At, Actor By, string Version, DateOnly EffectiveFrom, string File, PlanChangeKind How, IReadOnlyList<string> What,
    string TextHash, string Hash);

/// <summary>Every change of one plan, oldest first: an audit record that is only appended to.</summary>
internal sealed record PlanLedger(string PlanId, IReadOnlyList<PlanEntry> Entries)
{
    /// <summary>The last entry of a version; null when the version is not on record.</summary>
    public PlanEntry? Last(string version) => Entries.LastOrDefault(entry => entry.Version == version);

    /// <summary>Versions on record whose files were there.</summary>
    public IEnumerable<string> Standing() => Entries.Select(entry => entry.Version).Distinct(StringComparer.Ordinal)
        .Where(version => Last(version)!.How != PlanChangeKind.Gone);

    /// <summary>True where every entry follows from the one before it.</summary>
    public bool IsWhole()
    {
        var before = "";
        foreach (var entry in Entries)
        {
            if (entry.Hash != PlanLedgers.HashOf(before, PlanId, entry))
                return false;
            before = entry.Hash;
        }

        return true;
    }
}

/// <summary>A change of a plan that is to be put on record.</summary>
/// <param name="Text">The whole file, kept in history; empty when it is gone.</param>
internal sealed record RecordPlan(
    string PlanId, string Version, DateOnly EffectiveFrom, string File, PlanChangeKind How, IReadOnlyList<string> What, string Text, Actor By);

/// <summary>A change of a plan was put on record; names are storage format.</summary>
internal sealed record PlanRecorded(string PlanId, PlanEntry Entry, string Text);

/// <summary>The rules of the record.</summary>
internal static class PlanLedgers
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static DeskRules<PlanRow, PlanLedger, RecordPlan, PlanRecorded> Rules { get; } = new()
    {
        Decide = Decide, Evolve = Evolve, Index = (_, _) => { }, Tell = (_, _, _) => [], Json = Json,
    };

    /// <summary>The text of a recorded change, from history.</summary>
    public static PlanRecorded Read(HistoryEntry entry) => JsonSerializer.Deserialize<PlanRecorded>(entry.Body, Json)!;

    /// <summary>SHA-256 over the hash before it and everything an entry says.</summary>
    public static string HashOf(string before, string planId, PlanEntry entry) => PlanSource.HashOf(string.Join('\n',
        [
            before, planId, entry.At.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture), entry.By.PersonId, entry.By.Role, entry.Version,
            entry.EffectiveFrom.ToString("O", CultureInfo.InvariantCulture), entry.File, entry.How.ToString(), entry.TextHash, .. entry.What,
        ]));

    private static Answer<PlanRecorded> Decide(PlanLedger? ledger, RecordPlan command, DateTimeOffset now)
    {
        var hash = command.How == PlanChangeKind.Gone ? "" : PlanSource.HashOf(command.Text);
        var last = ledger?.Last(command.Version);
        if (command.How == PlanChangeKind.Gone ? last is null or { How: PlanChangeKind.Gone } : last?.TextHash == hash)
            return new Answer<PlanRecorded>.Ignored("on record");
        if (command.How == PlanChangeKind.Loaded && last is not null)
            return new Answer<PlanRecorded>.Rejected(VersionExists(command.PlanId, command.Version));
        var entry = new PlanEntry(now, command.By, command.Version, command.EffectiveFrom, command.File, command.How, command.What, hash, "");
        return new[]
        {
            new PlanRecorded(command.PlanId, entry with { Hash = HashOf(ledger?.Entries[^1].Hash ?? "", command.PlanId, entry) }, command.Text),
        };
    }

    /// <summary>What was in force once is never replaced.</summary>
    public static Refusal VersionExists(string planId, string version) => new("plan-version-exists",
        $"The plan '{planId}' has a version '{version}' with another text; a version is never replaced: give the change a version of its own.");

    private static PlanLedger Evolve(PlanLedger? ledger, PlanRecorded recorded) =>
        new(recorded.PlanId, [.. ledger?.Entries ?? [], recorded.Entry]);
}
