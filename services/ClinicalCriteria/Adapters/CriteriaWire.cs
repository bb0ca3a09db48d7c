using System.Globalization;
using System.Runtime.CompilerServices;
using UtilizationReview.ClinicalCriteria.Domain;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Platform.Deciding;
using Vocabulary = UtilizationReview.Contracts.Vocabulary.V1;
using Wire = UtilizationReview.Contracts.Criteria.V1;

namespace UtilizationReview.ClinicalCriteria.Adapters;

/// <summary>Reads an order off the wire into the domain's words; everything that cannot be read is told by field.</summary>
internal sealed class CriteriaWire(CriteriaLibrary library, PlanRegistry plans)
{
    /// <summary>Names of the sides as facts name them in <c>applies_to</c>.</summary>
    private static readonly string[] SideNames = ["left", "right"];

    private static readonly ConditionalWeakTable<PlanFile, PlanTerms> Known = [];

    /// <summary>The order, or the refusal to send back.</summary>
    /// <param name="facts">The order as it came.</param>
    /// <param name="practice">Practice of the caller; null when the caller is none, and the order says which.</param>
    public (CriteriaOrder? Order, Refusal? Refusal) Read(Wire.OrderFacts? facts, string? practice)
    {
        if (facts is null)
            return (null, BadInput([new FieldProblem("order", "is missing.")]));
        var problems = new List<FieldProblem>();
        var service = Date(facts.DateOfService, "order.date_of_service", problems);
        var request = Date(facts.RequestDate, "order.request_date", problems);
        var (plan, unknown) = Plan(facts, request, problems.Count > 0);
        if (plan is null)
            return (null, unknown);
        if (facts.Lines.Count == 0)
            problems.Add(new FieldProblem("order.lines", "is empty; an order has at least one line."));
        var order = new CriteriaOrder
        {
            Plan = Terms(plan),
            ServiceDate = service,
            RequestDate = request,
            PlaceOfService = (int)facts.PlaceOfService,
            Lines = [.. facts.Lines.Select(line => new OrderLine(line.Number, line.Code, line.Units, SideOf(line.Side), [.. line.Levels]))],
            Diagnoses = [.. facts.Diagnoses],
            Facts = Facts(facts, problems),
            EmergencyPresentation = facts.EmergencyPresentation,
            PracticeId = practice ?? facts.PracticeId,
        };
        return problems.Count == 0 ? (order, null) : (null, BadInput(problems));
    }

    /// <summary>What the criteria read of a version of a plan.</summary>
    public static PlanTerms Terms(PlanFile plan) => Known.GetValue(plan, static file => new PlanTerms(
        file.PlanId, file.Programs, file.CodesNotReviewed, file.AdoptsAnalogCriteria, file.SiteOfCare.ReachMiles)
    {
        Modules = file.Modules,
        Medicare = file.MedicareFirst,
        NicotineGateHard = file.NicotineGateHard,
        VersionPins = file.CriteriaVersions,
        MedicalPolicies = file.MedicalPolicies,
        CodesAdded = file.CodesAdded,
        GoldCards = [.. file.GoldCards.Select(card => new GoldCard(card.Practice, card.Codes, card.Program, card.From, card.Through))],
    });

    public static Refusal BadInput(IReadOnlyList<FieldProblem> problems) =>
        new("order-not-readable",
            $"The request cannot be read: {string.Join(" ", problems.Take(3).Select(problem => $"{problem.Field} {problem.Problem}"))}"
            + (problems.Count > 3 ? $" And {problems.Count - 3} more." : ""))
        { Kind = RefusalKind.BadInput, Fields = problems };

    public static DateOnly Date(string text, string field, List<FieldProblem> problems)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            && date.Year is >= 1900 and <= 2200)
            return date;
        problems.Add(new FieldProblem(field, text.Length == 0 ? "is missing; write yyyy-MM-dd." : $"'{text}' is not a date; write yyyy-MM-dd."));
        return new DateOnly(2000, 1, 1);
    }

    /// <summary>Not applicable is the same as not given: the procedure has no side.</summary>
    private static Side SideOf(Vocabulary.Side side) => side switch
    {
        Vocabulary.Side.Left => Side.Left,
        Vocabulary.Side.Right => Side.Right,
        Vocabulary.Side.Both => Side.Both,
        _ => Side.NotGiven,
    };

    /// <summary>The version the order was received under, or else the one for orders of its day of receipt.</summary>
    private (PlanFile? Plan, Refusal? Unknown) Plan(Wire.OrderFacts facts, DateOnly request, bool dateIsWrong)
    {
        var found = facts.PlanVersion.Length > 0 ? plans.Find(facts.PlanId, facts.PlanVersion) : plans.Find(facts.PlanId, request);
        if (found is not null)
            return (found, null);
        var versions = plans.Versions(facts.PlanId);
        if (versions.Count == 0)
        {
            return (null, new Refusal("unknown-plan", $"There is no plan '{facts.PlanId}'.")
            {
                Kind = RefusalKind.Unknown, Fields = [new FieldProblem("order.plan_id", "is not the id of a plan.")],
            });
        }

        // A version that has not come here yet comes within seconds: whoever asks for it asks again.
        if (facts.PlanVersion.Length > 0)
        {
            return (null, new Refusal("unknown-plan-version",
                $"The plan '{facts.PlanId}' has no version '{facts.PlanVersion}' here; it has "
                    + $"{string.Join(", ", versions.Select(plan => plan.Version))}."));
        }

        return dateIsWrong
            ? (versions[^1], null) // the date is told; it selects nothing
            : (null, new Refusal("plan-not-begun",
                $"The plan '{facts.PlanId}' has no version for orders received on {request:yyyy-MM-dd}; its first is for those "
                    + $"from {versions[0].EffectiveFrom:yyyy-MM-dd} on."));
    }

    private List<FactStatement> Facts(Wire.OrderFacts facts, List<FieldProblem> problems)
    {
        var statements = new List<FactStatement>();
        var seen = new HashSet<(string, string)>();
        for (var i = 0; i < facts.Facts.Count; i++)
        {
            var fact = facts.Facts[i];
            var at = $"order.facts[{i}]";
            if (library.Vocabulary.Find(fact.Name) is not { } definition)
                problems.Add(new FieldProblem($"{at}.name", $"'{fact.Name}' is not a fact of the vocabulary; ListFacts shows them."));
            else if (!seen.Add((fact.Name, fact.AppliesTo)))
                problems.Add(new FieldProblem($"{at}.name",
                    $"'{fact.Name}' is stated twice{(fact.AppliesTo.Length > 0 ? $" for {fact.AppliesTo}" : "")}; state each fact once."));
            else if (definition.Computed)
                problems.Add(new FieldProblem($"{at}.name", $"'{fact.Name}' is read off the order's lines and the plan and cannot be stated."));
            else if (definition.Supply == FactSupply.Platform && fact.Origin != Vocabulary.FactOrigin.Platform)
                problems.Add(new FieldProblem($"{at}.origin", $"'{fact.Name}' is computed by the platform and cannot be stated by anyone else."));
            else if (AppliesToProblem(definition, fact.AppliesTo) is { } problem)
                problems.Add(new FieldProblem($"{at}.applies_to", problem));
            else if (Value(definition, fact.Value, $"{at}.value", problems) is { } value)
                statements.Add(new FactStatement(definition, value, fact.AppliesTo, OriginOf(fact.Origin), fact.Document, fact.Page));
        }

        return statements;
    }

    private static string? AppliesToProblem(FactDefinition fact, string appliesTo) => fact.Scope switch
    {
        _ when appliesTo.Length == 0 => null,
        FactScope.Level when SpinalLevels.IndexOf(appliesTo) >= 0 => null,
        FactScope.Side when SideNames.Contains(appliesTo, StringComparer.Ordinal) => null,
        FactScope.Level => $"'{appliesTo}' is not a spinal level; write L4-L5 or L4.",
        FactScope.Side => $"'{appliesTo}' is not a side; write left or right.",
        _ => $"'{appliesTo}' is not allowed: {fact.Name} holds for the whole order.",
    };

    private static FactValue? Value(FactDefinition fact, Vocabulary.FactValue? value, string at, List<FieldProblem> problems)
    {
        switch (value?.KindCase ?? Vocabulary.FactValue.KindOneofCase.None)
        {
            case Vocabulary.FactValue.KindOneofCase.NotDocumented:
                return FactValue.NotDocumented;
            case Vocabulary.FactValue.KindOneofCase.NotApplicable:
                return FactValue.NotApplicable;
            case Vocabulary.FactValue.KindOneofCase.Truth when fact.Type == FactType.Boolean:
                return FactValue.OfTruth(value!.Truth);
            case Vocabulary.FactValue.KindOneofCase.Number when fact.Type == FactType.Number:
                if (value!.Number >= fact.Minimum && value.Number <= fact.Maximum)
                    return FactValue.OfNumber(value.Number);
                problems.Add(new FieldProblem(at, $"{fact.Name} is {value.Number:0.##}; it lies between "
                    + $"{fact.Minimum:0.##} and {fact.Maximum:0.##}{(fact.Unit.Length > 0 ? " " + fact.Unit : "")}."));
                return null;
            case Vocabulary.FactValue.KindOneofCase.Text when fact.Type == FactType.Date:
                var before = problems.Count;
                var date = Date(value!.Text, at, problems);
                return problems.Count == before ? FactValue.OfDay(date.DayNumber) : null;
            case Vocabulary.FactValue.KindOneofCase.Text when fact.Type == FactType.Word:
                return Mask(fact, [value!.Text], at, problems) is null ? null : FactValue.OfWord(fact.WordIndex(value.Text));
            case Vocabulary.FactValue.KindOneofCase.Words when fact.Type == FactType.Words:
                return Mask(fact, value!.Words.Words_, at, problems) is { } mask ? FactValue.OfWords(mask) : null;
            case Vocabulary.FactValue.KindOneofCase.Entries when fact.Type == FactType.Entries:
                return Entries(fact, value!.Entries, at, problems);
            default:
                problems.Add(new FieldProblem(
                    at, $"{fact.Name} takes a {fact.Type.ToString().ToLowerInvariant()} value (or not_documented, or not_applicable)."));
                return null;
        }
    }

    private static FactValue? Entries(FactDefinition fact, Vocabulary.Entries entries, string at, List<FieldProblem> problems)
    {
        var before = problems.Count;
        var read = new FactValue[entries.Entries_.Count][];
        for (var i = 0; i < read.Length; i++)
        {
            read[i] = new FactValue[fact.Fields.Count];
            foreach (var (name, value) in entries.Entries_[i].Fields)
            {
                var path = $"{at}.entries[{i}].{name}";
                if (fact.Field(name) is not { } field)
                    problems.Add(new FieldProblem(path,
                        $"is not a field of {fact.Name}; fields are {string.Join(", ", fact.Fields.Select(f => f.Name))}."));
                else if (Value(field, value, path, problems) is { } known)
                    read[i][field.Index] = known;
            }
        }

        return problems.Count == before ? FactValue.OfEntries(read) : null;
    }

    private static ulong? Mask(FactDefinition fact, IEnumerable<string> words, string at, List<FieldProblem> problems)
    {
        ulong mask = 0;
        foreach (var word in words)
        {
            var index = fact.WordIndex(word);
            if (index < 0)
            {
                var allowed = fact.List == KnownList.Levels
                    ? "spinal levels such as L4-L5 or L4"
                    : string.Join(", ", fact.Allowed.Select(a => a.Word));
                problems.Add(new FieldProblem(at, $"'{word}' is not a word of {fact.Name}; allowed: {allowed}."));
                return null;
            }

            mask |= 1UL << index;
        }

        return mask;
    }

    private static FactOrigin OriginOf(Vocabulary.FactOrigin origin) => origin switch
    {
        Vocabulary.FactOrigin.Document => FactOrigin.Document,
        Vocabulary.FactOrigin.Nurse => FactOrigin.Nurse,
        Vocabulary.FactOrigin.Physician => FactOrigin.Physician,
        Vocabulary.FactOrigin.Platform => FactOrigin.Platform,
        _ => FactOrigin.Practice,
    };
}
