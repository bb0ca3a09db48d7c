using System.Globalization;

namespace UtilizationReview.Tests.Resilience;

/// <summary>What a campaign is asked to do.</summary>
/// <param name="Orders">Orders that are submitted.</param>
/// <param name="Faults">Faults that strike.</param>
/// <param name="Seed">Draws the schedule of the faults.</param>
/// <param name="Copies">Copies of every service.</param>
/// <param name="Prove">Prove the checker first; with no orders, nothing else.</param>
/// <param name="Keep">Folder in which the recorded events and the services' last words are kept; null: a temporary one.</param>
internal sealed record Options(int Orders, int Faults, int Seed, int Copies, bool Prove, string? Keep)
{
    public const string Usage = """
        dotnet run -c Release --project tests/Resilience -- --orders N --faults M --seed S [--copies 2] [--prove] [--keep FOLDER]
        dotnet run -c Release --project tests/Resilience -- --prove
        """;

    /// <summary>The options, or the sentence that says what is wrong with them.</summary>
    public static (Options? Options, string Problem) Read(string[] args)
    {
        var options = new Options(0, 0, 1, 2, Prove: false, null);
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--prove")
            {
                options = options with { Prove = true };
                continue;
            }
            if (i + 1 == args.Length) return (null, $"{args[i]} needs a value.");
            var value = args[++i];
            var number = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var read) ? read : -1;
            if (args[i - 1] != "--keep" && number < 0) return (null, $"{args[i - 1]} {value}: a whole number is expected.");
            switch (args[i - 1])
            {
                case "--orders": options = options with { Orders = number }; break;
                case "--faults": options = options with { Faults = number }; break;
                case "--seed": options = options with { Seed = number }; break;
                case "--copies": options = options with { Copies = number }; break;
                case "--keep": options = options with { Keep = value }; break;
                default: return (null, $"{args[i - 1]} is not known.");
            }
        }
        if (options is { Orders: 0, Prove: false }) return (null, "Nothing to do: give --orders, or --prove.");
        if (options is { Orders: > 0, Copies: < 1 or > 4 }) return (null, "--copies has to be 1 to 4.");
        return (options, "");
    }
}
