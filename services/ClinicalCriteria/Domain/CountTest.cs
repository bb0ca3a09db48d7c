using System.Globalization;

namespace UtilizationReview.ClinicalCriteria.Domain;

/// <summary>
/// How many entries pass every filter; entries that share the <paramref name="distinctBy"/> field count once (a session is one day), and with
/// <paramref name="apartDays"/> only such as lie at least so many days apart by that field.
/// </summary>
internal sealed class CountTest(LeafTest[] where, int distinctBy, int apartDays, bool atLeast, int limit) : LeafTest
{
    public override string InWords =>
        $"{(atLeast ? "at least" : "at most")} {limit.ToString(CultureInfo.InvariantCulture)} with "
            + $"{string.Join(", ", where.Select(test => $"{test.Subject!.Name} {test.InWords}"))}"
            + (apartDays > 0 ? $", at least {apartDays} days apart" : "");

    public override string Threshold => InWords;

    public override (bool Below, bool Above) Room => (limit > 0, true);

    public override double? FromThreshold(FactValue value, Sheet sheet) =>
        value.Kind == FactKind.Entries ? Counted(value.Entries, sheet).Sure - limit : null;

    /// <summary>The filters; each has its own boundaries.</summary>
    public IReadOnlyList<LeafTest> Where => where;

    public override Answer Judge(FactValue value, Sheet sheet)
    {
        if (value.Kind != FactKind.Entries)
            return Answer.Unknown;
        var (sure, possible) = Counted(value.Entries, sheet);
        return atLeast ? Kleene.AtLeast(limit, sure, possible - sure) : Kleene.Not(Kleene.AtLeast(limit + 1, sure, possible - sure));
    }

    /// <summary>Entries that surely count, and all that may.</summary>
    public (int Sure, int Possible) Counted(FactValue[][] entries, Sheet sheet)
    {
        if (apartDays > 0)
            return (Apart(entries, sheet, Answer.Met), Apart(entries, sheet, Answer.Unknown));
        var (sure, possible) = (0, 0);
        for (var i = 0; i < entries.Length; i++)
        {
            var answer = Passes(entries[i], sheet);
            if (answer != Answer.NotMet && !Repeats(entries, i, answer, sheet))
                (sure, possible) = (sure + (answer == Answer.Met ? 1 : 0), possible + 1);
        }

        return (sure, possible);
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

            if (distinctBy >= 0 && Subject.Fields[distinctBy].Type == FactType.Date && added[distinctBy].Kind != FactKind.Date)
                added[distinctBy] = FactValue.OfDay(Math.Min(sheet.RequestDay, sheet.ServiceDay));
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
        copy[distinctBy] = FactValue.OfDay(entry[distinctBy].Day - days * Math.Max(1, apartDays));
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

    /// <summary>The most entries of at least this answer that lie far enough apart: the earliest first. One without a date may count.</summary>
    private int Apart(FactValue[][] entries, Sheet sheet, Answer least)
    {
        var (count, last) = (0, int.MinValue);
        while (true)
        {
            var next = int.MaxValue;
            foreach (var entry in entries)
            {
                if (entry[distinctBy].Kind == FactKind.Date && entry[distinctBy].Day is var day && day < next
                    && (last == int.MinValue || day >= last + apartDays) && Passes(entry, sheet) >= least)
                    next = day;
            }

            if (next == int.MaxValue)
                break;
            (count, last) = (count + 1, next);
        }

        if (least == Answer.Unknown)
        {
            foreach (var entry in entries)
                count += entry[distinctBy].Kind != FactKind.Date && Passes(entry, sheet) != Answer.NotMet ? 1 : 0;
        }

        return count;
    }
}
