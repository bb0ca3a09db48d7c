using UtilizationReview.Correspondence.Domain.Notices;

namespace UtilizationReview.Correspondence.Adapters.Notices;

/// <summary>Invented facts for a look at a template: everything a notice of the kind can say is there.</summary>
internal static class InventedNotice
{
    private static readonly DateOnly Day = new(2026, 11, 24);

    public static NoticeText Of(NoticeKind kind, string lineOfBusiness, bool toMember)
    {
        var denied = Line("63030", "Lumbar disc surgery, one level") with
        {
            Outcome = LineWord.Denied,
            Reason = "Six weeks of therapy were asked for. The record shows three.",
            Criteria = [new("DEMO-2.b", "At least 6 weeks of conservative care.", "lumbar discectomy", "msk-spine/lumbar-discectomy", "2026.1")],
            Missing = ["Notes of therapy after October 1, 2026"],
        };
        var approved = Line("62323", "Injection at the lower back") with
        {
            Outcome = LineWord.Approved,
            Given = "1 unit",
            Reason = "The rules are met.",
            ValidFrom = Day,
            ValidThrough = new(2026, 12, 9),
        };
        var text = new NoticeText
        {
            NoticeId = "N-PREVIEW", Date = Day, ToMember = toMember, Tracking = "UR-7K4MQ-29XWA",
            MemberName = "Testa Demo-Patient", MemberId = "m-testa",
            Envelope = toMember ? ["Testa Demo-Patient", "100 Demo Street", "Madison, WI 53700"] : ["Maple Spine Demo"],
            Practice = "Maple Spine Demo", Site = "Isthmus Demo Surgery (a surgery center)", DateOfService = new(2026, 12, 10),
            Received = new(2026, 11, 20), Plan = Plan(), Reviewers = [new("Demo Dr. Quill Example", "spine surgery")],
        };
        return kind switch
        {
            NoticeKind.Adverse => text with { Adverse = [denied], Rights = Rights(lineOfBusiness) },
            NoticeKind.Approval => text with { Approved = [approved], OrderNumber = "ORD-7K4MQ-29XWA" },
            NoticeKind.InformationRequest => text with
            {
                Due = "December 1, 2026 at 3:00 PM (Chicago time)",
                Lines = [Line("63030", "Lumbar disc surgery, one level")],
                Question = new(
                    ["Notes of therapy"], [new("How many weeks of therapy were done?", "DEMO-2.b", "At least 6 weeks.")], new(2026, 11, 28),
                    QuestionWord.GoesOn),
            },
            NoticeKind.Extension => text with
            {
                Lines = [Line("63030", "Lumbar disc surgery, one level")],
                Extension = new(GroundWord.MissingInformation, "The clock was extended (missing-information): notes of therapy are awaited.",
                    ["Notes of therapy"], new DateOnly(2027, 1, 8), "January 12, 2027 at 3:00 PM (Chicago time)",
                    lineOfBusiness is "commercial_self_funded" or "qualified_health_plan" ? new DateOnly(2027, 1, 8) : null),
            },
            NoticeKind.ExpiryWarning => text with { Lines = [approved], OrderNumber = "ORD-7K4MQ-29XWA", EndsOn = new(2026, 12, 9) },
            _ => text with
            {
                Lines = [Line("63030", "Lumbar disc surgery, one level")],
                Rights = Rights(lineOfBusiness),
                Missed = new(lineOfBusiness switch
                {
                    "medicare_advantage" => EffectWord.AppealableAdverse,
                    "medicaid_managed" or "medicaid_fee_for_service" => EffectWord.DeemedDenied,
                    _ => EffectWord.DeemedExhausted,
                }, "December 1, 2026 at 3:00 PM (Chicago time)", "the rule of the line of business"),
            },
        };
    }

    private static LineText Line(string code, string description) =>
        new() { Number = 1, Code = code, Description = description, Asked = "1 unit, level L4-L5" };

    private static SenderText Plan() => new()
    {
        Name = "Demo Health Plan", Address = ["1 Demo Plaza", "Madison, WI 53700"], Phone = "1-800-555-0100",
        Hours = "Monday to Friday, 8 a.m. to 6 p.m. Central time", Fax = "1-800-555-0101",
        AppealsAddress = ["Appeals", "1 Demo Plaza", "Madison, WI 53700"], AppealsPhone = "1-800-555-0102", AppealsFax = "1-800-555-0103",
        ExpeditedPhone = "1-800-555-0104", LanguageHelp = "You can get help in your language. It is free.", LanguagePhone = "1-800-555-0105",
        ConsumerHelpName = "The state help line", ConsumerHelpPhone = "1-800-555-0106", ConsumerHelpWeb = "https://help.example",
        CoverageDocument = "Certificate of Coverage, section Medical necessity",
        ExternalReviewAddress = ["External Review", "1 Demo Plaza", "Madison, WI 53700"],
        CivilAction = "After the appeal you can sue the plan in court.",
        FairHearingAddress = ["State Hearings Office", "2 Demo Plaza", "Madison, WI 53700"],
        FormName = "the form for such letters", FormConfirmation = "The plan has held it against that form.",
    };

    /// <summary>The ladder of the line of business, in short words.</summary>
    private static RightsText Rights(string lineOfBusiness)
    {
        var all = new RightsText
        {
            Told = ["A second look by another doctor can be asked for through December 4, 2026.", "An appeal can be filed in time."],
            Talk = new(new(2026, 12, 8), ByPractice: PracticeWord.InOwnRight),
            Reconsideration = new(new(2026, 12, 4), ByPractice: PracticeWord.InOwnRight),
        };
        return lineOfBusiness switch
        {
            "medicare_advantage" => all with
            {
                PlanAppeal = new(new(2027, 1, 28), "30 days", ByPractice: PracticeWord.InOwnRight),
                IndependentReview = new(null),
                AdministrativeHearing = new(null),
            },
            "medicaid_managed" => all with
            {
                PlanAppeal = new(new(2027, 1, 23), "30 days"),
                StateFairHearing = new(null, "90 days", ByPractice: PracticeWord.No),
            },
            "medicaid_fee_for_service" => all with { StateFairHearing = new(new(2027, 1, 23), ByPractice: PracticeWord.No) },
            "commercial_self_funded" => all with
            {
                PlanAppeal = new(new(2027, 5, 23), "30 days"),
                ExternalReview = new(null, "45 days", ByPractice: PracticeWord.No),
                CivilAction = new(null),
            },
            _ => all with
            {
                PlanAppeal = new(new(2027, 5, 23), "30 days"),
                ExternalReview = new(new(2027, 3, 24), "45 days", ByPractice: PracticeWord.No),
            },
        };
    }
}
