using UtilizationReview.Platform.Deciding;

namespace UtilizationReview.Correspondence.Domain.Kit;

/// <summary>Every way a kit is refused. Codes are part of the wire; no member data in the sentences.</summary>
internal static class KitRefusals
{
    public const string NothingToArgue = "nothing-to-argue";
    public const string NotEvaluated = "not-evaluated-yet";
    public const string NothingDenied = "nothing-denied";
    public const string WindowClosed = "reconsideration-window-closed";
    public const string AlreadyReconsidered = "already-reconsidered";

    /// <summary>Why there is nothing to argue about; null when there is.</summary>
    public static Refusal? Of(CaseRecord record) => record.Stage switch
    {
        CaseStage.Submitted => new(NotEvaluated,
            $"The order {record.Number} is being evaluated; nothing stands in its way yet. Ask again in a moment."),
        CaseStage.Settled => new(NothingToArgue,
            $"Nothing of the order {record.Number} is pended or denied, so there is nothing to argue about. The kit is for orders before a nurse or "
                + "a physician, and for those denied in whole or in part."),
        _ => null,
    };

    /// <summary>Why a letter cannot be written; null when it can.</summary>
    public static Refusal? OfLetter(CaseRecord record)
    {
        if (record.Denied is not { Count: > 0 } denied)
        {
            return new(NothingDenied, $"Nothing of the order {record.Number} is denied, so there is nothing to reconsider. While it is under review, "
                + "add facts or documents, or ask for a call; the kit's 'why' says what is missing.");
        }
        if (record.Stage == CaseStage.Reconsideration || record.CanBeReconsidered) return null;
        var remain = denied[0].Adverse!.Rights is { Count: > 0 } rights
            ? $"What remains: {string.Join(" ", rights)}"
            : "The appeal rights named in the notice remain.";
        return record.ReconsiderationThrough is { } last && record.Today > last
            ? new(WindowClosed,
                $"Reconsideration of the order {record.Number} could be asked through {CaseWords.Day(last)}; that day has passed. {remain}")
            : new(AlreadyReconsidered, $"The denial of the order {record.Number} was reconsidered once, which is all there is. {remain}");
    }
}
