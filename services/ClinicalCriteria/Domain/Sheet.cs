namespace UtilizationReview.ClinicalCriteria.Domain;

/// <summary>The facts of one order as one guideline sees them at one level and side: values by slot, and the days windows count from.</summary>
internal sealed class Sheet
{
    public required FactValue[] Values { get; init; }

    public required string Code { get; init; }

    public required ulong CodeBit { get; init; }

    public required int RequestDay { get; init; }

    public required int ServiceDay { get; init; }

    /// <summary>Codes of all lines of the order.</summary>
    public string[] OrderCodes { get; set; } = [];

    /// <summary>Level under review; empty when the line names none.</summary>
    public string Level { get; set; } = "";

    /// <summary>Levels that speak for the one under review; 0 when there is none.</summary>
    public ulong LevelMask { get; init; }

    /// <summary>Side under review; empty when the line has none.</summary>
    public string Side { get; init; } = "";

    public ulong SideMask { get; init; }

    public ulong RegionMask { get; init; }

    public double ReachMiles { get; init; }

    public bool AnalogCarries { get; init; }

    public Sheet With(FactValue[] values) => new()
    {
        Values = values, Code = Code, CodeBit = CodeBit, OrderCodes = OrderCodes, RequestDay = RequestDay, ServiceDay = ServiceDay,
        Level = Level, LevelMask = LevelMask, Side = Side, SideMask = SideMask, RegionMask = RegionMask,
        ReachMiles = ReachMiles, AnalogCarries = AnalogCarries,
    };
}

/// <summary>What one node came to, in one byte.</summary>
/// <param name="bits">Bits 0–1 the answer plus one (0: does not apply), bit 2 waived, bit 3 the evidence carries an approval by rules.</param>
internal readonly struct Verdict(byte bits)
{
    private const byte WaivedBit = 4;
    private const byte CarriesBit = 8;

    public Verdict(Answer answer, bool carries = false, bool waived = false)
        : this((byte)((int)answer + 1 | (waived ? WaivedBit : 0) | (carries && answer == Answer.Met ? CarriesBit : 0)))
    {
    }

    public byte Bits { get; } = bits;

    public bool Applies => (Bits & 3) != 0;

    public Answer Answer => Applies ? (Answer)((Bits & 3) - 1) : Answer.NotMet;

    public bool Waived => (Bits & WaivedBit) != 0;

    public bool Carries => (Bits & CarriesBit) != 0;
}
