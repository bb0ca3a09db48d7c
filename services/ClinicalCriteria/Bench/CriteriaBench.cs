using UtilizationReview.ClinicalCriteria.Adapters;
using UtilizationReview.ClinicalCriteria.Domain;
using UtilizationReview.ClinicalCriteria.Domain.Loading;

namespace UtilizationReview.ClinicalCriteria.Bench;

/// <summary>A bench for those who write criteria: <c>criteria check | list | show | facts | test | diff</c>.</summary>
public static class CriteriaBench
{
    /// <summary>How the command is called.</summary>
    public const string Usage = """
        criteria check                                   validate every file; each mistake with file and line
        criteria list                                    families and their versions
        criteria facts [--format text|json-schema]       the fact vocabulary: types, units, allowed values
        criteria show ID [--version V] [--format text|markdown]
                                                         one guideline; Markdown has its decision tree in Mermaid
        criteria test [--cases FOLDER] [--only ID]       run case files; coverage of leaves, pathways and thresholds
        criteria diff ID OLD NEW [--orders FOLDER]       what differs, and which orders (case files) are answered otherwise
        Every command takes --directory FOLDER: the criteria files; without it those of the program.
        """;

    /// <summary>Runs one command.</summary>
    /// <param name="arguments">What follows <c>criteria</c>.</param>
    /// <param name="output">Where answers go.</param>
    /// <param name="errors">Where refusals go.</param>
    /// <returns>0: all well; 1: files with mistakes or cases that fail; 2: the call cannot be understood.</returns>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(errors);
        if (BenchCall.Read(arguments) is not { Problem: null } call)
        {
            errors.WriteLine(BenchCall.Read(arguments).Problem);
            errors.WriteLine(Usage);
            return 2;
        }

        try
        {
            var library = CriteriaFolder.Load(call.Directory);
            return call.Command switch
            {
                "check" => Check(library, call, output),
                "list" => GuidelineText.List(library, output),
                "facts" => FactText.Write(library, call.Format, output),
                "show" => GuidelineText.Show(library, call, output, errors),
                "test" => CaseTest.Run(library, call, output, errors),
                _ => VersionDiff.Run(library, call, output, errors),
            };
        }
        catch (CriteriaFileException e)
        {
            foreach (var problem in e.Problems)
                errors.WriteLine(problem);
            errors.WriteLine($"{e.Problems.Count} mistake{(e.Problems.Count == 1 ? "" : "s")}; nothing of these files is used.");
            return 1;
        }
    }

    private static int Check(CriteriaLibrary library, BenchCall call, TextWriter output)
    {
        var families = library.All.Select(guideline => guideline.Id).Distinct(StringComparer.Ordinal).Count();
        output.WriteLine($"{call.Directory}: {families} guidelines in {library.All.Count()} versions, {library.Vocabulary.Facts.Count} facts, "
            + $"{library.Catalogue.All.Count} codes; no mistake.");
        return 0;
    }
}

/// <summary>A call of the bench, read.</summary>
internal sealed record BenchCall
{
    private static readonly string[] Commands = ["check", "list", "facts", "show", "test", "diff"];

    public string Command { get; init; } = "";

    public IReadOnlyList<string> Operands { get; init; } = [];

    public string Directory { get; init; } = Path.Combine(AppContext.BaseDirectory, "Guidelines");

    public string? Cases { get; init; }

    public string? Only { get; init; }

    public string? Version { get; init; }

    public string Format { get; init; } = "text";

    /// <summary>Why the call cannot be understood.</summary>
    public string? Problem { get; init; }

    /// <summary>Folder of the case files: as said, else beside the criteria files.</summary>
    public string CasesFolder => Cases ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(Directory)) ?? ".", "Cases");

    public static BenchCall Read(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0 || !Commands.Contains(arguments[0], StringComparer.Ordinal))
            return new BenchCall { Problem = $"'{(arguments.Count == 0 ? "" : arguments[0])}' is not one of {string.Join(", ", Commands)}." };
        var call = new BenchCall { Command = arguments[0] };
        for (var i = 1; i < arguments.Count; i++)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal))
            {
                call = call with { Operands = [.. call.Operands, arguments[i]] };
                continue;
            }

            var value = i + 1 < arguments.Count ? arguments[++i] : null;
            if (value is null)
                return call with { Problem = $"{arguments[i]} needs a value." };
            var next = arguments[i - 1] switch
            {
                "--directory" => call with { Directory = value },
                "--cases" or "--orders" => call with { Cases = value },
                "--only" => call with { Only = value },
                "--version" => call with { Version = value },
                "--format" => call with { Format = value },
                _ => null,
            };
            if (next is null)
                return call with { Problem = $"'{arguments[i - 1]}' is not an option." };
            call = next;
        }

        var needed = call.Command switch { "show" => 1, "diff" => 3, _ => 0 };
        return call.Operands.Count == needed ? call
            : call with { Problem = $"{call.Command} takes {needed} operand{(needed == 1 ? "" : "s")}, {call.Operands.Count} given." };
    }
}
