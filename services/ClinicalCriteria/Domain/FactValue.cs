namespace UtilizationReview.ClinicalCriteria.Domain;

/// <summary>Kleene's three values, ordered so that "all" is the least and "any" the greatest.</summary>
internal enum Answer : byte
{
    NotMet = 0,
    Unknown = 1,
    Met = 2,
}

/// <summary>Three-valued logic (clinical rules §2).</summary>
internal static class Kleene
{
    public static Answer And(Answer a, Answer b) => a < b ? a : b;

    public static Answer Or(Answer a, Answer b) => a > b ? a : b;

    public static Answer Not(Answer a) => (Answer)(2 - (int)a);

    /// <summary>At least <paramref name="needed"/> of a set in which so many are met and so many unknown.</summary>
    public static Answer AtLeast(int needed, int met, int unknown) =>
        met >= needed ? Answer.Met : met + unknown >= needed ? Answer.Unknown : Answer.NotMet;

    public static Answer Of(bool truth) => truth ? Answer.Met : Answer.NotMet;
}

internal enum FactKind : byte
{
    /// <summary>Nobody said anything: unknown, and worth a question.</summary>
    NotGiven,

    /// <summary>Asked for, and not in the record: unknown, and not asked again.</summary>
    NotDocumented,

    /// <summary>Asked for, and it has no place in this case: unknown as well, since nobody looked; not asked again.</summary>
    NotApplicable,
    Truth,
    Number,
    Date,
    Word,
    Words,
    Entries,
}

/// <summary>A value of the fact vocabulary. Words are positions in the fact's list of allowed words.</summary>
internal readonly struct FactValue
{
    private readonly long _bits;
    private readonly FactValue[][]? _entries;

    private FactValue(FactKind kind, long bits, FactValue[][]? entries = null)
    {
        Kind = kind;
        _bits = bits;
        _entries = entries;
    }

    public FactKind Kind { get; }

    public bool Known => Kind > FactKind.NotApplicable;

    public bool Truth => _bits != 0;

    public double Number => BitConverter.Int64BitsToDouble(_bits);

    /// <summary>Day number of a date (<see cref="DateOnly.DayNumber"/>).</summary>
    public int Day => (int)_bits;

    public int Word => (int)_bits;

    /// <summary>Bit n stands for allowed word n.</summary>
    public ulong Words => (ulong)_bits;

    /// <summary>Entries; within one, a value per field of the definition.</summary>
    public FactValue[][] Entries => _entries ?? [];

    public static FactValue NotDocumented => new(FactKind.NotDocumented, 0);

    public static FactValue NotApplicable => new(FactKind.NotApplicable, 0);

    public static FactValue OfTruth(bool truth) => new(FactKind.Truth, truth ? 1 : 0);

    public static FactValue OfNumber(double number) => new(FactKind.Number, BitConverter.DoubleToInt64Bits(number));

    public static FactValue OfDay(int day) => new(FactKind.Date, day);

    public static FactValue OfWord(int word) => new(FactKind.Word, word);

    public static FactValue OfWords(ulong words) => new(FactKind.Words, (long)words);

    public static FactValue OfEntries(FactValue[][] entries) => new(FactKind.Entries, 0, entries);
}
