using UtilizationReview.Intake.Domain;
using static UtilizationReview.Tests.Unit.Intake.AnOrder;

namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>The dated rules in words, for the plan administrator.</summary>
public sealed class RulesAsAPersonReadsThem
{
    private static readonly IReadOnlyList<RuleInWords> All = [.. RulesInWords.Of(Law)];

    [Theory]
    [InlineData("MA-STANDARD", "Standard requests: 168 hours from receipt. Extension (member asked): 14 calendar days. Extension (non contract information): 14 calendar days. "
        + "Extension (extraordinary): 14 calendar days. Missed: appealable adverse (42 CFR 422.568(f)).")]
    [InlineData("ERISA-URGENT", "Expedited requests: 72 hours from receipt. Incomplete: asked within 24 hours, 48 hours to answer, decided 48 hours later. "
        + "Missed: deemed exhausted (29 CFR 2560.503-1(l)).")]
    [InlineData("STATE-TN-STANDARD", "Standard requests: 7 calendar days from the day the information is complete (without an answer, 45 days after it was asked for), "
        + "17 days after receipt at most. Missed: deemed approved (TCA 56-7-3701 to 3722).")]
    [InlineData("STATE-TX-STANDARD", "Standard requests: 3 calendar days from receipt, or from the next staffed hours (06:00 to 18:00 on business days). "
        + "Missed: regulatory breach only (Ins. 4201; 28 TAC 19.1718).")]
    [InlineData("STATE-WA-EXPEDITED-PAPER", "Expedited requests, filed on paper: 2 calendar days from receipt. Missed: regulatory breach only (RCW 48.43.830).")]
    [InlineData("STATE-NY-STANDARD-CONCURRENT", "Standard requests, concurrent: 1 business day from the day the information is complete "
        + "(without an answer, 45 days after it was asked for). Missed: regulatory breach only (Ins. 4903; PHL 4903).")]
    [InlineData("FLOOR-MN-CHRONIC", "An approval for a chronic or long-term condition does not expire.")]
    [InlineData("FLOOR-NE", "An approval is valid for at least 1 year.")]
    [InlineData("REVOKE-STATUTE-ND", "On the ground statute an approval can be revoked only after 45 business days. An approval is not revoked within 45 business days.")]
    [InlineData("REVOKE-STATUTE-MN", "On the ground statute an approval cannot be revoked. An approval is not revoked.")]
    [InlineData("GOLD-TX", "Exempt: 90 percent of at least 5 requests approved in 12 months; it lasts until rescinded, which is possible only in January. "
        + "A denial that an appeal overturned counts as an approval.")]
    [InlineData("GOLD-WY", "Exempt: 90 percent of at least 5 requests approved in 12 months; it lasts 12 months. A denial that an appeal overturned counts as an approval.")]
    [InlineData("NCQA-URGENT", "Urgent pre-service: 72 hours.")]
    [InlineData("CONTINUITY-GA", "A new plan honors an approval of the former one. For 30 calendar days.")]
    [InlineData("PIN-MN", "Criteria that change within the plan year do not reach an enrollee who was approved.")]
    public void A_rule_says_in_words_what_it_decides(string id, string says) => All.Last(r => r.Id == id).Says.ShouldBe(says);

    [Fact]
    public void Every_row_of_every_file_is_listed_with_its_source_and_tag()
    {
        All.Count.ShouldBe(Law.Regimes.Count + Law.Duties.Count + Law.Accreditation.Count + Law.Floors.Count + Law.Appeals.Count + Law.Notices.Count
            + Law.Revocations.Count + Law.CriteriaPins.Count + Law.Continuity.Count + Law.GoldCards.Count);
        foreach (var rule in All)
        {
            rule.Source.Confidence.ShouldNotBeEmpty(rule.Id);
            rule.Source.Citation.ShouldNotBeEmpty(rule.Id);
            rule.Source.VerifiedOn.ShouldBeGreaterThan(new DateOnly(2026, 1, 1), rule.Id);
            rule.Says.ShouldEndWith(".", customMessage: rule.Id);
            rule.Says.ShouldNotContain("{");
        }
        All.Select(r => r.Kind).Distinct().Count().ShouldBe(Enum.GetValues<RuleKind>().Length);
    }
}
