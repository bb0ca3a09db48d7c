namespace UtilizationReview.Correspondence.Adapters.Delivery;

/// <summary>What became of handing something to another's server.</summary>
internal abstract record Posted
{
    private Posted()
    {
    }

    /// <summary>The other side has taken it.</summary>
    /// <param name="Reference">For who asks there: a status, or the id the message went under. Nothing that the other side wrote.</param>
    public sealed record Delivered(string Reference) : Posted;

    /// <summary>Not now: it may go another time.</summary>
    /// <param name="Why">In our own words: what another's server writes may name a mailbox or a patient.</param>
    public sealed record NotNow(string Why) : Posted;

    /// <summary>Not at all as it is: the address or the message has to change.</summary>
    /// <param name="Why">In our own words, too.</param>
    public sealed record Never(string Why) : Posted;
}
