using UtilizationReview.Intake.Domain;
using static UtilizationReview.Tests.Unit.Intake.AnOrder;

namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>What questions, extensions, warnings and missed deadlines must say per line of business (regulation §2).</summary>
public sealed class NoticesBesideDecisions
{
    private static readonly DateOnly Day = new(2026, 11, 24);

    private static PlanTerms PlanOf(string lineOfBusiness) => Plan with { LineOfBusiness = Enum.Parse<LineOfBusiness>(lineOfBusiness) };

    private static string Required(string kind, string lineOfBusiness) => string.Join(' ', Notices.Missing(Enum.Parse<NoticeKind>(kind),
        PlanOf(lineOfBusiness), new Dictionary<NoticeField, string>(), Day, Law).Select(r => r.Field));

    private static NoticeRule Rule(string kind, string lineOfBusiness, NoticeField field) =>
        Notices.Of(Enum.Parse<NoticeKind>(kind), PlanOf(lineOfBusiness), Day, Law).Single(r => r.Field == field);

    [Theory]
    [InlineData("InformationRequest", "MedicareAdvantage", "MissingInformation AnswerBy HowToAnswer ClockEffect")]
    [InlineData("InformationRequest", "CommercialSelfFunded", "MissingInformation AnswerBy HowToAnswer ClockEffect")]
    [InlineData("Extension", "MedicareAdvantage", "ClockEffect ExtensionReason ExpectedDate GrievanceRight")]
    [InlineData("Extension", "MedicaidManaged", "ClockEffect ExtensionReason ExpectedDate GrievanceRight")]
    [InlineData("Extension", "CommercialInsured", "MissingInformation AnswerBy ClockEffect ExtensionReason ExpectedDate")]
    [InlineData("ExpiryWarning", "QualifiedHealthPlan", "OrderNumber Services ProviderAndSite Validity HowToExtend")]
    [InlineData("MissedDeadline", "MedicareAdvantage", "FreeCopies AppealRight ExpeditedPath ExternalReview LanguageHelp DeadlinePassed LateEffect")]
    [InlineData("MissedDeadline", "MedicaidManaged",
        "SpecificReason FreeCopies AppealRight ExpeditedPath ExternalReview ContinuationOfBenefits LanguageHelp DeadlinePassed LateEffect")]
    [InlineData("MissedDeadline", "CommercialSelfFunded", "CivilAction DeadlinePassed LateEffect")]
    [InlineData("MissedDeadline", "CommercialInsured", "DeadlinePassed LateEffect")]
    public void An_empty_notice_lacks_what_its_kind_and_line_of_business_ask_for(string kind, string lineOfBusiness, string fields) =>
        Required(kind, lineOfBusiness).ShouldBe(fields);

    [Fact]
    public void A_question_under_ERISA_gives_the_time_of_the_law() =>
        Rule("InformationRequest", "CommercialSelfFunded", NoticeField.AnswerBy).ShouldSatisfyAllConditions(
            rule => rule.Sentence.ShouldContain("48 hours"), rule => rule.Sentence.ShouldContain("45 days"), rule => rule.Source.Citation.ShouldContain("2560.503-1"));

    [Fact]
    public void A_question_to_a_Medicare_practice_says_that_the_deadline_stays() =>
        Rule("InformationRequest", "MedicareAdvantage", NoticeField.ClockEffect).Sentence.ShouldBe("That the question does not move the deadline.");

    [Fact]
    public void A_rule_of_the_law_goes_before_the_programs_own_of_the_same_field() =>
        Rule("Extension", "MedicareAdvantage", NoticeField.ExtensionReason).Source.Citation.ShouldStartWith("42 CFR 422.568(b)");

    [Fact]
    public void What_comes_from_nowhere_in_the_reference_is_a_program_rule_with_a_note() =>
        Law.Notices.Where(r => r.Source.Citation == "Program rule").ShouldAllBe(r => r.Source.Confidence == "M" && r.Source.Note.Length > 0);
}
