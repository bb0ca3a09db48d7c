using UtilizationReview.Intake.Domain;

namespace UtilizationReview.Intake.Adapters;

/// <summary>Reads the dated rules of <c>regimes.yaml</c> and <c>validity-floors.yaml</c>; strict, every mistake told with file and line.</summary>
internal static class RegimeFiles
{
    /// <summary>The rules of a directory that holds both files.</summary>
    public static Rules Load(string directory) => throw new NotSupportedException($"The body follows; {directory} is not read.");
}
