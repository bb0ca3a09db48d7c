using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Correspondence.Adapters.Letters;
using UtilizationReview.Correspondence.Adapters.Notices;
using UtilizationReview.Correspondence.Domain.Notices;
using Kind = UtilizationReview.Correspondence.Domain.Notices.NoticeKind;

namespace UtilizationReview.Tests.Unit.Correspondence.Notices;

/// <summary>A notice tells the rights, the deadlines and the reasons that there are, and none that there are not.</summary>
public sealed class NoticesTellWhatHolds
{
    private const string OldAppeal = "An internal appeal can be filed through 2027-05-28.";

    public static TheoryData<string, bool> EveryReader
    {
        get
        {
            var all = new TheoryData<string, bool>();
            foreach (var line in TemplateFiles.LinesOfBusiness)
            {
                all.Add(line, false);
                all.Add(line, true);
            }
            return all;
        }
    }

    public static TheoryData<string> Lines => [.. TemplateFiles.LinesOfBusiness];

    [Theory]
    [MemberData(nameof(EveryReader))]
    public void After_a_second_look_that_changed_nothing_neither_a_talk_nor_another_look_opens_the_decision(string line, bool toMember)
    {
        var facts = InventedNotice.Of(Kind.Adverse, line, toMember);
        var rights = NoticeRights.Of(
        [
            new() { Step = RecourseStep.PeerToPeer, State = RecourseState.Closed, DecidedHere = true, Through = "2026-12-08" },
            new() { Step = RecourseStep.Reconsideration, State = RecourseState.Used, DecidedHere = true, Through = "2026-12-04" },
        ], [], superseded: false);
        var text = Written(Kind.Adverse, line, facts with { Rights = facts.Rights with { Talk = rights.Talk, Reconsideration = rights.Reconsideration } });
        text.ShouldNotContain("can open this decision again");
        text.ShouldNotContain("second look by another of our doctors");
        text.ShouldContain("A talk does not open this decision again.");
        Written(Kind.Adverse, line, facts).ShouldContain("It can be held through December 8, 2026, and it can open this decision again.");
        Written(Kind.Adverse, line, facts).ShouldContain("second look by another of our doctors, through December 4, 2026.");
    }

    [Theory]
    [MemberData(nameof(EveryReader))]
    public void An_appeal_that_was_answered_is_told_as_used_with_what_comes_next(string line, bool toMember)
    {
        if (line == "medicaid_fee_for_service") return; // it has no appeal to the plan
        var facts = InventedNotice.Of(Kind.Adverse, line, toMember);
        var rights = NoticeRights.Of(
            [new() { Step = RecourseStep.PlanAppeal, State = RecourseState.Used, Told = { OldAppeal } }],
            [NoticeRights.WithDatesInWords(OldAppeal), "Copies of the file are free."], superseded: false);
        rights.Told.ShouldBe(["Copies of the file are free."]);
        var text = Written(Kind.Adverse, line, facts with { Rights = facts.Rights with { Told = rights.Told, PlanAppeal = rights.PlanAppeal } });
        var appeal = LetterText.Sections(text)["appeal_right"];
        appeal.ShouldBe("An appeal to us was made and answered. It cannot be made again. What comes next stands below.");
        LetterText.Sections(text)["expedited_path"].ShouldStartWith("The appeal to us is used, the fast one too.");
        LetterText.Sections(text)["external_review"].ShouldNotBeEmpty();
        TemplatesSayWhatTheyMust.Missing("Adverse", line, "WI", false, text).ShouldBeEmpty();
    }

    [Fact]
    public void A_step_that_runs_or_is_open_keeps_its_sentence_and_one_of_a_later_decision_is_not_looked_at()
    {
        foreach (var (state, superseded) in new[] { (RecourseState.Open, false), (RecourseState.Running, false), (RecourseState.Used, true) })
        {
            NoticeRights.Of([new() { Step = RecourseStep.PlanAppeal, State = state, Told = { OldAppeal } }], [NoticeRights.WithDatesInWords(OldAppeal)], superseded)
                .Told.ShouldHaveSingleItem($"{state}");
        }
    }

    [Theory]
    [InlineData("medicare_advantage", "You can ask us to look at this again. So can the patient.", "Your doctor can ask for you too.")]
    [InlineData("medicaid_managed", "You can ask for the patient only if the patient consents to it.", "Your doctor can ask for you if you consent to it.")]
    [InlineData("commercial_self_funded", "You can ask for the patient only if the patient consents to it.", "Your doctor can ask for you if you consent to it.")]
    [InlineData("commercial_insured", "You can ask for the patient only if the patient consents to it.", "Your doctor can ask for you if you consent to it.")]
    [InlineData("qualified_health_plan", "You can ask for the patient only if the patient consents to it.", "Your doctor can ask for you if you consent to it.")]
    [InlineData("medicaid_fee_for_service", "You cannot ask in your own name.", "You can ask the state to look at this, or someone who acts for you.")]
    public void Who_may_appeal_is_told_as_the_law_has_it(string line, string toPractice, string toMember)
    {
        LetterText.Sections(Written(Kind.Adverse, line, InventedNotice.Of(Kind.Adverse, line, false)))["appeal_right"].ShouldContain(toPractice);
        LetterText.Sections(Written(Kind.Adverse, line, InventedNotice.Of(Kind.Adverse, line, true)))["appeal_right"].ShouldContain(toMember);
    }

    [Theory]
    [InlineData("medicaid_managed")]
    [InlineData("commercial_self_funded")]
    [InlineData("commercial_insured")]
    [InlineData("qualified_health_plan")]
    public void An_external_review_and_a_hearing_are_the_patients_to_ask_for(string line)
    {
        LetterText.Sections(Written(Kind.Adverse, line, InventedNotice.Of(Kind.Adverse, line, false)))["external_review"].ShouldContain("You cannot ask in your own name.");
        LetterText.Sections(Written(Kind.Adverse, line, InventedNotice.Of(Kind.Adverse, line, true)))["external_review"].ShouldContain("You can ask for it, or someone who acts for you.");
    }

    [Theory]
    [InlineData("medicare_advantage", false)]
    [InlineData("medicaid_managed", false)]
    [InlineData("medicaid_fee_for_service", false)]
    [InlineData("commercial_self_funded", true)]
    [InlineData("commercial_insured", false)]
    [InlineData("qualified_health_plan", true)]
    public void The_clock_stands_still_only_where_the_extension_tolls_it(string line, bool tolls)
    {
        var effect = LetterText.Sections(Written(Kind.Extension, line, InventedNotice.Of(Kind.Extension, line, true)))["clock_effect"];
        effect.ShouldBe(tolls
            ? "The clock stands still from this notice until we have the answer, through January 8, 2027 at most. With no answer, the deadline is "
                + "January 12, 2027 at 3:00 PM (Chicago time)."
            : "The deadline has moved. It is now January 12, 2027 at 3:00 PM (Chicago time).");
    }

    [Theory]
    [InlineData("commercial_self_funded", "missing_information")]
    [InlineData("qualified_health_plan", "missing_information")]
    [InlineData("medicaid_managed", "")]
    public void An_extension_for_missing_information_that_names_none_says_nothing_of_it_and_is_held_where_it_must(string line, string held)
    {
        var facts = InventedNotice.Of(Kind.Extension, line, true);
        var text = Written(Kind.Extension, line, facts with { Extension = facts.Extension! with { Items = [] } });
        text.ShouldNotContain("missing from you");
        TemplatesSayWhatTheyMust.Missing("Extension", line, "WI", false, text).ShouldBe(held.Length > 0 ? [held] : []);
    }

    [Theory]
    [InlineData("GoesOn", "Our question does not move that day.")]
    [InlineData("StartsWithAnswer", "the time to decide starts with your answer. The day above holds if no answer comes.")]
    [InlineData("DecidedAfterAnswer", "We decide within 48 hours after your answer")]
    [InlineData("Unspecified", "If your answer moves that day, the portal shows the new one.")]
    public void A_question_says_what_it_does_to_the_deadline(string effect, string told)
    {
        foreach (var line in TemplateFiles.LinesOfBusiness)
        {
            var facts = InventedNotice.Of(Kind.InformationRequest, line, false);
            var text = Written(Kind.InformationRequest, line, facts with { Question = facts.Question! with { Effect = Enum.Parse<QuestionWord>(effect) } });
            LetterText.Sections(text)["clock_effect"].ShouldContain(told);
        }
    }

    [Theory]
    [MemberData(nameof(EveryReader))]
    public void A_revocation_is_a_full_adverse_notice_that_claims_no_medical_decision(string line, bool toMember)
    {
        var facts = InventedNotice.Of(Kind.Adverse, line, toMember);
        var text = Written(Kind.Adverse, line, facts with
        {
            Adverse = [],
            Reviewers = [],
            Rights = facts.Rights with { Talk = null, Reconsideration = null },
            Lines = [.. facts.Adverse.Select(l => l with { Outcome = LineWord.Approved, Given = "1 unit" })],
            Revocation = new(RevocationWord.CoverageEnded, "finding 7", new(2026, 11, 24)),
        });
        text.ShouldContain("# We end an approval before its time");
        text.ShouldContain("The approval ended on November 24, 2026.");
        text.ShouldContain("We rely on this: finding 7");
        text.ShouldNotContain("One of our doctors looked at");
        text.ShouldNotContain("can open this decision");
        TemplatesSayWhatTheyMust.Missing("Adverse", line, line == "commercial_insured" ? "CA" : "WI", false, text).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_changed_approval_says_that_it_changed_and_all_that_an_approval_says(string line)
    {
        var text = Written(Kind.Approval, line, InventedNotice.Of(Kind.Approval, line, false) with { Changed = true });
        text.ShouldContain("# An approval has changed");
        text.ShouldNotContain("# This request is approved");
        TemplatesSayWhatTheyMust.Missing("Approval", line, "WI", false, text).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void An_approval_that_an_appeal_put_back_is_told_as_one_that_holds_again(string line)
    {
        foreach (var toMember in new[] { false, true })
        {
            var text = Written(Kind.Approval, line, InventedNotice.Of(Kind.Approval, line, toMember) with { Reinstated = true });
            text.ShouldContain("# An approval is in force again");
            text.ShouldContain(toMember ? "Our letter that it ended no longer counts." : "Our notice that it ended no longer counts.");
            text.ShouldNotContain("# This request is approved");
            TemplatesSayWhatTheyMust.Missing("Approval", line, "WI", false, text).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Where_the_law_protects_the_bill_of_a_late_request_that_is_told_and_nothing_to_appeal()
    {
        foreach (var toMember in new[] { false, true })
        {
            var facts = InventedNotice.Of(Kind.MissedDeadline, "commercial_insured", toMember);
            var text = Written(Kind.MissedDeadline, "commercial_insured", facts with { Missed = facts.Missed! with { Effect = EffectWord.ClaimProtected } });
            LetterText.Sections(text)["late_effect"].ShouldStartWith("The law protects the bill for this care.");
            LetterText.Sections(text).Keys.ShouldNotContain("appeal_right");
            TemplatesSayWhatTheyMust.Missing("MissedDeadline", "commercial_insured", "LA", false, text).ShouldBeEmpty();
        }
    }

    /// <summary>An insured plan of an employer stands under ERISA too, where a missed deadline opens the court whatever the state makes of it.</summary>
    [Theory]
    [InlineData("DeemedApproved", "MI")]
    [InlineData("ClaimProtected", "LA")]
    public void What_protects_a_late_request_of_an_employers_plan_leaves_the_way_to_court(string effect, string state)
    {
        var facts = InventedNotice.Of(Kind.MissedDeadline, "commercial_insured", true);
        var text = Written(Kind.MissedDeadline, "commercial_insured", facts with
        {
            Rights = facts.Rights with { CivilAction = new(null) },
            Missed = facts.Missed! with { Effect = Enum.Parse<EffectWord>(effect) },
        });
        TemplatesSayWhatTheyMust.Missing("MissedDeadline", "commercial_insured", state, true, text).ShouldBeEmpty();
    }

    [Fact]
    public void That_nothing_was_missing_is_said_only_where_it_is_known()
    {
        var facts = InventedNotice.Of(Kind.Adverse, "commercial_insured", false);
        string Told(bool known) => LetterText.Sections(Written(Kind.Adverse, "commercial_insured",
            facts with { Adverse = [.. facts.Adverse.Select(l => l with { Missing = [], NothingMissing = known })] }))["missing_information"];
        Told(true).ShouldContain("nothing was missing");
        Told(false).ShouldContain("the doctor named no paper that is missing");
    }

    [Theory]
    [InlineData("medicare_advantage", "form")]
    [InlineData("medicaid_managed", "form")]
    [InlineData("commercial_insured", "")]
    public void The_form_is_named_only_where_the_plan_confirms_it(string line, string held)
    {
        var facts = InventedNotice.Of(Kind.Adverse, line, true);
        foreach (var plan in new[] { facts.Plan with { FormName = "" }, facts.Plan with { FormConfirmation = "" } })
        {
            var text = Written(Kind.Adverse, line, facts with { Plan = plan });
            text.ShouldNotContain("About this form");
            TemplatesSayWhatTheyMust.Missing("Adverse", line, "WI", false, text).ShouldBe(held.Length > 0 ? [held] : []);
        }
        Written(Kind.Adverse, line, facts).ShouldContain("This letter follows the form for such letters. The plan has held it against that form.");
    }

    [Theory]
    [InlineData("medicaid_managed")]
    [InlineData("medicaid_fee_for_service")]
    public void Keeping_care_tells_the_short_time_and_the_cost(string line)
    {
        var care = LetterText.Sections(Written(Kind.Adverse, line, InventedNotice.Of(Kind.Adverse, line, true)))["continuation_of_benefits"];
        care.ShouldContain("It is shorter than the time to appeal.");
        care.ShouldContain("you may have to pay for the care that went on.");
        care.ShouldContain("Care that was never approved does not start in this way.");
    }

    private static string Written(Kind kind, string line, NoticeText facts) =>
        NoticeTemplates.Write(TemplatesSayWhatTheyMust.Find(kind.ToString(), line), facts).Markdown;
}
