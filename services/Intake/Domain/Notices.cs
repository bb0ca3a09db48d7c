namespace UtilizationReview.Intake.Domain;

/// <summary>Which notice is written; numbered as on the wire.</summary>
internal enum NoticeKind
{
    /// <summary>Of a denial, of less than asked, of another site than asked.</summary>
    Adverse = 1,

    /// <summary>Of an approval.</summary>
    Approval,

    /// <summary>A question to the practice.</summary>
    InformationRequest,

    /// <summary>The decision clock was extended or tolled.</summary>
    Extension,

    /// <summary>An approval ends soon.</summary>
    ExpiryWarning,

    /// <summary>A decision deadline passed without a decision.</summary>
    MissedDeadline,
}

/// <summary>What a notice says (regulation §4).</summary>
internal enum NoticeField
{
    /// <summary>Why, specifically and in plain words.</summary>
    SpecificReason,

    /// <summary>The denial code and its meaning.</summary>
    DenialCode,

    /// <summary>The provision of the plan relied on.</summary>
    PlanProvision,

    /// <summary>The criterion: title, version, the element not met.</summary>
    Criterion,

    /// <summary>What is missing and why it matters.</summary>
    MissingInformation,

    /// <summary>The scientific or clinical explanation.</summary>
    ClinicalExplanation,

    /// <summary>Date of service, provider and amount.</summary>
    ClaimIdentification,

    /// <summary>That diagnosis and treatment codes with their meanings are given on request.</summary>
    CodesOnRequest,

    /// <summary>The right to free copies of the file and the criteria.</summary>
    FreeCopies,

    /// <summary>How a practitioner reaches a reviewer to talk.</summary>
    PeerToPeer,

    /// <summary>The appeal: that, how and until when.</summary>
    AppealRight,

    /// <summary>The fast way for urgent cases.</summary>
    ExpeditedPath,

    /// <summary>External or independent review, or the state fair hearing.</summary>
    ExternalReview,

    /// <summary>Benefits that continue meanwhile.</summary>
    ContinuationOfBenefits,

    /// <summary>The way to a court.</summary>
    CivilAction,

    /// <summary>Ombudsman, regulator or consumer help.</summary>
    ConsumerHelp,

    /// <summary>Help in other languages and formats.</summary>
    LanguageHelp,

    /// <summary>The form it is written on.</summary>
    Form,

    /// <summary>Name, telephone and specialty of the reviewer.</summary>
    Reviewer,

    /// <summary>The order (authorization) number.</summary>
    OrderNumber,

    /// <summary>Service codes and units.</summary>
    Services,

    /// <summary>Who renders the service, and where.</summary>
    ProviderAndSite,

    /// <summary>First and last valid day.</summary>
    Validity,

    /// <summary>Conditions of the approval.</summary>
    Conditions,

    /// <summary>That eligibility is checked on the date of service.</summary>
    EligibilityCaveat,

    /// <summary>How the approval is extended.</summary>
    HowToExtend,

    /// <summary>Until when an answer is useful, or was given time for by law.</summary>
    AnswerBy,

    /// <summary>How the answer is sent.</summary>
    HowToAnswer,

    /// <summary>What the question or the extension does to the deadline; that it does nothing, where it does nothing (I3).</summary>
    ClockEffect,

    /// <summary>Why more time is needed.</summary>
    ExtensionReason,

    /// <summary>When a decision is expected now.</summary>
    ExpectedDate,

    /// <summary>The right to a grievance about more time being taken.</summary>
    GrievanceRight,

    /// <summary>Until when a decision was due, and that none was made.</summary>
    DeadlinePassed,

    /// <summary>What the law makes of the missed deadline.</summary>
    LateEffect,
}

/// <summary>How much a notice needs a field.</summary>
internal enum NoticeNeed
{
    /// <summary>Useful, not asked for.</summary>
    GoodPractice,

    /// <summary>It stands there, or the notice says that it is given free on request.</summary>
    RequiredOrOffered,

    /// <summary>It stands there.</summary>
    Required,
}

/// <summary>A field of a notice by line of business, as dated data.</summary>
/// <param name="Lines">Lines of business; empty: all.</param>
/// <param name="State">Two-letter state, or <c>*</c>.</param>
/// <param name="Sentence">What is asked, for people.</param>
internal sealed record NoticeRule(
    NoticeKind Notice, NoticeField Field, NoticeNeed Need, IReadOnlyList<LineOfBusiness> Lines, string State, string Sentence, Source Source);

/// <summary>What a notice must say per line of business (I7); under two regimes, the fields of both.</summary>
internal static class Notices
{
    /// <summary>One rule per field that the plan's notice needs: the one that asks most.</summary>
    public static IReadOnlyList<NoticeRule> Of(NoticeKind notice, PlanTerms plan, DateOnly on, Rules rules) =>
        [.. rules.Notices.Where(rule => rule.Notice == notice && Laws.Reaches(rule.Lines, rule.State, plan) && rule.Source.HoldsOn(on))
            .GroupBy(rule => rule.Field).Select(same => same.MaxBy(rule => rule.Need)!).OrderBy(rule => rule.Field)];

    /// <summary>The rules whose field a notice must have and lacks. A reason that only repeats a stock phrase is none.</summary>
    /// <param name="filled">The fields as they will stand in the notice; an offer to give a thing on request fills
    /// <see cref="NoticeNeed.RequiredOrOffered"/>.</param>
    public static IReadOnlyList<NoticeRule> Missing(
        NoticeKind notice, PlanTerms plan, IReadOnlyDictionary<NoticeField, string> filled, DateOnly on, Rules rules) =>
        [.. Of(notice, plan, on, rules)
            .Where(rule => rule.Need != NoticeNeed.GoodPractice && !IsSaid(rule.Field, filled.GetValueOrDefault(rule.Field), rules))];

    private static bool IsSaid(NoticeField field, string? text, Rules rules) => !string.IsNullOrWhiteSpace(text)
        && !(field == NoticeField.SpecificReason && rules.VagueReasons.Contains(text.Trim().TrimEnd('.'), StringComparer.OrdinalIgnoreCase));
}
