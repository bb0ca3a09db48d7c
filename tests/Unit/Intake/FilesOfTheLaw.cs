using UtilizationReview.Intake.Adapters;
using UtilizationReview.Intake.Domain;
using static UtilizationReview.Tests.Unit.Intake.AnOrder;

namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>The files the law comes from: every mistake is told with file, line and what is allowed.</summary>
public sealed class FilesOfTheLaw : IDisposable
{
    private static readonly string[] Tags = ["H", "M", "L", "mem"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("regimes");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_clock_or_floor_that_cannot_be_read_is_told()
    {
        Write("regimes.yaml", """
            regimes:
              - { id: X, line_of_business: medicare, state: Wisconsin, urgency: standard, effective_from: 2026-01-01, effective_through: 2025-01-01, amount: 0,
                  unit: weeks, start: receipt, late: deemed_denied, late_rule: r, citation: c, verified_on: 2026-01-01, staffed_from: "25:00" }
              - { id: Y, colour: red }
            """);
        Write("validity-floors.yaml", "floors:\n  - { state: MI, value: 0, unit: months }\n");
        Told(
            "regimes.yaml:2: regimes[0].line_of_business 'medicare' is not one of", "regimes.yaml:2: regimes[0].state 'Wisconsin' is neither a two-letter state nor \"*\".",
            "regimes.yaml:2: regimes[0].effective_through lies before effective_from.", "regimes.yaml:2: regimes[0].amount is not a whole number from 1 to 1000.",
            "regimes.yaml:3: regimes[0].unit 'weeks' is not one of hours, hours_on_business_days,", "regimes.yaml:3: regimes[0].staffed_from '25:00' is not a time of day (HH:mm).",
            "regimes.yaml:2: regimes[0].confidence is missing.",
            "regimes.yaml:4: regimes[1].colour is not a known key;", "validity-floors.yaml:2: floors[0].value must be 0 with the unit no_expiry and at least 1 with every other.",
            "validity-floors.yaml:1: chronic_diagnoses is missing.");
    }

    [Theory]
    [InlineData("regimes.yaml", "confidence: H", "confidence: sure", "confidence 'sure' is not one of H, M, L, mem, or several of them as in H/M.")]
    [InlineData("regimes.yaml", "confidence: H", "confidence: H/H", "confidence 'H/H' is not one of H, M, L, mem, or several of them as in H/M.")]
    [InlineData("regimes.yaml", "case: concurrent", "case: later", "case 'later' is not one of pre_service, concurrent, post_service, post_stabilization, part_b_drug,")]
    [InlineData("regimes.yaml", "filed: electronic", "filed: pigeon", "filed 'pigeon' is not one of electronic, paper.")]
    [InlineData("regimes.yaml", "cap_days: 17", "cap_days: 0", "cap_days is not a whole number from 1 to 365.")]
    [InlineData("duties.yaml", "duty: ask_for_information", "duty: ask", "duty 'ask' is not one of ask_for_information, tell_improper_filing,")]
    [InlineData("duties.yaml", "from: receipt", "from: noon", "from 'noon' is not one of receipt, decision, oral_notice, refusal, talk_asked, extension, expiry.")]
    [InlineData("duties.yaml", "unit: hours", "", "unit is missing.")]
    [InlineData("duties.yaml", "lines_of_business: [medicare_advantage]", "lines_of_business: [medicare]", "lines_of_business 'medicare' is not one of commercial_insured,")]
    [InlineData("duties.yaml", "amount: 24", "hours: 24", "hours is not a known key; here are allowed: id, duty,")]
    [InlineData("notices.yaml", "need: required", "need: nice", "need 'nice' is not one of good_practice, required_or_offered, required.")]
    [InlineData("notices.yaml", "field: specific_reason", "field: reason", "field 'reason' is not one of specific_reason, denial_code, plan_provision,")]
    [InlineData("notices.yaml", "no_specific_reason:", "no_reason:", "no_specific_reason is missing.")]
    [InlineData("approvals.yaml", "ground: statute", "ground: mistake", "ground 'mistake' is not one of fraud_or_misstatement, coverage_ended, statute.")]
    [InlineData("approvals.yaml", "protected_business_days: 45", "allowed: false, protected_business_days: 45", "protected_business_days says until when an approval is protected, but allowed is false")]
    [InlineData("approvals.yaml", "ground: coverage_ended", "ground: statute", "revocations has no open row with state \"*\" and every line of business for the ground coverage_ended.")]
    [InlineData("approvals.yaml", "state: MN", "state: Minnesota", "state 'Minnesota' is neither a two-letter state nor \"*\".")]
    [InlineData("gold-cards.yaml", "approved_percent: 90", "approved_percent: 101", "approved_percent is not a whole number from 1 to 100.")]
    [InlineData("gold-cards.yaml", "window_months: 6", "", "window_months is missing.")]
    [InlineData("gold-cards.yaml", "rescinded_only_in: 1", "rescinded_only_in: 13", "rescinded_only_in is not a whole number from 1 to 12.")]
    [InlineData("rights.yaml", "days: 65", "days: 366", "days is not a whole number from 1 to 365.")]
    [InlineData("rights.yaml", "days: 65,", "", "sentence says {last day}, but neither days nor months are given.")]
    [InlineData("rights.yaml", "through {last day}; a fast", "within 65 days; a fast", "sentence does not say {last day}, though days or months are given.")]
    [InlineData("rights.yaml", "level: plan_appeal", "level: appeal", "level 'appeal' is not one of plan_appeal, independent_review, external_review,")]
    [InlineData("rights.yaml", "decided_by: plan,", "decided_by: somebody,", "decided_by 'somebody' is not one of plan, independent_review_entity,")]
    [InlineData("rights.yaml", "filed_by: [enrollee, representative, practice],", "", "filed_by names nobody; say who may file.")]
    [InlineData("rights.yaml", "filed_by: [enrollee, representative, practice],", "filed_by: [enrollee], automatic: true,", "automatic is true, but after names no step that is forwarded from.")]
    [InlineData("rights.yaml", "after: [plan_appeal], months: 4", "months: 4", "after is empty, so the last day counts from the notice:")]
    [InlineData("rights.yaml", "after: [plan_appeal], months: 4", "after: [external_review], months: 4", "after names the step itself.")]
    [InlineData("rights.yaml", "months: 4, rolls_forward: true", "days: 120, rolls_forward: true", "rolls_forward is true, but the step is not filed within months.")]
    [InlineData("rights.yaml", "standard: { amount: 30, unit: calendar_days }, expedited: {", "expedited: {", "extension is given, but there is no standard time that it could lengthen.")]
    [InlineData("notices.yaml", "field: clock_effect", "field: clock", "field 'clock' is not one of specific_reason, denial_code,")]
    public void A_wrong_value_is_told_with_what_is_allowed(string file, string sound, string wrong, string expected)
    {
        var text = File.ReadAllText(Path.Combine(Shipped, file));
        var at = text.IndexOf(sound, text.IndexOf("\n  - ", StringComparison.Ordinal), StringComparison.Ordinal);
        at.ShouldBeGreaterThan(0, "the shipped file says otherwise now");
        var rest = text[(at + sound.Length)..];
        Write(file, text[..at] + wrong + (wrong.Length == 0 ? rest.TrimStart(',', ' ') : rest));
        Problems().ShouldContain(p => p.StartsWith(file + ":", StringComparison.Ordinal) && p.Contains(expected, StringComparison.Ordinal), expected);
    }

    [Fact]
    public void A_missing_file_is_told_by_name()
    {
        foreach (var file in Directory.EnumerateFiles(Shipped)) File.Delete(Path.Combine(_folder.FullName, Path.GetFileName(file)));
        Should.Throw<RegimeFileException>(() => RegimeFiles.Load(_folder.FullName)).Problems.Count.ShouldBe(Directory.EnumerateFiles(Shipped).Count());
    }

    [Theory]
    [InlineData("CommercialInsured", "commercial_insured")]
    [InlineData("QualifiedHealthPlan", "qualified_health_plan")]
    [InlineData("MedicaidFeeForService", "medicaid_fee_for_service")]
    public void A_line_of_business_without_a_clock_for_every_state_is_told(string lineOfBusiness, string word)
    {
        Law.Regimes.ShouldContain(r => r.LineOfBusiness == Enum.Parse<LineOfBusiness>(lineOfBusiness) && r.State == "*");
        Write("regimes.yaml", "regimes: []\n");
        Told($"regimes.yaml:1: regimes has no open row with state \"*\" for {word}, standard; every order needs a clock.");
    }

    [Fact]
    public void A_row_named_twice_from_the_same_day_is_told()
    {
        var text = File.ReadAllText(Path.Combine(Shipped, "regimes.yaml"));
        Write("regimes.yaml", text.Replace("id: STATE-AL-STANDARD", "id: STATE-AR-STANDARD", StringComparison.Ordinal));
        Problems().ShouldHaveSingleItem().ShouldEndWith(": regimes names STATE-AR-STANDARD from 2024-01-01 twice.");
    }

    [Fact]
    public void Every_row_says_where_it_comes_from_and_how_sure_that_is()
    {
        foreach (var regime in Law.Regimes)
        {
            regime.Confidence.Split('/').ShouldBeSubsetOf(Tags, regime.Id);
            regime.Citation.ShouldNotBeNullOrWhiteSpace();
            regime.VerifiedOn.ShouldNotBeNull();
        }
        Law.Floors.ShouldAllBe(f => f.Confidence.Length > 0);
        Law.Regimes.Where(r => r.State is "IA" or "MD").ShouldAllBe(r => r.Confidence == "mem");
        Law.Floors.Single(f => f.State == "WA").Confidence.ShouldBe("mem");
        Law.Regimes.Where(r => r.State == "WA").ShouldAllBe(r => r.Confidence == "H");
    }

    [Theory]
    [InlineData("WA", "not re-read")]
    [InlineData("NJ", "scope")]
    [InlineData("TN", "all: read the text")]
    public void What_is_open_about_a_floor_stands_on_its_row(string state, string note) => Law.Floors.First(f => f.State == state).Note.ShouldContain(note);

    [Theory]
    [InlineData("STATE-CA-STANDARD", "signature not confirmed")]
    [InlineData("STATE-MN-STANDARD", "HF 4801")]
    [InlineData("ERISA-PRE-SERVICE", "the unused rest of 30")]
    [InlineData("MA-STANDARD", "168 hours")]
    public void What_is_open_about_a_clock_stands_on_its_row(string id, string note) => Law.Regimes.Last(r => r.Id == id).Note.ShouldContain(note);

    private IReadOnlyList<string> Problems()
    {
        foreach (var file in Directory.EnumerateFiles(Shipped))
        {
            var copy = Path.Combine(_folder.FullName, Path.GetFileName(file));
            if (!File.Exists(copy)) File.Copy(file, copy);
        }
        return Should.Throw<RegimeFileException>(() => RegimeFiles.Load(_folder.FullName)).Problems;
    }

    private void Told(params string[] expected)
    {
        var problems = Problems();
        foreach (var start in expected) problems.ShouldContain(p => p.StartsWith(start, StringComparison.Ordinal), start + "\n" + string.Join('\n', problems));
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);
}
