namespace UtilizationReview.Correspondence.Domain.Kit;

/// <summary>Who stated a fact; the numbers are the wire's.</summary>
internal enum FactOrigin { None = 0, Practice = 1, Document = 2, Nurse = 3, Physician = 4, Platform = 5 }

/// <summary>A fact of the order.</summary>
/// <param name="AppliesTo">Level or side; empty: the whole order.</param>
/// <param name="Document">Id of the document it was read in; empty when none.</param>
/// <param name="Page">From 1; 0 when none.</param>
internal sealed record CaseFact(string Name, string AppliesTo, FactContent Content, FactOrigin Origin, string Document, int Page)
{
    /// <summary>Plan-local day on which it was stated as it stands; null where that is not known.</summary>
    public DateOnly? StatedOn { get; init; }
}

/// <summary>The value of a fact.</summary>
internal abstract record FactContent
{
    private FactContent()
    {
    }

    /// <summary>The record says something.</summary>
    public bool IsGiven => this is not (NotDocumented or NotApplicable);

    /// <summary>Yes or no.</summary>
    public sealed record Truth(bool Value) : FactContent;

    /// <summary>A number in the vocabulary's unit.</summary>
    public sealed record Number(double Value) : FactContent;

    /// <summary>An allowed word, or a date (yyyy-MM-dd).</summary>
    public sealed record Text(string Value) : FactContent;

    /// <summary>Allowed words; none is an answer.</summary>
    public sealed record Words(IReadOnlyList<string> Values) : FactContent;

    /// <summary>Entries, each field name to value; none is an answer.</summary>
    public sealed record Entries(IReadOnlyList<IReadOnlyDictionary<string, FactContent>> Values) : FactContent;

    /// <summary>Computed by the criteria, in their words.</summary>
    public sealed record Computed(string Value) : FactContent;

    /// <summary>It was looked for and is not in the record.</summary>
    public sealed record NotDocumented : FactContent;

    /// <summary>The question has no place in this case.</summary>
    public sealed record NotApplicable : FactContent;
}

/// <summary>How the vocabulary names a fact, or a field of an entry.</summary>
/// <param name="Label">Noun phrase; empty: the question has to do.</param>
/// <param name="Unit">Of a number; empty when none.</param>
/// <param name="IsDate">Its texts are dates.</param>
/// <param name="Allowed">Word → what people read.</param>
/// <param name="Fields">Of entries, in their order.</param>
internal sealed record FactTerm(
    string Name, string Label, string Question, string Unit, bool IsDate, IReadOnlyDictionary<string, string> Allowed, IReadOnlyList<FactTerm> Fields)
{
    /// <summary>The field of the name; a bare one when the vocabulary has none.</summary>
    public FactTerm Field(string name) => Fields.FirstOrDefault(field => field.Name == name) ?? Bare(name);

    /// <summary>A fact the vocabulary does not know: told under its name.</summary>
    public static FactTerm Bare(string name) => new(name, "", name, "", IsDate: false, new Dictionary<string, string>(), []);
}

/// <summary>The vocabulary of facts.</summary>
internal sealed class FactTerms(IEnumerable<FactTerm> terms)
{
    private readonly Dictionary<string, FactTerm> _terms = terms.ToDictionary(term => term.Name, StringComparer.Ordinal);

    /// <summary>The fact of the name; a bare one when it is not known.</summary>
    public FactTerm Find(string name) => _terms.GetValueOrDefault(name) ?? FactTerm.Bare(name);

    /// <summary>The fact stands in the vocabulary.</summary>
    public bool Knows(string name) => _terms.ContainsKey(name);
}
