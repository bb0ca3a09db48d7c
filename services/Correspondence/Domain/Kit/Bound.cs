namespace UtilizationReview.Correspondence.Domain.Kit;

/// <summary>On which side of a limit a number has to be; the numbers are the wire's.</summary>
internal enum BoundKind { None = 0, AtLeast = 1, AtMost = 2, Above = 3, Below = 4 }

/// <summary>What a test of a number asks for.</summary>
/// <param name="Limit">In the vocabulary's unit of the fact.</param>
/// <param name="Seen">The number the criteria saw, in the same unit; null when they saw none.</param>
internal sealed record Bound(BoundKind Kind, double Limit, double? Seen)
{
    /// <summary>The number that was seen stands on the wrong side of the limit.</summary>
    public bool IsMissed => Seen is { } seen && Kind switch
    {
        BoundKind.AtLeast => seen < Limit,
        BoundKind.AtMost => seen > Limit,
        BoundKind.Above => seen <= Limit,
        BoundKind.Below => seen >= Limit,
        _ => false,
    };

    /// <summary>What is asked for where the test must not hold: an exclusion from 40 on asks for less than 40.</summary>
    public Bound Opposite => this with
    {
        Kind = Kind switch
        {
            BoundKind.AtLeast => BoundKind.Below,
            BoundKind.AtMost => BoundKind.Above,
            BoundKind.Above => BoundKind.AtMost,
            BoundKind.Below => BoundKind.AtLeast,
            _ => BoundKind.None,
        },
    };

    /// <summary>How far the number is from the limit, on either side of it; 0 when none was seen.</summary>
    public double Distance => Math.Abs((Seen ?? Limit) - Limit);
}
