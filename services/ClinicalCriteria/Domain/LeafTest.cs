using System.Numerics;

namespace UtilizationReview.ClinicalCriteria.Domain;

/// <summary>The test of one leaf on one value.</summary>
internal abstract class LeafTest
{
    /// <summary>Fact, or field of an entry, that is tested; null for a test of the line itself.</summary>
    public required FactDefinition? Subject { get; init; }

    /// <summary>Slot of the fact, or position of the field.</summary>
    public int Slot { get; init; }

    public bool OnEntry { get; init; }

    /// <summary>The test in words: "at least 6".</summary>
    public abstract string InWords { get; }

    /// <summary>What has to be tried just below, at and just above; empty for a test without a threshold.</summary>
    public virtual string Threshold => "";

    /// <summary>How far a value lies from the threshold: units of a number, days, entries or words; null without a threshold or a value.</summary>
    public virtual double? FromThreshold(FactValue value, Sheet sheet) => null;

    /// <summary>Whether values below and above the threshold exist at all.</summary>
    public virtual (bool Below, bool Above) Room => (true, true);

    public Answer Judge(Sheet sheet, FactValue[]? entry) => Judge(Slot < 0 ? default : OnEntry ? entry![Slot] : sheet.Values[Slot], sheet);

    public abstract Answer Judge(FactValue value, Sheet sheet);

    /// <summary>Changes the value as little as possible so that the test is (or is not) met; false where nothing does.</summary>
    public abstract bool TryMake(bool met, Sheet sheet, ref FactValue value);

    /// <summary>Changes what the test reads of the order itself; used to see whether a pathway can be reached by any order at all.</summary>
    public virtual bool TryMakeOrder(bool met, Sheet sheet) => false;

    protected bool Already(bool met, Sheet sheet, FactValue value) => Judge(value, sheet) == Kleene.Of(met);

    protected bool Becomes(bool met, Sheet sheet, FactValue candidate, ref FactValue value)
    {
        if (!Already(met, sheet, candidate))
            return false;
        value = candidate;
        return true;
    }
}

internal sealed class TruthTest(bool expected) : LeafTest
{
    public override string InWords => expected ? "yes" : "no";

    public override Answer Judge(FactValue value, Sheet sheet) =>
        value.Kind == FactKind.Truth ? Kleene.Of(value.Truth == expected) : Answer.Unknown;

    public override bool TryMake(bool met, Sheet sheet, ref FactValue value)
    {
        value = FactValue.OfTruth(met == expected);
        return true;
    }
}

internal enum NumberOperator : byte
{
    AtLeast,
    AtMost,
    Above,
    Below,
}

/// <summary>What a test of a number asks for, and the number it was held against.</summary>
/// <param name="Limit">In the unit of the fact.</param>
/// <param name="Seen">In the same unit; null when no number was seen.</param>
internal sealed record NumberBound(NumberOperator Operator, double Limit, double? Seen);

internal sealed class NumberTest(NumberOperator op, double limit, bool planReach) : LeafTest
{
    public override string InWords => op switch
    {
        NumberOperator.AtLeast => $"at least {limit:0.##}",
        NumberOperator.AtMost => $"at most {limit:0.##}",
        NumberOperator.Above => $"above {limit:0.##}",
        _ => $"below {limit:0.##}",
    };

    public override string Threshold => InWords;

    public override (bool Below, bool Above) Room => (limit > Subject!.Minimum, limit < Subject.Maximum);

    public override double? FromThreshold(FactValue value, Sheet sheet) => value.Kind == FactKind.Number ? value.Number - Limit(sheet) : null;

    public override Answer Judge(FactValue value, Sheet sheet)
    {
        if (value.Kind != FactKind.Number)
            return Answer.Unknown;
        var number = value.Number;
        var line = Limit(sheet);
        return Kleene.Of(op switch
        {
            NumberOperator.AtLeast => number >= line,
            NumberOperator.AtMost => number <= line,
            NumberOperator.Above => number > line,
            _ => number < line,
        });
    }

    /// <summary>The limit this value was held against.</summary>
    public NumberBound Bound(FactValue value, Sheet sheet) => new(op, Limit(sheet), value.Kind == FactKind.Number ? value.Number : null);

    private double Limit(Sheet sheet) => planReach ? sheet.ReachMiles : limit;

    public override bool TryMake(bool met, Sheet sheet, ref FactValue value)
    {
        if (Already(met, sheet, value))
            return true;
        foreach (var candidate in (double[])[limit, limit + 1, limit - 1])
        {
            if (candidate >= Subject!.Minimum && candidate <= Subject.Maximum && Becomes(met, sheet, FactValue.OfNumber(candidate), ref value))
                return true;
        }

        return false;
    }
}

internal sealed class WordTest(ulong mask) : LeafTest
{
    public override string InWords => Subject!.WordsOf(mask).Replace(", ", " or ", StringComparison.Ordinal);

    public override Answer Judge(FactValue value, Sheet sheet) =>
        value.Kind == FactKind.Word ? Kleene.Of((mask >> value.Word & 1) != 0) : Answer.Unknown;

    public override bool TryMake(bool met, Sheet sheet, ref FactValue value)
    {
        if (Already(met, sheet, value))
            return true;
        for (var i = 0; i < Subject!.Allowed.Count; i++)
        {
            if (Becomes(met, sheet, FactValue.OfWord(i), ref value))
                return true;
        }

        return false;
    }
}

internal enum WordsOperator : byte
{
    AnyOf,
    AllOf,
    NoneOf,
    CountOf,
}

internal sealed class WordsTest(WordsOperator op, ulong mask, int needed) : LeafTest
{
    public override string InWords => op switch
    {
        WordsOperator.AnyOf => $"any of {Subject!.WordsOf(mask)}",
        WordsOperator.AllOf => $"all of {Subject!.WordsOf(mask)}",
        WordsOperator.NoneOf => $"none of {Subject!.WordsOf(mask)}",
        _ => $"at least {needed} of {Subject!.WordsOf(mask)}",
    };

    public override string Threshold => op == WordsOperator.CountOf ? InWords : "";

    public override (bool Below, bool Above) Room => (needed > 0, needed < BitOperations.PopCount(mask));

    public override double? FromThreshold(FactValue value, Sheet sheet) =>
        op == WordsOperator.CountOf && value.Kind == FactKind.Words ? BitOperations.PopCount(value.Words & mask) - needed : null;

    public override Answer Judge(FactValue value, Sheet sheet) => value.Kind != FactKind.Words ? Answer.Unknown : Kleene.Of(op switch
    {
        WordsOperator.AnyOf => (value.Words & mask) != 0,
        WordsOperator.AllOf => (value.Words & mask) == mask,
        WordsOperator.NoneOf => (value.Words & mask) == 0,
        _ => BitOperations.PopCount(value.Words & mask) >= needed,
    });

    public override bool TryMake(bool met, Sheet sheet, ref FactValue value)
    {
        if (Already(met, sheet, value))
            return true;
        var words = value.Kind == FactKind.Words ? value.Words : 0;
        var adding = met != (op == WordsOperator.NoneOf);
        for (var i = 0; i < 64; i++)
        {
            if (Becomes(met, sheet, FactValue.OfWords(words), ref value))
                return true;
            var bit = 1UL << i & mask;
            words = adding ? words | bit : words & ~bit;
        }

        return Becomes(met, sheet, FactValue.OfWords(words), ref value);
    }
}

internal enum DateOperator : byte
{
    /// <summary>
    /// At most N calendar months before the request date, same day number included, clamped at the month's end; never after the service.
    /// </summary>
    WithinMonths,

    /// <summary>At most N days before the date of service, or on it.</summary>
    WithinDaysBeforeService,

    /// <summary>After the date of service minus N calendar months, and not after the service (the rolling window).</summary>
    WithinRollingMonths,

    /// <summary>At least N days before the date of service.</summary>
    DaysBeforeServiceAtLeast,

    /// <summary>At most N calendar months before the date of service, same day number included.</summary>
    WithinMonthsBeforeService,

    /// <summary>At least N calendar months before the request date, same day number included.</summary>
    MonthsBeforeRequestAtLeast,
}

internal sealed class DateTest(DateOperator op, int amount) : LeafTest
{
    public override string InWords => op switch
    {
        DateOperator.WithinMonths => $"within {amount} months before the request",
        DateOperator.WithinDaysBeforeService => $"within {amount} days before the service",
        DateOperator.WithinRollingMonths => $"in the {amount} months up to the service",
        DateOperator.WithinMonthsBeforeService => $"within {amount} months before the service",
        DateOperator.MonthsBeforeRequestAtLeast => $"at least {amount} months before the request",
        _ => $"at least {amount} days before the service",
    };

    public override string Threshold => InWords;

    public override double? FromThreshold(FactValue value, Sheet sheet) => value.Kind == FactKind.Date ? value.Day - Edge(sheet) : null;

    public override Answer Judge(FactValue value, Sheet sheet)
    {
        if (value.Kind != FactKind.Date)
            return Answer.Unknown;
        return Kleene.Of(op switch
        {
            DateOperator.WithinMonths => value.Day >= MonthsBefore(sheet.RequestDay) && value.Day <= Math.Max(sheet.ServiceDay, sheet.RequestDay),
            DateOperator.WithinDaysBeforeService => value.Day >= sheet.ServiceDay - amount && value.Day <= sheet.ServiceDay,
            DateOperator.WithinRollingMonths => value.Day > MonthsBefore(sheet.ServiceDay) && value.Day <= sheet.ServiceDay,
            DateOperator.WithinMonthsBeforeService => value.Day >= MonthsBefore(sheet.ServiceDay) && value.Day <= sheet.ServiceDay,
            DateOperator.MonthsBeforeRequestAtLeast => value.Day <= MonthsBefore(sheet.RequestDay),
            _ => value.Day <= sheet.ServiceDay - amount,
        });
    }

    public override bool TryMake(bool met, Sheet sheet, ref FactValue value)
    {
        if (Already(met, sheet, value))
            return true;
        int[] candidates = [Math.Min(sheet.RequestDay, sheet.ServiceDay), sheet.ServiceDay - amount,
            MonthsBefore(sheet.RequestDay) - 1, MonthsBefore(sheet.RequestDay), MonthsBefore(sheet.ServiceDay), sheet.ServiceDay];
        foreach (var day in candidates)
        {
            if (Becomes(met, sheet, FactValue.OfDay(day), ref value))
                return true;
        }

        return Becomes(met, sheet, FactValue.OfDay(sheet.ServiceDay - amount - 1), ref value)
            || Becomes(met, sheet, FactValue.OfDay(MonthsBefore(sheet.ServiceDay) - 1), ref value);
    }

    /// <summary>The last day that counts, on the side of the past.</summary>
    private int Edge(Sheet sheet) => op switch
    {
        DateOperator.WithinMonths or DateOperator.MonthsBeforeRequestAtLeast => MonthsBefore(sheet.RequestDay),
        DateOperator.WithinRollingMonths or DateOperator.WithinMonthsBeforeService => MonthsBefore(sheet.ServiceDay),
        _ => sheet.ServiceDay - amount,
    };

    private int MonthsBefore(int day) => DateOnly.FromDayNumber(day).AddMonths(-Math.Min(amount, 1200)).DayNumber;
}

/// <summary>The study or operation names the level, side or region under review. Met where the line names none.</summary>
internal sealed class HereTest : LeafTest
{
    public override string InWords => Subject!.List switch
    {
        KnownList.Levels => "at the level asked for",
        KnownList.Sides => "on the side asked for",
        _ => "in the region asked for",
    };

    public override Answer Judge(FactValue value, Sheet sheet)
    {
        var here = Here(sheet);
        if (here == 0)
            return Answer.Met;
        return value.Kind switch
        {
            FactKind.Word => Kleene.Of((here >> value.Word & 1) != 0),
            FactKind.Words => Kleene.Of((here & value.Words) != 0),
            _ => Answer.Unknown,
        };
    }

    public override bool TryMake(bool met, Sheet sheet, ref FactValue value)
    {
        if (Already(met, sheet, value))
            return true;
        for (var i = 0; i < Subject!.Allowed.Count; i++)
        {
            var candidate = Subject.Type == FactType.Word
                ? FactValue.OfWord(i) : FactValue.OfWords(met && value.Kind == FactKind.Words ? value.Words | 1UL << i : 1UL << i);
            if (Becomes(met, sheet, candidate, ref value))
                return true;
        }

        return false;
    }

    private ulong Here(Sheet sheet) => Subject!.List switch
    {
        KnownList.Levels => sheet.LevelMask,
        KnownList.Sides => sheet.SideMask,
        _ => sheet.RegionMask,
    };
}
