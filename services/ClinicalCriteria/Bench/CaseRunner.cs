using UtilizationReview.ClinicalCriteria.Domain;

namespace UtilizationReview.ClinicalCriteria.Bench;

/// <summary>Judges cases and compares with what is expected; what was tried is added to the coverage.</summary>
internal sealed class CaseRunner(CriteriaLibrary library)
{
    private readonly Dictionary<string, Coverage> _coverage = new(StringComparer.Ordinal);

    /// <summary>Orders judged.</summary>
    public int Judged { get; private set; }

    /// <summary>What the cases tried, by guideline.</summary>
    public Coverage CoverageOf(string guideline)
    {
        if (!_coverage.TryGetValue(guideline, out var coverage))
            _coverage.Add(guideline, coverage = new Coverage(guideline, library.Versions(guideline)));
        return coverage;
    }

    /// <summary>Everything that came out otherwise, as <c>file:line: what</c>.</summary>
    public IReadOnlyList<string> Run(CaseFile file)
    {
        var failures = new List<string>();
        foreach (var tried in file.Cases)
        {
            if (Evaluate(file.Guideline, tried.Order, tried.Judged, out var problem) is not { } evaluation)
            {
                failures.Add(At(tried.Home, tried.Name, problem));
                continue;
            }

            CoverageOf(file.Guideline).Add(evaluation);
            failures.AddRange(Compare(tried, evaluation).Select(wrong => At(tried.Home, tried.Name, wrong)));
            foreach (var expected in tried.Trace)
                Check(evaluation, expected.Path, expected.Answer, wrong => failures.Add(At(expected.Home, tried.Name, wrong)));
            foreach (var variation in tried.Variations)
                RunVariation(file.Guideline, tried, variation, failures);
        }

        return failures;
    }

    /// <summary>The judgement of one line by the guideline; null with the reason when the order is not judged by it.</summary>
    public LineEvaluation? Evaluate(string guideline, CriteriaOrder order, int judged, out string problem)
    {
        Judged++;
        problem = "";
        var (routes, problems) = LineChecks.Check(library, order);
        if (problems.Count > 0)
        {
            problem = string.Join(" ", problems.Select(p => $"{p.Field}: {p.Sentence}"));
            return null;
        }

        if (guideline is CriteriaLibrary.SiteGuideline or CriteriaLibrary.LevelOfCareGuideline)
        {
            var site = Evaluator.Site(library, order, routes[0]);
            problem = site is null ? "no version of the site guideline is in force" : $"the place of service is judged by {site.Guideline!.Id}";
            return site?.Guideline?.Id == guideline ? site : null;
        }

        var evaluation = Evaluator.Evaluate(library, order, routes).FirstOrDefault(line => line.Route.Line.Number == judged);
        problem = evaluation is null ? $"the order has no line {judged}"
            : evaluation.Guideline is null ? $"no guideline judges line {judged}: {evaluation.Route.Sentence}"
            : $"line {judged} is judged by {evaluation.Guideline.Id}";
        return evaluation?.Guideline?.Id == guideline ? evaluation : null;
    }

    private void RunVariation(string guideline, CriteriaCase tried, Variation variation, List<string> failures)
    {
        foreach (var value in variation.Values)
        {
            var name = $"{tried.Name} ({variation.Fact.Name}{(variation.Field is { } field ? $".{field.Name}" : "")} {value.Text})";
            if (Evaluate(guideline, tried.With(variation, value), tried.Judged, out var problem) is not { } evaluation)
            {
                failures.Add(At(value.Home, name, problem));
                continue;
            }

            CoverageOf(guideline).Add(evaluation);
            Check(evaluation, variation.Criterion, value.Answer, wrong => failures.Add(At(value.Home, name, wrong)));
        }
    }

    private static IEnumerable<string> Compare(CriteriaCase tried, LineEvaluation evaluation)
    {
        var expect = tried.Expect;
        if (expect.Answer is { } answer && answer != evaluation.Answer)
        {
            yield return $"the answer is {Words(evaluation.Answer)}, expected {Words(answer)}; open: "
                + $"{string.Join(", ", evaluation.OpenCriteria().Select(open => open.Id))}";
        }

        if (expect.ByRules is { } byRules && byRules != evaluation.AutomationAllowed)
            yield return $"an approval by rules is {(evaluation.AutomationAllowed ? "allowed" : "not allowed")}, expected otherwise";
        if (expect.Excluded is { } excluded && excluded != evaluation.Excluded)
            yield return $"an exclusion is {(evaluation.Excluded ? "" : "not ")}hit, expected otherwise";
        if (expect.Pathway is { } pathway && pathway != evaluation.Pathway?.Id)
            yield return $"the pathway is {evaluation.Pathway?.Id ?? "none"}, expected {pathway}";
        if (expect.Version is { } version && version != evaluation.Guideline!.Version)
            yield return $"version {evaluation.Guideline.Version} judged it, expected {version}";
        if (expect.Open is { } open)
        {
            string[] found = [.. evaluation.OpenCriteria().Select(criterion => criterion.Id)];
            if (!found.ToHashSet(StringComparer.Ordinal).SetEquals(open))
                yield return $"open are {string.Join(", ", found)}, expected {string.Join(", ", open)}";
        }
    }

    private static void Check(LineEvaluation evaluation, string path, Expected expected, Action<string> wrong)
    {
        var found = false;
        foreach (var unit in evaluation.Units)
        {
            foreach (var (trail, node) in Named(evaluation.Guideline!, path))
            {
                var verdict = unit.Of(node);
                if (!verdict.Applies)
                    continue;
                found = true;
                var answer = verdict.Waived ? Expected.Waived
                    : verdict.Answer switch { Answer.Met => Expected.Met, Answer.NotMet => Expected.NotMet, _ => Expected.Unknown };
                if (answer != expected)
                    wrong($"{trail}{(unit.Name.Length > 0 ? $" at {unit.Name}" : "")} is {Words(answer)}, expected {Words(expected)}");
            }
        }

        if (!found)
            wrong($"no criterion '{path}' was judged; criteria: "
                + $"{string.Join(", ", evaluation.Guideline!.Nodes().Select(node => node.Id).Distinct().Take(80))}");
    }

    /// <summary>Criteria whose way down from the top names these ids in this order; the last is the criterion's own.</summary>
    private static IEnumerable<(string Trail, Criterion Node)> Named(Guideline guideline, string path)
    {
        var wanted = path.Split('/', StringSplitOptions.TrimEntries);
        return guideline.Exclusions.Concat(guideline.Pathways).SelectMany(top => Below(top, []));

        IEnumerable<(string, Criterion)> Below(Criterion node, IReadOnlyList<string> above)
        {
            string[] trail = [.. above, node.Id];
            // A waived criterion and an entry stand under a node of the same id: the outer one speaks for both.
            if (node.Id == wanted[^1] && (above.Count == 0 || above[^1] != node.Id) && InOrder(trail))
                yield return (string.Join('/', trail), node);
            foreach (var found in node.Nodes.SelectMany(child => Below(child, trail)))
                yield return found;
        }

        bool InOrder(string[] trail)
        {
            var next = 0;
            foreach (var id in trail)
                next += next < wanted.Length && id == wanted[next] ? 1 : 0;
            return next == wanted.Length;
        }
    }

    private static string At(Domain.Loading.SourceNode home, string name, string wrong) => $"{home.File}:{home.Line}: {name}: {wrong}.";

    private static string Words(Answer answer) => answer switch { Answer.Met => "met", Answer.NotMet => "not_met", _ => "unknown" };

    private static string Words(Expected answer) => answer switch
    {
        Expected.Waived => "waived",
        Expected.Met => "met",
        Expected.NotMet => "not_met",
        _ => "unknown",
    };
}
