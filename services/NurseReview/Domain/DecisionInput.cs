using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.NurseReview.Domain;

/// <summary>Checks of what a nurse sends with a request for information, an approval or a referral.</summary>
internal static class DecisionInput
{
    public const int ItemLimit = 500;
    public const int ItemsLimit = 20;

    /// <summary>Limit when the platform lists what is missing: the list is never cut.</summary>
    public const int ListedLimit = 200;
    public const int ReasonLimit = 2000;
    public const int SummaryLimit = 4000;

    public static Refusal AttestationIncomplete { get; } = FindingRules.Bad("attestation-incomplete", "attestation",
        "An approval needs both statements: that you reviewed the record, and that you have no conflict of interest. "
            + "Without them, release or refer the order.",
        "record_reviewed and no_conflict_of_interest must both be true");

    public static Refusal? Problem(AskForInformation command, DateTimeOffset now)
    {
        if (command.Items.Count == 0 || command.Items.Count > (command.Missing.Count > 0 ? ListedLimit : ItemsLimit))
        {
            return FindingRules.Bad("items-required", "items",
                $"Tell the practice what is missing: 1 to {ItemsLimit} items, each in its own words; {command.Items.Count} were sent.",
                $"1 to {ItemsLimit} are required");
        }
        for (var i = 0; i < command.Items.Count; i++)
        {
            if (command.Items[i].Trim().Length is > 0 and <= ItemLimit) continue;
            return FindingRules.Bad("item-empty-or-long", $"items[{i}]",
                $"Item {i + 1} must say what is missing in 1 to {ItemLimit} characters.", $"1 to {ItemLimit} characters are allowed");
        }
        var today = now.DateIn(command.Zone);
        return command.AnswerBy >= today ? null : FindingRules.Bad("answer-by-past", "answer_by",
            $"The answer cannot be due on {command.AnswerBy:yyyy-MM-dd}: today is {today:yyyy-MM-dd} in {command.Zone.Id}. "
                + "Give today or a later day.",
            $"must be {today:yyyy-MM-dd} or later");
    }

    public static Refusal? Problem(Approve command)
    {
        if (command.Attestation.PersonId != command.Nurse.PersonId)
        {
            return FindingRules.Bad("attestation-of-another-person", "attestation.person_id",
                "An attestation can only be signed by the person who sends it. Sign it yourself.", "must be the caller's person id");
        }
        return command.Reason.Trim().Length is > 0 and <= ReasonLimit ? null : FindingRules.Bad("reason-required", "reason",
            $"An approval says why in 1 to {ReasonLimit} characters.", $"1 to {ReasonLimit} characters are required");
    }

    public static Refusal? Problem(Refer command, NurseItem item)
    {
        if (command.Summary.Trim().Length is 0 or > SummaryLimit)
        {
            return FindingRules.Bad("summary-required", "summary",
                $"A referral tells the physician in 1 to {SummaryLimit} characters what is in question.",
                $"1 to {SummaryLimit} characters are required");
        }
        for (var i = 0; i < command.UnconfirmedCriteria.Count; i++)
        {
            var id = command.UnconfirmedCriteria[i];
            var criteria = command.Criteria ?? new([]);
            if (item.Lines.Any(line => criteria.Of(line).Known.Any(k => k.Id == id))) continue;
            return FindingRules.UnknownCriterion($"criteria[{i}]", id, item, criteria);
        }
        return null;
    }
}
