using Grpc.Core;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Contracts.Plans.V1;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;

namespace UtilizationReview.Intake.Adapters;

/// <summary>Brings a new version of a plan into use: checked with all it refers to, on record, and kept in the folder, in this order.</summary>
internal sealed class PlanLoading(
    PlanRegistry plans, PlanFolder folder, PlanReload reload, PlanAudit audit, IntakeDirectory directory, TimeProvider clock)
{
    private const int LongestText = 64 * 1024;

    /// <summary>What mistakes call a text whose plan and version cannot be read.</summary>
    private const string Unnamed = "plan.yaml";

    /// <summary>Loads the file, or tells what loading it would do.</summary>
    /// <param name="request">The file.</param>
    /// <param name="key">Recognises a repeated call; null for a dry run.</param>
    /// <param name="caller">Who loads it.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<LoadPlanResponse> LoadAsync(LoadPlanRequest request, MessageKey? key, Caller caller, CancellationToken ct)
    {
        var plan = Read(request.Text);
        if (!caller.Sees(null, plan.PlanId))
            throw OrderRefusals.BadField("not-your-plan", "text", $"The plan '{plan.PlanId}' is not one you work for.").ToRpcException();
        var earlier = plans.Find(plan.PlanId, plan.Version);
        if (earlier is not null && earlier.Source.Text != plan.Source.Text)
            throw PlanLedgers.VersionExists(plan.PlanId, plan.Version).ToRpcException();
        var what = PlanChangeWords.Between(audit.Before(plan), plan);
        if (earlier is null)
            await CheckAsync(plan, ct);
        var response = new LoadPlanResponse
        {
            Version = PlansWire.Version(plan, next: null, inForce: false), Changes = { what }, Notices = { await NoticesAsync(plan, ct) },
        };
        if (key is not { } asked)
            return response;
        if (earlier is null)
            await KeepAsync(plan, what, asked, PayloadHash.Of(request), caller, ct);
        response.Version = PlansWire.Version(plan, next: null,
            inForce: ReferenceEquals(plans.Find(plan.PlanId), plans.Find(plan.PlanId, plan.Version)));
        response.Kept = true;
        return response;
    }

    /// <summary>What the criteria service says of the plans; null when it cannot be asked now.</summary>
    public static async Task<IReadOnlyList<string>?> ReferencesAsync(
        ClinicalCriteria.ClinicalCriteriaClient criteria, IReadOnlyList<PlanFile> plans, CancellationToken ct)
    {
        var request = new CheckPlanReferencesRequest();
        request.Files.AddRange(plans.Select(plan => new PlanFileText { File = plan.Source.File, Text = plan.Source.Text }));
        try
        {
            return (await criteria.CheckPlanReferencesAsync(request, cancellationToken: ct)).Problems;
        }
        catch (RpcException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    private static PlanFile Read(string text)
    {
        if (text.Length is 0 or > LongestText)
        {
            throw OrderRefusals.BadField("plan-text", "text",
                $"The text of the plan file has {text.Length} characters; 1 to {LongestText} are allowed.").ToRpcException();
        }

        var (read, problems) = PlanFiles.Read([new PlanText(Unnamed, text)]);
        if (problems.Count > 0)
            throw Refuse(problems);
        return PlanFiles.Read([new PlanText(PlanText.NameOf(read[0].PlanId, read[0].Version), text)]).Plans[0];
    }

    private async Task CheckAsync(PlanFile plan, CancellationToken ct)
    {
        var today = IntakeDates.In(clock.GetUtcNow(), plan.TimeZone);
        if (plan.EffectiveFrom < today && plans.Versions(plan.PlanId).Count > 0)
        {
            throw Refuse([plan.Source.Problem("effective_from", $"lies before today ({today:yyyy-MM-dd}); orders received since then stand on "
                + "the version in force, and a new one begins today or later")]);
        }

        IReadOnlyList<PlanText> texts = [.. folder.Texts(), new PlanText(plan.Source.File, plan.Source.Text)];
        var problems = await reload.ProblemsAsync(texts, ct)
            ?? throw new RpcException(new Status(StatusCode.Unavailable,
                "The clinical criteria are away, so what the plan refers to cannot be checked. Try again in a moment."));
        if (problems.Count > 0)
            throw Refuse(problems);
    }

    private async Task KeepAsync(PlanFile plan, IReadOnlyList<string> what, MessageKey key, string payloadHash, Caller caller, CancellationToken ct)
    {
        try
        {
            using var prepared = folder.Prepare(new PlanText(plan.Source.File, plan.Source.Text));
            (await audit.RecordAsync(plan, what, key, payloadHash, caller.Actor, ct)).OrRefuse();
            prepared.Keep();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new Refusal("plan-folder", "The plan file cannot be written into the folder of plan files; "
                + $"the operator has to make it writable: {problem.Message}").ToRpcException();
        }

        await reload.LookAsync(ct);
    }

    /// <summary>A practice nobody knows gets no gold card by a misspelt id.</summary>
    private async Task<IReadOnlyList<string>> NoticesAsync(PlanFile plan, CancellationToken ct)
    {
        var notices = new List<string>();
        for (var i = 0; i < plan.GoldCards.Count; i++)
        {
            var practice = plan.GoldCards[i].Practice;
            if (await directory.PracticeAsync(practice, ct) is null)
                notices.Add(plan.Source.Problem($"gold_cards[{i}].practice", $"'{practice}' is not a practice that is known here yet"));
        }

        return notices;
    }

    private static RpcException Refuse(IReadOnlyList<string> problems) => new Refusal("plan-refused",
        "The plan file cannot be used, and nothing has changed: " + string.Join(' ', problems))
    {
        Kind = RefusalKind.BadInput, Fields = [.. problems.Select(problem => new FieldProblem("text", problem))],
    }.ToRpcException();
}
