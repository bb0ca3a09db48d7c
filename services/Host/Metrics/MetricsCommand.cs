using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Host.Demo;
using UtilizationReview.Host.Journeys;
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
        if (!await RunningHost.IsAtAsync(options.Address))
        {
            await Console.Error.WriteLineAsync($"No host is running at {options.Address}; start one, the figures are counted from its orders.");
            return 1;
        }
        try
        {
            var administrator = DemoCast.Load().Directory.People.First(person => person.Role == Roles.PlanAdministrator).PersonId;
            var headers = new Metadata { { "authorization", $"Bearer {await RunningHost.TokenAsync(options.Address, administrator)}" } };
            using var channel = GrpcChannel.ForAddress(options.Address);
            var metrics = new PublicMetrics.PublicMetricsClient(channel);
            var request = new GetPublicMetricsRequest { PlanId = options.PlanId, Year = options.Year };
            await output.WriteAsync(options.Csv
                ? (await metrics.GetPublicMetricsCsvAsync(request, headers)).FiguresCsv
                : MetricsText.Of(await metrics.GetPublicMetricsAsync(request, headers)));
            return 0;
        }
        catch (RpcException refusal)
        {
            await Console.Error.WriteLineAsync($"Refused ({refusal.StatusCode}, {JourneyPlayer.ReasonCode(refusal)}): {refusal.Status.Detail}");
            return 1;
        }
        catch (HttpRequestException problem)
        {
            await Console.Error.WriteLineAsync($"The host at {options.Address} gave no token: {problem.Message}");
            return 1;
        }
    }

    /// <summary>What the command line says.</summary>
    internal sealed record Options(int Year, string PlanId, bool Csv, string Address)
    {
        public static bool TryRead(IReadOnlyList<string> args, out Options options)
        {
            options = new Options(0, "", false, RunningHost.DefaultAddress);
            for (var i = 0; i < args.Count; i++)
            {
                if (args[i] == "--csv")
                    options = options with { Csv = true };
                else if (args[i] == "--plan" && i + 1 < args.Count)
                    options = options with { PlanId = args[++i] };
                else if (args[i] == "--address" && i + 1 < args.Count && Uri.TryCreate(args[++i], UriKind.Absolute, out var address))
                    options = options with { Address = address.ToString() };
                else if (options.Year == 0 && int.TryParse(args[i], NumberStyles.None, CultureInfo.InvariantCulture, out var year))
                    options = options with { Year = year };
                else
                    return false;
            }

            return options.Year > 0;
        }
    }
}
