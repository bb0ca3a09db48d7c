using UtilizationReview.ClinicalCriteria.Adapters;
using UtilizationReview.ClinicalCriteria.Domain.Loading;
using UtilizationReview.Contracts.Plans;

namespace UtilizationReview.ClinicalCriteria;

/// <summary>For those who write plan files: <c>plans check</c>, what the platform would say of a folder, without starting it.</summary>
public static class PlansCheck
{
    /// <summary>How the command is called.</summary>
    public const string Usage = """
        plans check [FOLDER] [--criteria FOLDER]         validate a folder of plan files, and what they refer to in the criteria files;
                                                         each mistake with file and line. Without a folder: deploy/demo/plans;
                                                         without --criteria: the criteria files of the program.
        """;

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">What follows <c>plans</c>.</param>
    /// <param name="output">Where the answer goes.</param>
    /// <param name="errors">Where mistakes go.</param>
    /// <returns>0: all well; 1: files with mistakes; 2: the call cannot be understood.</returns>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(errors);
        var (plans, criteria) = (Path.Combine("deploy", "demo", "plans"), Path.Combine(AppContext.BaseDirectory, "Guidelines"));
        switch (arguments)
        {
            case ["check"]:
                break;
            case ["check", "--criteria", var given]:
                criteria = given;
                break;
            case ["check", var folder, "--criteria", var given]:
                (plans, criteria) = (folder, given);
                break;
            case ["check", var folder] when !folder.StartsWith("--", StringComparison.Ordinal):
                plans = folder;
                break;
            default:
                errors.WriteLine(Usage);
                return 2;
        }

        return Check(plans, criteria, output, errors);
    }

    private static int Check(string folder, string criteria, TextWriter output, TextWriter errors)
    {
        try
        {
            var plans = PlanFiles.Load(folder);
            if (PlanReferences.Problems(CriteriaFolder.Load(criteria), plans) is { Count: > 0 } problems)
                return Refused(problems, errors);
            foreach (var plan in plans.OrderBy(plan => plan.PlanId, StringComparer.Ordinal).ThenBy(plan => plan.EffectiveFrom))
            {
                var from = plan.EffectiveFrom == DateOnly.MinValue
                    ? "from the beginning" : $"for orders received from {plan.EffectiveFrom:yyyy-MM-dd} on";
                output.WriteLine($"{plan.PlanId} {plan.Version}  {from}  ({plan.Source.File})");
            }

            var ids = plans.Select(plan => plan.PlanId).Distinct(StringComparer.Ordinal).Count();
            output.WriteLine($"{folder}: {ids} plans in {plans.Count} versions; no mistake.");
            return 0;
        }
        catch (PlanFileException e)
        {
            return Refused(e.Problems, errors);
        }
        catch (CriteriaFileException e)
        {
            return Refused(e.Problems, errors);
        }
    }

    private static int Refused(IReadOnlyList<string> problems, TextWriter errors)
    {
        foreach (var problem in problems)
            errors.WriteLine(problem);
        errors.WriteLine($"{problems.Count} mistake{(problems.Count == 1 ? "" : "s")}; nothing of these files is used.");
        return 1;
    }
}
