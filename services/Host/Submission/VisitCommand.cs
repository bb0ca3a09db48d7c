using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Grpc.Core;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.SpineCenter.V1;
using UtilizationReview.Host.Journeys;
using UtilizationReview.Host.Remote;
using SpineCenterClient = UtilizationReview.Contracts.SpineCenter.V1.SpineCenter.SpineCenterClient;

namespace UtilizationReview.Host.Submission;

/// <summary>Plays one visit file: an object with any of <c>evaluation</c>, <c>visit</c> and <c>claim</c>, which are recorded, filed and checked in
/// this order, and prints each answer.</summary>
internal static class VisitCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        if (CommandLine.Read(args, 1, []) is not { Words: [var file], Address: var address })
        {
            await Console.Error.WriteLineAsync($"visit takes one file. {HostSettings.Usage}");
            return 2;
        }
        Story story;
        try
        {
            story = Story.Read(SubmitCommand.WithDates(await File.ReadAllTextAsync(file), TimeProvider.System.GetUtcNow()));
        }
        catch (Exception problem) when (problem is JsonException or InvalidProtocolBufferException or InvalidJsonException or IOException
            or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"{file} cannot be read as a visit story: {problem.Message}");
            return 2;
        }
        try
        {
            await using var host = await ReachedHost.AtAsync(address);
            await PlayAsync(story, host);
            return 0;
        }
        catch (RpcException refusal)
        {
            await Console.Error.WriteLineAsync($"Refused ({refusal.StatusCode}, {JourneyPlayer.ReasonCode(refusal)}): {refusal.Status.Detail}");
            return 1;
        }
    }

    private static async Task PlayAsync(Story story, ReachedHost host)
    {
        if (story.Evaluation is { } record)
        {
            var evaluation = await (await AdministratorAsync(host, record.PlanId)).RecordEvaluationAsync(record);
            Console.WriteLine($"Evaluation {evaluation.EvaluationId} at {evaluation.CenterId}: "
                + (evaluation.EvaluatedOn.Length > 0
                    ? $"took place on {evaluation.EvaluatedOn}, counts for visits through {evaluation.ValidThrough}."
                    : $"asked for on {evaluation.RequestedOn}, due by {evaluation.DueOn}."));
        }
        if (story.Visit is { } filed)
        {
            var staff = new SpineCenterClient(await host.CallsAsAsync(host.Cast.StaffOf(filed.Form?.PracticeId ?? "")));
            var visit = await staff.RequestVisitAsync(filed);
            Console.WriteLine($"Visit {visit.VisitNumber} on {visit.Form.VisitOn}: {visit.Outcome}, row {visit.Answer.Row}"
                + $"{Codes(visit.Answer.Reasons)}.\n  {visit.Answer.Sentence}");
            Print(visit.Answer.Rules);
        }
        if (story.Claim is { } claim)
        {
            var answer = await (await AdministratorAsync(host, claim.Visit?.PlanId ?? "")).CheckClaimAsync(claim);
            Console.WriteLine($"Claim: {answer.Outcome}{Codes(answer.Reasons)}.\n  {answer.Sentence}");
            Print(answer.Rules);
        }
    }

    private static async Task<SpineCenterClient> AdministratorAsync(ReachedHost host, string planId)
    {
        var people = host.Cast.Directory.People.Where(person => person.Role == Roles.PlanAdministrator).ToList();
        return new(await host.CallsAsAsync((people.Find(person => person.PlanIds.Contains(planId)) ?? people[0]).PersonId));
    }

    private static string Codes(RepeatedField<string> reasons) => reasons.Count > 0 ? $" ({string.Join(", ", reasons)})" : "";

    private static void Print(RepeatedField<CitedRule> rules)
    {
        foreach (var rule in rules) Console.WriteLine($"    {rule.Id} [{rule.Evidence}, {rule.Source}] {rule.Text}");
    }

    /// <summary>What a file holds. A call without a key of its own has one made of its content, so that playing the file again repeats it.</summary>
    private sealed record Story(RecordEvaluationRequest? Evaluation, RequestVisitRequest? Visit, CheckClaimRequest? Claim)
    {
        public static Story Read(string text)
        {
            using var document = JsonDocument.Parse(text);
            var unknown = document.RootElement.EnumerateObject().Select(part => part.Name).Except(["evaluation", "visit", "claim"]).ToList();
            if (unknown.Count > 0) throw new JsonException($"'{unknown[0]}' is not one of evaluation, visit, claim.");
            var story = new Story(
                Part(document, "evaluation", RecordEvaluationRequest.Parser), Part(document, "visit", RequestVisitRequest.Parser),
                Part(document, "claim", CheckClaimRequest.Parser));
            if (story is { Evaluation.IdempotencyKey: "" }) story.Evaluation.IdempotencyKey = KeyOf(story.Evaluation);
            // The same form is judged again when an evaluation came in between: its key is made of the whole file.
            if (story is { Visit.IdempotencyKey: "" }) story.Visit.IdempotencyKey = KeyOf(text);
            return story;
        }

        private static T? Part<T>(JsonDocument document, string name, MessageParser<T> parser) where T : class, IMessage<T> =>
            document.RootElement.TryGetProperty(name, out var part) ? parser.ParseJson(part.GetRawText()) : null;

        private static string KeyOf(object content) =>
            "visit-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content.ToString() ?? "")))[..24];
    }
}
