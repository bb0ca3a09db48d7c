using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Host.Demo;
using UtilizationReview.Host.Journeys;
using UtilizationReview.Host.Submission;

namespace UtilizationReview.Tests.Unit.Host;

/// <summary>A mistake in a journey file is told with file and line, all at once, and nothing is played.</summary>
public sealed class JourneyFileTests : IDisposable
{
    private const string Sound = """
        journey: Title
        plan: meadow-commercial
        member: m-testa
        start: 2026-11-23 09:00
        order:
          practice: maple-spine-demo
          place_of_service: 24
          date_of_service: 2026-12-10
          diagnoses: [M51.17]
          lines:
            - {code: "63030", side: left, levels: [L5-S1]}
        steps:
          - practice: submits
            expect: {status: approved}
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("journey-files-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_sound_file_is_read_whole()
    {
        Problems(Sound).ShouldBeEmpty();
        var journey = JourneyFiles.Load(_folder.FullName, []).Single();
        journey.Order.Lines.Single().Code.ShouldBe("63030");
        journey.Steps.Single().Expect!.Status.ShouldBe(OrderStatus.Approved);
    }

    [Fact]
    public void Every_shipped_journey_is_sound()
    {
        var problems = new List<string>();
        JourneyFiles.Load(DemoCast.Folder("journeys"), problems).Count.ShouldBe(16);
        problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("colour: blue", "a.yaml:15: colour is not a known key")]
    [InlineData("  - nurse: denies", "a.yaml:15: steps[1].nurse 'denies' is not something a nurse does here; possible: asks for information, approves, refers, attempts a call.")]
    [InlineData("  - at: tomorrow\n    practice: withdraws\n    reason: x", "a.yaml:15: steps[1].at 'tomorrow' is not a time such as 2026-11-23 09:30 (plan-local).")]
    [InlineData("  - practice: withdraws", "a.yaml:15: steps[1].reason is missing.")]
    [InlineData("  - clock: moves", "a.yaml:15: steps[1].at is missing; a clock step says to when the clock moves.")]
    [InlineData("  - at: 2026-11-22 09:00\n    clock: moves", "a.yaml:15: this step is at 2026-11-22 09:00, before the one above it (2026-11-23 09:00); time only moves forward.")]
    [InlineData("  - practice: submits\n    nurse: refers", "a.yaml:15: steps[1].steps needs exactly one of practice, contact_center, nurse, physician, administrator, clock to say who does what.")]
    [InlineData("  - practice: submits\n    expect: {status: happy}", "a.yaml:16: steps[1].expect.status 'happy' is not one of")]
    public void A_mistake_is_told_with_file_line_and_what_is_allowed(string added, string expected) =>
        Problems(Sound + "\n" + added).ShouldContain(problem => problem.StartsWith(expected, StringComparison.Ordinal), string.Join(Environment.NewLine, Problems(Sound + "\n" + added)));

    [Fact]
    public void A_folder_without_journeys_is_said_so() =>
        JourneyFilesIn(_folder.FullName).Single().ShouldEndWith("the folder holds no journey (*.yaml).");

    [Fact]
    public void Order_files_may_name_days_relative_to_today() =>
        SubmitCommand.WithDates("{\"a\": \"{today+18}\", \"b\": \"{today-1}\"}", new DateTimeOffset(2026, 11, 22, 23, 0, 0, TimeSpan.Zero))
            .ShouldBe("{\"a\": \"2026-12-10\", \"b\": \"2026-11-21\"}");

    private List<string> Problems(string text)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "a.yaml"), text);
        return JourneyFilesIn(_folder.FullName);
    }

    private static List<string> JourneyFilesIn(string path)
    {
        var problems = new List<string>();
        JourneyFiles.Load(path, problems);
        return problems;
    }
}
