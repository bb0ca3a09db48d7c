namespace UtilizationReview.Intake.Domain;

/// <summary>How one kind of case is counted.</summary>
/// <param name="Id">Stable, for example <c>CNT-3</c>; tests carry it too.</param>
/// <param name="Matter">What it is about, in a few words.</param>
/// <param name="Sentence">What is done and why.</param>
/// <param name="Source">What it rests on; "our reading" where the law leaves it to the payer.</param>
internal sealed record CountingRule(string Id, string Matter, string Sentence, string Source);

/// <summary>The rules the public figures are counted by, in words. They go out with the figures; the README's table repeats them.</summary>
internal static class CountingRules
{
    public static IReadOnlyList<CountingRule> All { get; } =
    [
        new("CNT-1", "what one request is",
            "One order is one request, whatever the number of its lines; an order linked to an earlier one is a request of its own. Lines that need "
                + "no review are left aside; an order with none left is not counted.",
            "42 CFR 422.122(c): requests, aggregated for all items and services; our reading"),
        new("CNT-2", "year",
            "A request is counted in the calendar year of its first decision, by the day in the plan's time zone.",
            "42 CFR 422.122(c), 438.210(f), 45 CFR 156.223(c): the previous calendar year; which date decides is our reading"),
        new("CNT-3", "first decision",
            "Approved and denied tell the first decision on the whole request, and add up to 100 % of the requests decided. A later decision does "
                + "not move a request from one to the other; expiry, withdrawal or revocation of an approval does not either.",
            "42 CFR 422.122(c): approvals after appeal are a figure of their own"),
        new("CNT-4", "approved in part",
            "Fewer units, levels or lines than asked, or not at the site asked for, is not approved: it is counted as denied, and the number is "
                + "stated beside it.",
            "42 CFR 422.566(d), 438.210(b)(3): less than asked is an adverse decision"),
        new("CNT-5", "approved by rules",
            "An approval by the criteria alone counts as approved and with its true time, which is seconds.",
            "NCQA UM FAQ May 2024: software may approve; the rule makes no difference by who approved"),
        new("CNT-6", "deemed approved",
            "When the law approves because the time ran out, it counts as approved; the time runs to the moment it was recorded.",
            "State late-effect rules (regulation §6.3); the approval is in force like any other"),
        new("CNT-7", "deemed denied",
            "Where the law takes a missed deadline for an adverse determination, the request counts as denied, at the moment the time ran out, "
                + "until the plan decides; that decision with its true, late time then takes its place, in the year it is made. "
                + "Withdrawing does not.",
            "42 CFR 438.404(c)(5), 422.568(f), 422.572(f); until decided it must not be missing from the denials"),
        new("CNT-8", "after appeal",
            "A reconsideration decided by a different physician counts as an appeal, and so does an appeal to the plan or beyond it that is recorded "
                + "here; a request counts once, with the best outcome, and only when everything is approved as asked in the end. The share is of all "
                + "standard requests decided; the number of appeals decided is stated beside it. Appeals that nobody recorded here have to be added; "
                + "one against a revocation is none against the decision.",
            "42 CFR 422.578-422.590, 438.402: a request that the denial be reviewed by somebody else; regulation §5"),
        new("CNT-9", "reopened after a talk",
            "An approval after a peer-to-peer talk that followed the denial is a reopening, not an appeal: the request stays denied, and the number "
                + "is stated beside it. A talk before the decision changes nothing in the counting.",
            "42 CFR 422.616; regulation §3: a peer-to-peer must not use up an appeal"),
        new("CNT-10", "moved to another site",
            "A denied site that the practice exchanges for one without review does not turn the denial into an approval: another request was met.",
            "42 CFR 422.566(b): the request as made; our reading"),
        new("CNT-11", "extended and approved",
            "Requests whose clock was formally extended or tolled before a first decision that approved everything, as a share of all requests "
                + "decided, standard and expedited together. A question to the practice alone is no extension.",
            "42 CFR 422.568(b)(2), 438.210(d)(1)(ii); 422.122(c): the figure is not split by urgency"),
        new("CNT-12", "time to decision",
            "From receipt to the first decision on the whole request, in elapsed time, nights, weekends, questions and extensions included. The "
                + "median of an even number is the mean of the two in the middle. Urgency is the practice's statement.",
            "42 CFR 422.122(c): time between submission and determination"),
        new("CNT-13", "withdrawn",
            "Withdrawn before a decision: there was none; kept apart and not counted. Withdrawn later: the decision stays counted.",
            "regulation §3: void, withdrawn and duplicate stay out of the denial figures"),
        new("CNT-14", "duplicates and technical rejects",
            "A repeated submission (same key, or told as a duplicate and not sent again on purpose) and a form that is refused never become an "
                + "order, so there is nothing to count. A duplicate that is meant is a request of its own.",
            "regulation §3"),
        new("CNT-15", "no review, notifications",
            "Requests outside the program, emergencies and mere notifications need no authorization: kept apart and not counted.",
            "42 CFR 422.122(c): prior authorization requests"),
        new("CNT-16", "drugs",
            "Drugs are left out.",
            "42 CFR 422.122(c), 438.210(f): excluding drugs"),
        new("CNT-17", "nothing to divide by",
            "A share of no requests and a time of no requests are 'none', not 0. Shares are in percent with two digits, halves away from zero.",
            "our reading"),
    ];

    /// <summary>The first decisions that are counted. Whether a case counts is decided here and nowhere else.</summary>
    public static IReadOnlyList<CaseOutcome> Counted { get; } =
        [CaseOutcome.Approved, CaseOutcome.PartlyApproved, CaseOutcome.Denied, CaseOutcome.DeemedDenied];
}
