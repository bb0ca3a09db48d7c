using System.Globalization;
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

    public Answer Judge(Sheet sheet, FactValue[]? entry) => Judge(Slot < 0 ? default : OnEntry ? entry![Slot] : sheet.Values[Slot], sheet);

    public abstract Answer Judge(FactValue value, Sheet sheet);

    /// <summary>Changes the value as little as possible so that the test is (or is not) met; false where nothing does.</summary>
    public abstract bool TryMake(bool met, Sheet sheet, ref FactValue value);

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

    public override Answer Judge(FactValue value, Sheet sheet)
    {
        if (value.Kind != FactKind.Number)
            return Answer.Unknown;
        var number = value.Number;
        var line = planReach ? sheet.ReachMiles : limit;
        return Kleene.Of(op switch
        {
            NumberOperator.AtLeast => number >= line,
            NumberOperator.AtMost => number <= line,
            NumberOperator.Above => number > line,
            _ => number < line,
        });
    }

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
}

internal sealed class DateTest(DateOperator op, int amount) : LeafTest
{
    public override string InWords => op switch
    {
        DateOperator.WithinMonths => $"within {amount} months before the request",
        DateOperator.WithinDaysBeforeService => $"within {amount} days before the service",
        DateOperator.WithinRollingMonths => $"in the {amount} months up to the service",
        _ => $"at least {amount} days before the service",
    };

    public override string Threshold => InWords;

    public override Answer Judge(FactValue value, Sheet sheet)
    {
        if (value.Kind != FactKind.Date)
            return Answer.Unknown;
        return Kleene.Of(op switch
        {
            DateOperator.WithinMonths => value.Day >= MonthsBefore(sheet.RequestDay) && value.Day <= Math.Max(sheet.ServiceDay, sheet.RequestDay),
            DateOperator.WithinDaysBeforeService => value.Day >= sheet.ServiceDay - amount && value.Day <= sheet.ServiceDay,
            DateOperator.WithinRollingMonths => value.Day > MonthsBefore(sheet.ServiceDay) && value.Day <= sheet.ServiceDay,
            _ => value.Day <= sheet.ServiceDay - amount,
        });
    }

    public override bool TryMake(bool met, Sheet sheet, ref FactValue value)
    {
        if (Already(met, sheet, value))
            return true;
        int[] candidates = [Math.Min(sheet.RequestDay, sheet.ServiceDay), sheet.ServiceDay - amount,
            MonthsBefore(sheet.RequestDay) - 1, MonthsBefore(sheet.ServiceDay), sheet.ServiceDay];
        foreach (var day in candidates)
        {
            if (Becomes(met, sheet, FactValue.OfDay(day), ref value))
                return true;
        }

        return Becomes(met, sheet, FactValue.OfDay(sheet.ServiceDay - amount - 1), ref value);
    }

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

/// <summary>The line's own code is one of these.</summary>
internal sealed class LineCodeTest(IReadOnlyList<string> codes) : LeafTest
{
    private readonly HashSet<string> _codes = new(codes, StringComparer.Ordinal);

    public override string InWords => $"code is one of {string.Join(", ", codes)}";

    public override Answer Judge(FactValue value, Sheet sheet) => Kleene.Of(_codes.Contains(sheet.Code));

    public override bool TryMake(bool met, Sheet sheet, ref FactValue value) => Already(met, sheet, value);
}

/// <summary>
/// How many entries pass every filter; entries that share the <paramref name="distinctBy"/> field count once (a session is one day).
/// </summary>
internal sealed class CountTest(LeafTest[] where, int distinctBy, bool atLeast, int limit) : LeafTest
{
    public override string InWords =>
        $"{(atLeast ? "at least" : "at most")} {limit.ToString(CultureInfo.InvariantCulture)} with "
            + $"{string.Join(", ", where.Select(test => $"{test.Subject!.Name} {test.InWords}"))}";

    public override string Threshold => InWords;

    /// <summary>The filters; each has its own boundaries.</summary>
    public IReadOnlyList<LeafTest> Where => where;

    public override Answer Judge(FactValue value, Sheet sheet)
    {
        if (value.Kind != FactKind.Entries)
            return Answer.Unknown;
        var (sure, possible) = (0, 0);
        var entries = value.Entries;
        for (var i = 0; i < entries.Length; i++)
        {
            var answer = Passes(entries[i], sheet);
            if (answer != Answer.NotMet && !Repeats(entries, i, answer, sheet))
                (sure, possible) = (sure + (answer == Answer.Met ? 1 : 0), possible + 1);
        }

        return atLeast ? Kleene.AtLeast(limit, sure, possible - sure) : Kleene.Not(Kleene.AtLeast(limit + 1, sure, possible - sure));
    }

    public Answer Passes(FactValue[] entry, Sheet sheet)
    {
        var answer = Answer.Met;
        foreach (var test in where)
            answer = Kleene.And(answer, test.Judge(sheet, entry));
        return answer;
    }

    public override bool TryMake(bool met, Sheet sheet, ref FactValue value)
    {
        if (Already(met, sheet, value))
            return true;
        var entries = value.Kind == FactKind.Entries ? value.Entries : [];
        if (met == atLeast)
        {
            var added = new FactValue[Subject!.Fields.Count];
            foreach (var test in where)
            {
                if (!test.TryMake(true, sheet, ref added[test.Slot]))
                    return false;
            }

            for (var i = 0; i <= limit && !Already(met, sheet, value); i++)
                value = FactValue.OfEntries(entries = [.. entries, Shifted(added, i)]);
            return Already(met, sheet, value);
        }

        while (entries.Length > 0 && !Already(met, sheet, FactValue.OfEntries(entries)))
        {
            var drop = Array.FindLastIndex(entries, entry => Passes(entry, sheet) != Answer.NotMet);
            if (drop < 0)
                break;
            entries = [.. entries[..drop], .. entries[(drop + 1)..]];
        }

        return Becomes(met, sheet, FactValue.OfEntries(entries), ref value);
    }

    /// <summary>Another session is on another day.</summary>
    private FactValue[] Shifted(FactValue[] entry, int days)
    {
        if (distinctBy < 0 || entry[distinctBy].Kind != FactKind.Date)
            return entry;
        FactValue[] copy = [.. entry];
        copy[distinctBy] = FactValue.OfDay(entry[distinctBy].Day - days);
        return copy;
    }

    private bool Repeats(FactValue[][] entries, int at, Answer answer, Sheet sheet)
    {
        if (distinctBy < 0 || entries[at][distinctBy].Kind != FactKind.Date)
            return false;
        for (var i = 0; i < entries.Length; i++)
        {
            var other = entries[i][distinctBy];
            if (i == at || other.Kind != FactKind.Date || other.Day != entries[at][distinctBy].Day)
                continue;
            var theirs = Passes(entries[i], sheet);
            if (theirs > answer || (theirs == answer && i < at))
                return true;
        }

        return false;
    }
}
