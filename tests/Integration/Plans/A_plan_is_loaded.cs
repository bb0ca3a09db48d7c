using Grpc.Core;
using UtilizationReview.Contracts.Plans.V1;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Tests.Integration.Intake;
using static UtilizationReview.Tests.Integration.Plans.PlanFolders;

namespace UtilizationReview.Tests.Integration.Plans;

/// <summary>A plan administrator brings a new version through the API.</summary>
public sealed class A_plan_is_loaded : IAsyncLifetime
{
    private readonly PlanFolders _folder = new();
    private IntakeHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Contracts.Plans.V1.Plans.PlansClient Plans => _host.PlansAs(IntakeHost.Administrator);

    public async ValueTask InitializeAsync() => _host = await IntakeHost.StartAsync(scripted: false, plans: _folder.Path);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_is_checked_kept_in_force_and_on_record()
    {
        var text = Meadow("2", _host.Today, "peer_to_peer: {attempts_before_decision: 5}");
        var before = _folder.Names();

        var tried = await Plans.LoadPlanAsync(new() { Text = text, DryRun = true }, cancellationToken: Ct);
        tried.Kept.ShouldBeFalse();
        tried.Changes.ShouldContain("peer_to_peer.attempts_before_decision was 3, is 5");
        _folder.Names().ShouldBe(before);

        var key = _host.Key();
        var loaded = await Plans.LoadPlanAsync(new() { Text = text, IdempotencyKey = key }, cancellationToken: Ct);
        (loaded.Kept, loaded.Version.InForce, loaded.Version.File).ShouldBe((true, true, "meadow-commercial@2.yaml"));
        _folder.Names().ShouldBe([.. before.Append("meadow-commercial@2.yaml").Order(StringComparer.Ordinal)]);
        (await Plans.LoadPlanAsync(new() { Text = text, IdempotencyKey = key }, cancellationToken: Ct)).Version.ShouldBe(loaded.Version);

        var plan = await Plans.GetPlanAsync(new() { PlanId = "meadow-commercial" }, cancellationToken: Ct);
        (plan.Version.Version, plan.Terms.AttemptsBeforeDecision, plan.Text).ShouldBe(("2", 5, text));
        var earlier = await Plans.GetPlanAsync(new() { PlanId = "meadow-commercial", ReceivedOn = "2026-01-01" }, cancellationToken: Ct);
        (earlier.Version.Version, earlier.Terms.AttemptsBeforeDecision).ShouldBe(("1", 3));
        earlier.Version.EffectiveThrough.ShouldBe(_host.Day(-1));
        earlier.Versions.Select(version => version.Version).ShouldBe(["1", "2"]);

        var changes = await Plans.ListPlanChangesAsync(new() { PlanId = "meadow-commercial" }, cancellationToken: Ct);
        changes.Changes.Select(change => (change.Version, change.How, change.PersonId)).ShouldBe(
            [("2", "loaded", IntakeHost.Administrator.PersonId), ("1", "found in the folder", "platform")]);
        changes.BrokenChains.ShouldBeEmpty();
        changes.Changes[0].TextHash.ShouldBe(loaded.Version.TextHash);
    }

    [Fact]
    public async Task It_is_refused_as_a_whole_with_every_mistake_by_line()
    {
        var stored = await _host.Stored();
        var names = _folder.Names();

        var unread = await RefusedAsync(Meadow("2", _host.Today, "nicotine_gate: firm\ncolour: blue"));
        unread.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        var fields = unread.ToRefusal()!.Fields;
        fields.Select(field => field.Field).ShouldAllBe(field => field == "text");
        fields[0].Problem.ShouldBe("plan.yaml:10: nicotine_gate 'firm' is not one of advisory, hard.");
        fields[1].Problem.ShouldStartWith("plan.yaml:11: colour is not a known key; here are allowed:");

        (await RefusedAsync(Meadow("2", _host.Today, "medical_policies: {\"63030\": own/policy}"))).ToRefusal()!.Fields.ShouldHaveSingleItem()
            .Problem.ShouldStartWith("meadow-commercial@2.yaml:10: medical_policies.63030 'own/policy' is not a guideline that is loaded;");
        (await RefusedAsync(Meadow("2", _host.Today.AddDays(-1)))).Status.Detail.ShouldContain("meadow-commercial@2.yaml:3: effective_from lies before today");
        (await RefusedAsync("")).StatusCode.ShouldBe(StatusCode.InvalidArgument);

        _folder.Names().ShouldBe(names);
        (await _host.Stored()).ShouldBe(stored);
    }

    [Fact]
    public async Task A_version_is_never_replaced()
    {
        await Plans.LoadPlanAsync(new() { Text = Meadow("2", _host.Today.AddDays(30)), IdempotencyKey = _host.Key() }, cancellationToken: Ct);

        var refused = await RefusedAsync(Meadow("2", _host.Today.AddDays(60)));
        refused.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        refused.ToRefusal()!.Code.ShouldBe("plan-version-exists");
        (await RefusedAsync(Meadow("3", _host.Today.AddDays(30)))).Status.Detail.ShouldContain("one day selects one version");
    }

    [Fact]
    public async Task A_plan_of_others_is_not_there()
    {
        (await Should.ThrowAsync<RpcException>(async () => await Plans.GetPlanAsync(new() { PlanId = "harbor-selfunded" }, cancellationToken: Ct)))
            .StatusCode.ShouldBe(StatusCode.NotFound);
        (await Plans.ListPlansAsync(new(), cancellationToken: Ct)).Versions.Select(version => version.PlanId).Distinct()
            .ShouldBe(["meadow-commercial", "summit-advantage"]);
        (await RefusedAsync(Meadow("2", _host.Today).Replace("meadow-commercial", "harbor-selfunded", StringComparison.Ordinal)))
            .ToRefusal()!.Code.ShouldBe("not-your-plan");
    }

    [Fact]
    public async Task A_gold_card_of_a_practice_nobody_knows_is_noticed()
    {
        var text = Meadow("2", _host.Today, "gold_cards:\n  - {practice: maple-spine, program: spine, from: 2026-01-01}\n  - {practice: mapel-spine, program: spine, from: 2026-01-01}");

        (await Plans.LoadPlanAsync(new() { Text = text, DryRun = true }, cancellationToken: Ct)).Notices.ShouldHaveSingleItem()
            .ShouldBe("meadow-commercial@2.yaml:12: gold_cards[1].practice 'mapel-spine' is not a practice that is known here yet.");
    }

    private async Task<RpcException> RefusedAsync(string text) => await Should.ThrowAsync<RpcException>(async () =>
        await Plans.LoadPlanAsync(new() { Text = text, IdempotencyKey = _host.Key() }, cancellationToken: Ct));
}
