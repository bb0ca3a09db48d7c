using UtilizationReview.Contracts.Plans;
using UtilizationReview.SpineCenter.Adapters;
using UtilizationReview.SpineCenter.Domain;

namespace UtilizationReview.Tests.Unit.SpineCenter;

public sealed class TheProgramFiles : IDisposable
{
    private const string Whole = "upper-midwest-spine.yaml";

    private readonly string _folder = Directory.CreateTempSubdirectory("spine-programs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_shipped_program_holds_what_is_published()
    {
        var program = AVisit.Published;
        (program.Starts, program.BookedVisitsThrough, program.SuspendedFrom, program.SuspendedThrough)
            .ShouldBe((new DateOnly(2012, 1, 1), new DateOnly(2012, 1, 31), new DateOnly(2020, 5, 1), null));
        program.NotificationFrom.ShouldBeLessThanOrEqualTo(SpineProgram.LatestNotificationStart);
        (program.AccessDays, program.ChronicAccessDays, program.EvaluationValidMonths, program.FullAge).ShouldBe((2, 10, 6, 18));
        program.CountiesAreSample.ShouldBeTrue();
        program.Counties.Count(key => key.StartsWith("MN:", StringComparison.Ordinal)).ShouldBe(87);
        program.Rules.Keys.ShouldBe(SpineProgram.RuleIds);
        program.EmergentReasons.Where(reason => reason.Evidence == "news").Select(reason => reason.Id).ShouldBe(["cancer", "trauma", "infection"]);
    }

    [Fact]
    public void A_variant_is_its_program_with_other_parameters()
    {
        var resumed = AVisit.Shipped.ById["upper-midwest-spine-resumed"];
        resumed.SuspendedThrough.ShouldBe(new DateOnly(2022, 12, 31));
        (resumed with { ProgramId = AVisit.Published.ProgramId, Name = AVisit.Published.Name, SuspendedThrough = null }).ShouldBe(AVisit.Published);
    }

    [Theory]
    [InlineData("pn_effective_date: 2020-05-01", "pn_effective_date: 2020-05-02",
        "pn_effective_date is after 2020-05-01, when notification was in force (MSC-2).")]
    [InlineData("pn_effective_date: 2020-05-01", "pn_effective_date: 2011-12-31", "pn_effective_date lies before starts.")]
    [InlineData("starts: 2012-01-01 ", "starts: soon ", "starts is not a date (yyyy-MM-dd).")]
    [InlineData("full_age: 18 ", "full_age: 0 ", "full_age is not a whole number from 1 to 100.")]
    [InlineData("full_age: 18 ", "adult_age: 18 ", "full_age is missing.")]
    [InlineData("full_age: 18 ", "full_age: 18\ncolour: blue ", "colour is not a known key")]
    [InlineData("[commercial, medicaid, medicare", "[commercial, medicade, medicare",
        "products 'medicade' is not one of commercial, medicaid, medicare_advantage, other.")]
    [InlineData("evaluation_exempt_products: [medicare_advantage]", "evaluation_exempt_products: [other]",
        "evaluation_exempt_products names other, which products does not.")]
    [InlineData("  default: tell", "  default: deny", "claim_edit.default 'deny' is not one of pay, tell, hold.")]
    [InlineData("  from: 2020-05-01\n", "  from: 2020-05-01\n  through: 2020-04-30\n", "suspension.through lies before from.")]
    [InlineData("id: MSC-9,", "id: MSC-99,", "rules[9].id 'MSC-99' is not one of MSC-0")]
    [InlineData("id: MSC-9,", "id: MSC-8,", "rules[9].id MSC-8 is used twice.")]
    [InlineData("evidence: news, source: STRIB }\n  - { id: trauma", "evidence: rumour, source: STRIB }\n  - { id: trauma",
        "emergent_reasons[0].evidence 'rumour' is not one of")]
    [InlineData("    WI: [", "    Wisconsin: [", "counties.states.Wisconsin is not a two-letter state code such as MN.")]
    public void Every_mistake_is_told_with_file_and_line(string right, string wrong, string sentence)
    {
        var problems = Should.Throw<ProgramFileException>(() => Load(right, wrong)).Problems;
        problems.ShouldContain(problem => problem.StartsWith(Whole + ":", StringComparison.Ordinal)
            && char.IsAsciiDigit(problem[Whole.Length + 1]) && problem.Contains(sentence, StringComparison.Ordinal), string.Join('\n', problems));
    }

    [Fact]
    public void A_directory_without_a_program_and_a_variant_of_nothing_are_refused()
    {
        Should.Throw<ProgramFileException>(() => ProgramFiles.Load(_folder)).Message.ShouldContain("no program file (*.yaml) found");
        File.WriteAllText(Path.Combine(_folder, "v.yaml"), "program_id: v\nname: V\nvariant_of: nothing\n");
        Should.Throw<ProgramFileException>(() => ProgramFiles.Load(_folder)).Message.ShouldContain("v.yaml:3: variant_of 'nothing' is not one of");
    }

    [Fact]
    public void A_plan_that_names_a_program_that_is_not_here_is_refused_with_its_line()
    {
        var plan = new PlanFile
        {
            PlanId = "p", Name = "p", LineOfBusiness = "commercial_insured", State = "MN", TimeZone = "America/Chicago", Programs = ["spine"],
            SpineCenter = "lost",
        };
        AVisit.Shipped.Problems([plan]).ShouldHaveSingleItem()
            .ShouldContain("spine_center 'lost' is not a spine center program that is here; there are upper-midwest-spine");
        AVisit.Shipped.Problems([plan with { SpineCenter = "" }]).ShouldBeEmpty();
    }

    private Programs Load(string right, string wrong)
    {
        var text = File.ReadAllText(Path.Combine(AVisit.ProgramsFolder, Whole));
        text.ShouldContain(right);
        var at = text.IndexOf(right, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_folder, Whole), text[..at] + wrong + text[(at + right.Length)..]);
        return ProgramFiles.Load(_folder);
    }
}
