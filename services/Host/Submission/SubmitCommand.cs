using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Grpc.Core;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Host.Journeys;
using UtilizationReview.Host.Remote;
using IntakeClient = UtilizationReview.Contracts.Intake.V1.Intake.IntakeClient;

namespace UtilizationReview.Host.Submission;

/// <summary>Submits one order file to a running host, or to a private one, and prints the determination with its trace.</summary>
internal static partial class SubmitCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        if (!Options.TryRead(args, out var options))
        {
            await Console.Error.WriteLineAsync($"submit takes one order file. {HostSettings.Usage}");
            return 2;
        }

        SubmitRequest request;
        try
        {
            var text = options.File == "-" ? await Console.In.ReadToEndAsync() : await File.ReadAllTextAsync(options.File);
            request = JsonParser.Default.Parse<SubmitRequest>(WithDates(text, TimeProvider.System.GetUtcNow()));
        }
        catch (Exception problem)
            when (problem is InvalidProtocolBufferException or InvalidJsonException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"{options.File} cannot be read as a submission: {problem.Message}");
            return 2;
        }

        if (request.IdempotencyKey.Length == 0)
            request.IdempotencyKey = "submit-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request.ToString())))[..24];

        try
        {
            await using var host = await ReachedHost.AtAsync(options.Address);
            var intake = new IntakeClient(await host.CallsAsAsync(host.Cast.StaffOf(request.Form?.PracticeId ?? "")));
            var order = (await intake.SubmitAsync(request)).Order;
            Console.WriteLine(options.Json ? JsonFormatter.Default.Format(order) : DeterminationText.Of(order));
            return 0;
        }
        catch (RpcException refusal)
        {
            await Console.Error.WriteLineAsync($"Refused ({refusal.StatusCode}, {JourneyPlayer.ReasonCode(refusal)}): {refusal.Status.Detail}");
            return 1;
        }
    }

    /// <summary>Writes dates relative to today ("{today+18}") as dates, so that order files do not age.</summary>
    internal static string WithDates(string text, DateTimeOffset now) => RelativeDate().Replace(text, match =>
        DateOnly.FromDateTime(now.UtcDateTime)
            .AddDays(int.Parse(match.Groups["days"].Value, CultureInfo.InvariantCulture)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\{today(?<days>[+-]\d{1,4})\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex RelativeDate();

    private sealed record Options(string File, bool Json, string Address)
    {
        public static bool TryRead(IReadOnlyList<string> args, out Options options)
        {
            options = new Options("", false, "");
            if (CommandLine.Read(args, 1, [], "--json") is not { Words: [var file] } line) return false;
            options = new Options(file, line.Flags.Contains("--json"), line.Address);
            return true;
        }
    }
}
