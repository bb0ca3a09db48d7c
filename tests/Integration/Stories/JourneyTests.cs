using UtilizationReview.Host.Demo;
using UtilizationReview.Host.Journeys;

namespace UtilizationReview.Tests.Integration.Stories;

/// <summary>Every shipped journey ends as its file expects, on a whole host over its public APIs.</summary>
public sealed class JourneyTests
{
    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(DemoCast.Folder("journeys"), "*.yaml").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_shipped_journey_ends_as_expected(string file)
    {
        var problems = new List<string>();
        var journey = JourneyFiles.Load(Path.Combine(DemoCast.Folder("journeys"), file), problems).Single();
        problems.ShouldBeEmpty();
        var played = await JourneysCommand.PlayAsync(journey, TestContext.Current.CancellationToken);
        played.Timeline.Entries.ShouldNotBeEmpty();
    }
}
