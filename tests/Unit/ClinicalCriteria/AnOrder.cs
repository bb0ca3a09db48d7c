using System.Globalization;
using UtilizationReview.ClinicalCriteria.Adapters;
using UtilizationReview.ClinicalCriteria.Domain;

namespace UtilizationReview.Tests.Unit.ClinicalCriteria;

/// <summary>Orders and facts in a few words, over the shipped criteria files.</summary>
internal static class AnOrder
{
    public static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Guidelines");

    public static readonly CriteriaLibrary Library = CriteriaFolder.Load(Folder);

    public static readonly DateOnly Requested = new(2026, 11, 23);
    public static readonly DateOnly Service = new(2026, 12, 7);

    public static PlanTerms Plan(bool adoptsAnalog = true, int reach = 30, string[]? notReviewed = null, params string[] programs) =>
        new("meadow-commercial", programs.Length == 0 ? ["spine", "joint", "pain"] : programs, notReviewed ?? [], adoptsAnalog, reach);

    public static OrderLine Asking(string code, Side side = Side.NotGiven, int number = 1, int units = 1, params string[] levels) => new(number, code, units, side, levels);

    public static CriteriaOrder Of(OrderLine line, params FactStatement[] facts) => Of([line], facts);

    public static CriteriaOrder Of(OrderLine[] lines, params FactStatement[] facts) => new()
    {
        Plan = Plan(), ServiceDate = Service, RequestDate = Requested, PlaceOfService = 24, Lines = lines, Facts = facts,
    };

    public static LineEvaluation Evaluated(this CriteriaOrder order, int line = 0) => order.EvaluatedAll()[line];

    public static IReadOnlyList<LineEvaluation> EvaluatedAll(this CriteriaOrder order)
    {
        var (routes, problems) = LineChecks.Check(Library, order);
        problems.ShouldBeEmpty();
        return Evaluator.Evaluate(Library, order, routes);
    }

    public static FactStatement Fact(string name, object value, string appliesTo = "")
    {
        var fact = Library.Vocabulary.Find(name) ?? throw new InvalidOperationException(name);
        return new FactStatement(fact, Value(fact, value), appliesTo);
    }

    public static (string, object)[] Entry(params (string, object)[] fields) => fields;

    public static FactStatement[] With(this FactStatement[] facts, params (string Name, object Value)[] changes) =>
        [.. facts.Where(fact => !changes.Any(change => change.Name == fact.Fact.Name)), .. changes.Select(change => Fact(change.Name, change.Value))];

    public static FactStatement[] Without(this FactStatement[] facts, params string[] names) => [.. facts.Where(fact => !names.Contains(fact.Fact.Name))];

    public static FactStatement[] Stated(params (string Name, object Value)[] facts) => [.. facts.Select(fact => Fact(fact.Name, fact.Value))];

    public static FactValue Value(FactDefinition fact, object value) => value switch
    {
        bool truth => FactValue.OfTruth(truth),
        int number => FactValue.OfNumber(number),
        double number => FactValue.OfNumber(number),
        string text when fact.Type == FactType.Date => FactValue.OfDay(DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture).DayNumber),
        string text when fact.Type == FactType.Words => Words(fact, [text]),
        string text => FactValue.OfWord(Known(fact, text)),
        string[] words => Words(fact, words),
        (string, object)[][] entries => FactValue.OfEntries([.. entries.Select(entry => OneEntry(fact, entry))]),
        (string, object)[] entry => FactValue.OfEntries([OneEntry(fact, entry)]),
        _ => throw new InvalidOperationException($"{fact.Name}: {value}"),
    };

    private static FactValue[] OneEntry(FactDefinition fact, (string Field, object Value)[] fields)
    {
        var entry = new FactValue[fact.Fields.Count];
        foreach (var (name, value) in fields)
        {
            var field = fact.Field(name) ?? throw new InvalidOperationException(name);
            entry[field.Index] = Value(field, value);
        }

        return entry;
    }

    private static FactValue Words(FactDefinition fact, string[] words) => FactValue.OfWords(words.Aggregate(0UL, (mask, word) => mask | 1UL << Known(fact, word)));

    private static int Known(FactDefinition fact, string word) => fact.WordIndex(word) is >= 0 and var index ? index : throw new InvalidOperationException($"{fact.Name}: {word}");
}
