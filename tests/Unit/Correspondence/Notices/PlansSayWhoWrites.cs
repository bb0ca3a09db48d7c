using UtilizationReview.Contracts.Plans;
using UtilizationReview.Correspondence.Adapters.Letters;
using UtilizationReview.Correspondence.Adapters.Notices;
using UtilizationReview.Host.Demo;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Tests.Unit.Intake;
using IntakeKind = UtilizationReview.Intake.Domain.NoticeKind;
using Kind = UtilizationReview.Correspondence.Domain.Notices.NoticeKind;
using Shape = UtilizationReview.Correspondence.Adapters.Notices.Shape;

namespace UtilizationReview.Tests.Unit.Correspondence.Notices;

/// <summary>The section <c>correspondence</c> of plan files.</summary>
public sealed class PlansSayWhoWrites
{
    private const string Plan = """
        plan_id: p
        name: P
        line_of_business: medicaid_managed
        state: WI
        time_zone: America/Chicago
        programs: [spine]

        """;

    public static TheoryData<string, string> DemoPlans
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var plan in PlanFiles.Load(DemoCast.Folder("plans")))
            {
                foreach (var kind in Enum.GetNames<Kind>()) all.Add($"{plan.PlanId} {plan.Version}", kind);
            }
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(DemoPlans))]
    public void Every_demonstration_plan_can_issue_every_kind_of_notice(string planAndVersion, string kind)
    {
        var plan = PlanFiles.Load(DemoCast.Folder("plans")).Single(p => $"{p.PlanId} {p.Version}" == planAndVersion);
        var templates = NoticeTemplates.Load(NoticeTemplates.ShippedDirectory);
        foreach (var toMember in new[] { false, true })
        {
            var facts = InventedNotice.Of(Enum.Parse<Kind>(kind), plan.LineOfBusiness, toMember) with { Plan = NoticeTextOf.Plan(plan) };
            var written = NoticeTemplates.Write(templates.Find(Enum.Parse<Kind>(kind), plan.LineOfBusiness, facts.Date)!, facts);
            var filled = LetterText.Sections(written.Markdown)
                .ToDictionary(section => Enum.GetValues<NoticeField>().Single(f => Shape.Snake(f.ToString()) == section.Key), section => section.Value);
            var terms = AnOrder.Plan with { LineOfBusiness = Enum.GetValues<LineOfBusiness>().Single(l => Shape.Snake(l.ToString()) == plan.LineOfBusiness), State = plan.State };
            UtilizationReview.Intake.Domain.Notices.Missing(Enum.Parse<IntakeKind>(kind), terms, filled, facts.Date, AnOrder.Law).ShouldBeEmpty();
        }
    }

    [Fact]
    public void It_may_be_left_out() => Read(Plan).Plans.Single().Correspondence.ShouldBeEquivalentTo(new PlanCorrespondence());

    [Fact]
    public void It_is_read_as_it_stands()
    {
        var told = Read(Plan + """
            correspondence:
              sender: {name: The Plan, address: ["1 Street", "Town, WI 53700"], phone: 1-800-555-0100, hours: always, fax: 1-800-555-0101}
              appeals: {address: [Appeals, "1 Street"], phone: 1-800-555-0102, fax: 1-800-555-0103, expedited_phone: 1-800-555-0104}
              language_help: {sentence: Help is free., phone: 1-800-555-0105}
              consumer_help: {name: Office, phone: 1-800-555-0106, web: "https://help.example"}
              coverage_document: Handbook
              external_review_address: [Review]
              civil_action: A court.
              fair_hearing_address: [Hearings]
              form: {name: the form, confirmation: It was held against it.}
            """).Plans.Single().Correspondence;
        (told.SenderName, told.SenderAddress.Count, told.Hours, told.AppealsPhone, told.ExpeditedPhone).ShouldBe(("The Plan", 2, "always", "1-800-555-0102", "1-800-555-0104"));
        (told.LanguageHelp, told.ConsumerHelpWeb, told.CoverageDocument, told.CivilAction).ShouldBe(("Help is free.", "https://help.example", "Handbook", "A court."));
        told.ExternalReviewAddress.ShouldBe(["Review"]);
        told.FairHearingAddress.ShouldBe(["Hearings"]);
        (told.FormName, told.FormConfirmation).ShouldBe(("the form", "It was held against it."));
    }

    [Theory]
    [InlineData("correspondence: {sendr: {name: X}}", "plan.yaml:7: correspondence.sendr is not a known key; ")]
    [InlineData("correspondence: {sender: {name: X, mail: Y}}", "plan.yaml:7: correspondence.sender.mail is not a known key; ")]
    [InlineData("correspondence: {sender: {address: [a, b, c, d, e, f, g]}}", "plan.yaml:7: correspondence.sender.address has 7 lines; an address has at most 6.")]
    [InlineData("correspondence: {sender: {address: [\"1234567890123456789012345678901234567890123456789012345678901\"]}}",
        "plan.yaml:7: correspondence.sender.address '1234567890123456789012345678901234567890123456789012345678901' is longer than the 60 characters of an address line.")]
    public void A_mistake_is_told_with_file_and_line(string section, string told) =>
        Read(Plan + section).Problems.ShouldHaveSingleItem().ShouldStartWith(told);

    private static (IReadOnlyList<PlanFile> Plans, IReadOnlyList<string> Problems) Read(string text) => PlanFiles.Read([new("plan.yaml", text)]);
}
