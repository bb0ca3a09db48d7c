using System.Collections.Frozen;

namespace UtilizationReview.ClinicalCriteria.Domain;

/// <summary>The line's own code is one of these.</summary>
internal sealed class LineCodeTest(IReadOnlyList<string> codes) : LeafTest
{
    private readonly FrozenSet<string> _codes = codes.ToFrozenSet(StringComparer.Ordinal);

    public override string InWords => $"code is one of {string.Join(", ", codes)}";

    public override Answer Judge(FactValue value, Sheet sheet) => Kleene.Of(_codes.Contains(sheet.Code));

    public override bool TryMake(bool met, Sheet sheet, ref FactValue value) => Already(met, sheet, value);

    public override bool TryMakeOrder(bool met, Sheet sheet) => Already(met, sheet, default);
}

/// <summary>Some line of the order has one of these codes.</summary>
internal sealed class OrderCodeTest(IReadOnlyList<string> codes) : LeafTest
{
    private readonly FrozenSet<string> _codes = codes.ToFrozenSet(StringComparer.Ordinal);

    public override string InWords => $"the order has a line with one of {string.Join(", ", codes)}";

    public override Answer Judge(FactValue value, Sheet sheet)
    {
        foreach (var code in sheet.OrderCodes)
        {
            if (_codes.Contains(code))
                return Answer.Met;
        }

        return Answer.NotMet;
    }

    public override bool TryMake(bool met, Sheet sheet, ref FactValue value) => Already(met, sheet, value);

    public override bool TryMakeOrder(bool met, Sheet sheet)
    {
        if (!Already(met, sheet, default))
            sheet.OrderCodes = met ? [.. sheet.OrderCodes, codes[0]] : [.. sheet.OrderCodes.Where(code => !_codes.Contains(code))];
        return true;
    }
}

/// <summary>The level under review is one of these; unknown where the line names none.</summary>
internal sealed class LineLevelTest(IReadOnlyList<string> levels) : LeafTest
{
    private readonly FrozenSet<string> _levels = levels.ToFrozenSet(StringComparer.Ordinal);

    public override string InWords => $"the level is one of {string.Join(", ", levels)}";

    public override Answer Judge(FactValue value, Sheet sheet) => sheet.Level.Length == 0 ? Answer.Unknown : Kleene.Of(_levels.Contains(sheet.Level));

    public override bool TryMake(bool met, Sheet sheet, ref FactValue value) => Already(met, sheet, value);

    public override bool TryMakeOrder(bool met, Sheet sheet)
    {
        if (!Already(met, sheet, default))
            sheet.Level = met ? levels[0] : SpinalLevels.All.First(level => !_levels.Contains(level));
        return true;
    }
}
