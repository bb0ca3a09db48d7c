namespace UtilizationReview.Correspondence.Adapters.Delivery;

/// <summary>What became of handing something to another's server.</summary>
internal abstract record Posted
{
    private Posted()
    {
    }

    /// <summary>The other side has taken it.</summary>
    /// <param name="Reference">What it answered, for who asks there; no more than 200 characters.</param>
    public sealed record Delivered(string Reference) : Posted;

    /// <summary>Not now: it may go another time.</summary>
    public sealed record NotNow(string Why) : Posted;

    /// <summary>Not at all as it is: the address or the message has to change.</summary>
    public sealed record Never(string Why) : Posted;

    /// <summary>At most 200 characters of what another's server said, in one line.</summary>
    public static string Shortened(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= 200 ? line : line[..199] + "…";
    }
}
