namespace UtilizationReview.Tests.Resilience.Checking;

/// <summary>Proves the checker: a good record has no violation, and each violation planted in it is found.</summary>
internal static class Proof
{
    /// <summary>Plants every violation in the record; answers a sentence per violation that was not found.</summary>
    /// <param name="good">A record without violations.</param>
    /// <param name="complete">Every plant has to find something to plant in.</param>
    public static IReadOnlyList<string> Run(CampaignRecord good, bool complete)
    {
        List<string> failures = [.. Checker.Check(good).Select(v => $"the good record is said to have a violation: {v.Kind}: {v.Sentence}")];
        foreach (var planting in Plants.All)
        {
            if (planting.Plant(good) is not { } bad)
            {
                if (complete) failures.Add($"{planting.What}: the record has nothing to plant it in.");
                continue;
            }
            var found = Checker.Check(bad);
            if (!found.Any(v => v.Kind == planting.Kind))
                failures.Add($"{planting.What}: expected {planting.Kind}, found "
                    + $"{(found.Count == 0 ? "nothing" : string.Join(", ", found.Select(v => v.Kind).Distinct()))}.");
        }
        return failures;
    }

    /// <summary>The proof on the small record; prints, and answers whether the checker is proved.</summary>
    public static bool Print()
    {
        var failures = Run(GoodRecord.Make(), complete: true);
        foreach (var failure in failures) Console.WriteLine($"  NOT PROVED  {failure}");
        Console.WriteLine(failures.Count == 0
            ? $"The checker finds each of {Plants.All.Count} planted violations of "
                + $"{Plants.All.Select(p => p.Kind).Distinct().Count()} kinds, and none in good data."
            : $"The checker is not proved: {failures.Count} failure(s).");
        return failures.Count == 0;
    }
}
