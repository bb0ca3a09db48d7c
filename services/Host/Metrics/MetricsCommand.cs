using System.Globalization;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Host.Remote;

namespace UtilizationReview.Host.Metrics;

/// <summary>Prints the yearly public figures of a running host, read over gRPC as the plan's administrator.</summary>
internal static class MetricsCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output)
    {
        if (!Options.TryRead(args, out var options))
        {
            await Console.Error.WriteLineAsync($"metrics takes one year. {HostSettings.Usage}");
            return 2;
        }
        return await RunningHost.AskAsync(options.Address, "start one, the figures are counted from its orders.", async (channel, headers) =>
        {
            var metrics = new PublicMetrics.PublicMetricsClient(channel);
            var request = new GetPublicMetricsRequest { PlanId = options.PlanId, Year = options.Year };
            await output.WriteAsync(options.Csv
                ? (await metrics.GetPublicMetricsCsvAsync(request, headers)).FiguresCsv
                : MetricsText.Of(await metrics.GetPublicMetricsAsync(request, headers)));
        });
    }

    /// <summary>What the command line says.</summary>
    internal sealed record Options(int Year, string PlanId, bool Csv, string Address)
    {
        public static bool TryRead(IReadOnlyList<string> args, out Options options)
        {
            options = new Options(0, "", false, "");
            if (CommandLine.Read(args, 1, ["--plan"], "--csv") is not { Words: [var word] } line) return false;
            options = new Options(
                int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var year) ? year : 0, line["--plan"], line.Flags.Contains("--csv"), line.Address);
            return options.Year > 0;
        }
    }
}
