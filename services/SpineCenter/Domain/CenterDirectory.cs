using System.Text.RegularExpressions;
using UtilizationReview.Platform.Deciding;

namespace UtilizationReview.SpineCenter.Domain;

/// <summary>A designated medical spine center. Programs are sorted and named once, so that equal content is equal text.</summary>
internal sealed record Center
{
    /// <summary>Stable, kebab-case.</summary>
    public required string CenterId { get; init; }

    public required string Name { get; init; }

    /// <summary>Practice that runs it.</summary>
    public required string PracticeId { get; init; }

    public required string City { get; init; }

    /// <summary>Two-letter state.</summary>
    public required string State { get; init; }

    public required string Phone { get; init; }

    /// <summary>Ids of the programs it is designated in.</summary>
    public IReadOnlyList<string> Programs { get; init; } = [];

    /// <summary>First day of designation.</summary>
    public required DateOnly DesignatedFrom { get; init; }

    /// <summary>Last day of designation; null: open.</summary>
    public DateOnly? DesignatedThrough { get; init; }

    /// <summary>Also evaluates by phone.</summary>
    public bool ByPhone { get; init; }

    /// <summary>Both ends count.</summary>
    public bool IsDesignatedOn(DateOnly day) => day >= DesignatedFrom && (DesignatedThrough is not { } last || day <= last);

    /// <summary>Equality by content, the list included.</summary>
    public bool SameAs(Center other) => this with { Programs = other.Programs } == other && Programs.SequenceEqual(other.Programs);
}

/// <summary>Creates or replaces a center.</summary>
/// <param name="Center">As given, programs in any order.</param>
/// <param name="KnownPrograms">Programs there are.</param>
internal sealed record SaveCenter(Center Center, IReadOnlyCollection<string> KnownPrograms);

/// <summary>The directory now says this of a center. Name and properties are storage format: additive change only.</summary>
internal sealed record CenterSaved(Center Center);

/// <summary>What may stand in the directory of spine centers, and what a save does.</summary>
internal static partial class CenterDirectory
{
    /// <summary>Refusal code of a center that cannot be saved.</summary>
    public const string InvalidCenter = "invalid-center";

    /// <summary>New or different content is saved; the same content again changes nothing.</summary>
    public static Answer<CenterSaved> Decide(Center? now, SaveCenter command)
    {
        var center = command.Center with
        {
            Name = command.Center.Name.Trim(),
            Programs = [.. command.Center.Programs.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };
        var problems = Problems(center, command.KnownPrograms).ToList();
        if (problems.Count > 0)
        {
            return new Answer<CenterSaved>.Rejected(new(InvalidCenter,
                $"The spine center was not saved: {string.Join("; ", problems.Select(p => $"{p.Field} {p.Problem}"))}.")
            {
                Kind = RefusalKind.BadInput, Fields = problems,
            });
        }
        if (now is not null && now.SameAs(center)) return new Answer<CenterSaved>.Ignored("the directory already says this");
        return new[] { new CenterSaved(center) };
    }

    /// <summary>The last save is what holds.</summary>
    public static Center Evolve(Center? _, CenterSaved saved) => saved.Center;

    private static IEnumerable<FieldProblem> Problems(Center center, IReadOnlyCollection<string> known)
    {
        if (!KebabCase().IsMatch(center.CenterId) || center.CenterId.Length > 64)
            yield return new("center.center_id", $"'{center.CenterId}' is not an id: lower-case letters, digits and single hyphens, at most 64");
        if (center.Name.Length is 0 or > 200) yield return new("center.name", "is empty or longer than 200 letters");
        if (center.PracticeId.Length is 0 or > 64) yield return new("center.practice_id", "is missing or longer than 64 letters");
        if (center.City.Length > 100) yield return new("center.city", "is longer than 100 letters");
        if (center.Phone.Length > 40) yield return new("center.phone", "is longer than 40 letters");
        if (center.State.Length != 2 || !center.State.All(char.IsAsciiLetterUpper))
            yield return new("center.state", $"'{center.State}' is not a two-letter state code such as MN");
        if (center.Programs.Count == 0) yield return new("center.programs", "is empty; name the programs it is designated in");
        foreach (var program in center.Programs.Where(id => !known.Contains(id)))
            yield return new("center.programs", $"'{program}' is not a program here; there are {string.Join(", ", known)}");
        if (center.DesignatedThrough < center.DesignatedFrom) yield return new("center.designated_through", "lies before designated_from");
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KebabCase();
}
