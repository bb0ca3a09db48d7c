using UtilizationReview.ClinicalCriteria.Adapters;
using UtilizationReview.ClinicalCriteria.Domain;
using UtilizationReview.ClinicalCriteria.Domain.Loading;

namespace UtilizationReview.ClinicalCriteria.Bench;

/// <summary>Runs a folder of case files and tells what failed and what was not tried.</summary>
internal static class CaseTest
{
    /// <summary>All case files of a folder, in the order of their names.</summary>
    /// <exception cref="CriteriaFileException">A file has a mistake; every one is listed.</exception>
    public static IReadOnlyList<CaseFile> Load(CriteriaLibrary library, string folder, string? only = null)
    {
        var problems = new LoadProblems();
        var reader = new CaseFileReader(library, problems);
        List<CaseFile> files = [.. CriteriaFolder.ReadAll(folder, problems)
            .Where(pair => only is null || pair.Key.StartsWith(only, StringComparison.Ordinal)).Select(pair => reader.Read(pair.Value))];
        return problems.Count == 0 ? files : throw new CriteriaFileException(problems.All);
    }

    public static int Run(CriteriaLibrary library, BenchCall call, TextWriter output, TextWriter errors)
    {
        var files = Load(library, call.CasesFolder, call.Only);
        var runner = new CaseRunner(library);
        string[] failures = [.. files.SelectMany(runner.Run)];
        foreach (var failure in failures)
            errors.WriteLine(failure);
        var complete = true;
        string[] families = [.. library.All.Select(guideline => guideline.Id).Distinct(StringComparer.Ordinal)
            .Where(id => call.Only is null || id.StartsWith(call.Only, StringComparison.Ordinal))];
        foreach (var family in families)
        {
            var coverage = runner.CoverageOf(family);
            complete &= coverage.Complete;
            output.WriteLine($"{family,-42} leaves {Share(coverage.LeavesTried, coverage.Leaves)}, pathways and exclusions "
                + $"{Share(coverage.TopsTried, coverage.Tops)}, thresholds {Share(coverage.ThresholdsTried, coverage.Thresholds)}");
            foreach (var gap in coverage.Gaps())
                output.WriteLine($"    {gap}");
        }

        output.WriteLine(
            $"{files.Sum(file => file.Cases.Count)} cases in {files.Count} files, {runner.Judged} orders judged, {failures.Length} failed; "
            + $"coverage of {families.Length} guidelines is {(complete ? "complete" : "not complete")}.");
        return failures.Length == 0 && complete ? 0 : 1;
    }

    private static string Share(int part, int whole) => $"{part}/{whole} ({(whole == 0 ? 100 : 100.0 * part / whole):0.#} %)";
}
