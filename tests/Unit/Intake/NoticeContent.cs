using UtilizationReview.Intake.Domain;
using static UtilizationReview.Tests.Unit.Intake.AnOrder;

namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>What a notice must say per line of business (regulation §4).</summary>
public sealed class NoticeContent
{
    private static readonly DateOnly Day = new(2026, 11, 24);

    private static PlanTerms PlanOf(string lineOfBusiness, string state = "WI") => Plan with { LineOfBusiness = Enum.Parse<LineOfBusiness>(lineOfBusiness), State = state };

    private static IReadOnlyDictionary<NoticeField, string> Everything { get; } = Enum.GetValues<NoticeField>().ToDictionary(f => f, f => f.ToString());

    private static string Required(PlanTerms plan, NoticeKind kind = NoticeKind.Adverse) =>
        string.Join(' ', Notices.Missing(kind, plan, new Dictionary<NoticeField, string>(), Day, Law).Select(r => r.Field));

    [Theory]
    [InlineData("MedicareAdvantage", "SpecificReason Criterion MissingInformation FreeCopies PeerToPeer AppealRight ExpeditedPath ExternalReview LanguageHelp Form")]
    [InlineData("MedicaidManaged",
        "SpecificReason Criterion MissingInformation FreeCopies PeerToPeer AppealRight ExpeditedPath ExternalReview ContinuationOfBenefits LanguageHelp Form")]
    [InlineData("MedicaidFeeForService",
        "SpecificReason Criterion MissingInformation FreeCopies PeerToPeer AppealRight ExpeditedPath ExternalReview ContinuationOfBenefits LanguageHelp Form")]
    [InlineData("CommercialSelfFunded",
        "SpecificReason DenialCode PlanProvision Criterion MissingInformation ClinicalExplanation ClaimIdentification CodesOnRequest FreeCopies PeerToPeer AppealRight "
        + "ExpeditedPath ExternalReview ContinuationOfBenefits CivilAction ConsumerHelp LanguageHelp Reviewer")]
    [InlineData("CommercialInsured",
        "SpecificReason DenialCode PlanProvision Criterion MissingInformation ClinicalExplanation ClaimIdentification CodesOnRequest FreeCopies PeerToPeer AppealRight "
        + "ExpeditedPath ExternalReview ContinuationOfBenefits ConsumerHelp LanguageHelp")]
    [InlineData("QualifiedHealthPlan",
        "SpecificReason DenialCode PlanProvision Criterion MissingInformation ClinicalExplanation ClaimIdentification CodesOnRequest FreeCopies PeerToPeer AppealRight "
        + "ExpeditedPath ExternalReview ContinuationOfBenefits ConsumerHelp LanguageHelp")]
    public void An_empty_adverse_notice_lacks_everything_its_line_of_business_asks_for(string lineOfBusiness, string fields) =>
        Required(PlanOf(lineOfBusiness)).ShouldBe(fields);

    [Fact]
    public void An_approval_says_its_number_services_site_validity_and_conditions() =>
        Required(Plan, NoticeKind.Approval).ShouldBe("OrderNumber Services ProviderAndSite Validity Conditions EligibilityCaveat HowToExtend");

    [Fact]
    public void A_notice_with_every_field_lacks_nothing()
    {
        foreach (var line in Enum.GetValues<LineOfBusiness>())
            foreach (var kind in Enum.GetValues<NoticeKind>())
                Notices.Missing(kind, Plan with { LineOfBusiness = line, EmployerGroup = true }, Everything, Day, Law).ShouldBeEmpty();
    }

    [Fact]
    public void An_employer_plan_has_the_fields_of_both_laws()
    {
        var both = Required(Plan with { EmployerGroup = true }).Split(' ');
        Required(Plan).Split(' ').ShouldBeSubsetOf(both);
        Required(PlanOf("CommercialSelfFunded")).Split(' ').ShouldBeSubsetOf(both);
        both.ShouldContain(nameof(NoticeField.CivilAction));
        Required(Plan).ShouldNotContain(nameof(NoticeField.CivilAction));
    }

    [Theory]
    [InlineData("does not meet criteria")]
    [InlineData("Not medically necessary.")]
    [InlineData(" ")]
    public void A_stock_phrase_is_no_specific_reason(string reason)
    {
        var filled = Everything.ToDictionary();
        filled[NoticeField.SpecificReason] = reason;
        Notices.Missing(NoticeKind.Adverse, Plan, filled, Day, Law).Select(r => r.Field).ShouldBe([NoticeField.SpecificReason]);
        filled[NoticeField.SpecificReason] = "Does not meet criteria: six weeks of conservative care are not documented.";
        Notices.Missing(NoticeKind.Adverse, Plan, filled, Day, Law).ShouldBeEmpty();
    }

    [Fact]
    public void What_may_be_offered_on_request_is_required_or_offered()
    {
        var rule = Notices.Of(NoticeKind.Adverse, PlanOf("CommercialSelfFunded"), Day, Law).Single(r => r.Field == NoticeField.ClinicalExplanation);
        rule.Need.ShouldBe(NoticeNeed.RequiredOrOffered);
        rule.Sentence.ShouldContain("free on request");
    }

    [Fact]
    public void California_wants_the_reviewer_named_to_the_provider()
    {
        Required(PlanOf("CommercialInsured", "CA")).ShouldContain(nameof(NoticeField.Reviewer));
        Required(PlanOf("CommercialInsured")).ShouldNotContain(nameof(NoticeField.Reviewer));
        Required(PlanOf("MedicareAdvantage", "CA")).ShouldNotContain(nameof(NoticeField.Reviewer));
    }

    [Fact]
    public void The_specific_reason_of_CMS_holds_from_2026()
    {
        static IEnumerable<NoticeRule> Cms(DateOnly on) => Law.Notices.Where(r => r.Source.Citation.StartsWith("CMS-0057-F", StringComparison.Ordinal) && r.Source.HoldsOn(on));
        Cms(new(2025, 12, 31)).ShouldBeEmpty();
        Cms(new(2026, 1, 1)).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("MedicareAdvantage", "internal-appeal not-the-program-reconsideration independent-review further-levels copies language-help")]
    [InlineData("MedicaidManaged", "internal-appeal continuation-of-benefits state-fair-hearing copies language-help")]
    [InlineData("MedicaidFeeForService", "state-fair-hearing continuation-of-benefits copies language-help")]
    [InlineData("CommercialSelfFunded", "internal-appeal external-review civil-action copies")]
    [InlineData("CommercialInsured", "internal-appeal external-review continuation-of-benefits consumer-help copies language-help")]
    [InlineData("QualifiedHealthPlan", "internal-appeal external-review continuation-of-benefits consumer-help copies language-help")]
    public void The_rights_told_are_those_of_the_line_of_business(string lineOfBusiness, string names) =>
        string.Join(' ', Recourses.ByLaw(Day, PlanOf(lineOfBusiness), Law).Select(r => r.Name)).ShouldBe(names);

    [Fact]
    public void Every_denial_tells_the_reconsideration_of_the_program_and_the_talk_apart_from_the_rights_by_law()
    {
        var rights = Recourses.First(Day, PlanOf("MedicareAdvantage"), Law).Rights;
        rights[0].ShouldStartWith("Reconsideration by a different physician");
        rights[1].ShouldStartWith("A peer-to-peer talk");
        rights[2].ShouldBe("A formal appeal to the plan (Medicare reconsideration) can be filed through 2027-01-28; a fast appeal is answered within 72 hours.");
        rights[3].ShouldContain("not the program's own reconsideration");
    }

    [Theory]
    [InlineData("MedicaidManaged", "by 2026-12-04, or before the change takes effect if that is later")]
    [InlineData("MedicaidFeeForService", "before the change takes effect")]
    public void Medicaid_tells_the_short_time_to_keep_care_and_that_it_may_have_to_be_paid_back(string lineOfBusiness, string time)
    {
        var right = Recourses.First(Day, PlanOf(lineOfBusiness), Law).Rights.Single(r => r.StartsWith("Care that was approved before", StringComparison.Ordinal));
        right.ShouldContain(time);
        right.ShouldEndWith("its cost may have to be paid back.");
    }

    [Theory]
    [InlineData("CA", "NotifyProvider", "2026-11-25 15:00")]
    [InlineData("CA", "NotifyMember", "2026-11-27 15:00")]
    [InlineData("TX", "NotifyProvider", "2026-11-30 15:00")]
    [InlineData("IN", "OfferTalk", "2026-12-04 15:00")]
    public void Notices_and_talks_have_times_of_their_own(string state, string kind, string due) =>
        TimeZoneInfo.ConvertTime(Duties.Of(Law, PlanOf("CommercialInsured", state), Urgency.Standard, Filing.Electronic, Day)
            .Where(d => d.Kind == Enum.Parse<DutyKind>(kind)).Select(d => d.DueAt(Received, Law.Calendar, Chicago)).Min()!.Value, Chicago)
            .ToString("yyyy-MM-dd HH:mm").ShouldBe(due);
}
