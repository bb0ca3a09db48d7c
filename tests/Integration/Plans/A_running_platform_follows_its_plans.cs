using Microsoft.Extensions.DependencyInjection;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Host;
using UtilizationReview.Tests.Integration.Intake;
using static UtilizationReview.Tests.Integration.Plans.PlanFolders;

namespace UtilizationReview.Tests.Integration.Plans;

/// <summary>Versions of plans come into use while the platform runs, and an order keeps the one it was received under.</summary>
public sealed class A_running_platform_follows_its_plans : IDisposable
{
    private readonly PlanFolders _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_version_put_into_the_folder_is_in_force_without_a_restart()
    {
        await using var host = await IntakeHost.StartAsync(scripted: false, plans: _folder.Path);
        (await host.Submit(host.Injection())).Order.PlanVersion.ShouldBe("1");

        _folder.Put("meadow-two.yaml", Meadow("2", host.Today, "codes_not_reviewed: [\"62323\"]"));
        await UntilAsync(host, plans => InForce(plans) == "2");

        var order = (await host.Submit(host.Injection("m-2"))).Order;
        (order.PlanVersion, order.Status).ShouldBe(("2", OrderStatus.NoReviewRequired));
        var changes = await host.PlansAs(IntakeHost.Administrator).ListPlanChangesAsync(new() { PlanId = "meadow-commercial" }, cancellationToken: Ct);
        var change = changes.Changes[0];
        (change.Version, change.How, change.PersonId).ShouldBe(("2", "found in the folder", "platform"));
        change.What.ShouldContain("codes_not_reviewed with 62323");
        changes.BrokenChains.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_bad_version_is_refused_with_file_and_line_and_the_one_in_force_stays()
    {
        await using var host = await IntakeHost.StartAsync(scripted: false, plans: _folder.Path);

        _folder.Put("meadow-two.yaml", Meadow("2", host.Today, "criteria_versions: {msk-spine/lumbar-discectomy: \"1999.1\"}"));
        var refused = await UntilAsync(host, plans => plans.Problems.Count > 0);

        refused.Problems.ShouldHaveSingleItem().ShouldStartWith("meadow-two.yaml:10: criteria_versions.msk-spine/lumbar-discectomy '1999.1' is not "
            + "a version of this guideline; its versions are ");
        InForce(refused).ShouldBe("1");
        (await host.Submit(InTheOffice(host, "m-1"))).Order.PlanVersion.ShouldBe("1");

        _folder.Put("meadow-two.yaml", Meadow("2", host.Today, "criteria_versions: {msk-spine/lumbar-discectomy: \"2025.2\"}"));
        (await UntilAsync(host, plans => InForce(plans) == "2")).Problems.ShouldBeEmpty();
        var line = (await host.Submit(InTheOffice(host, "m-2"))).Order.Lines.Single();
        line.Evaluation.Version.ShouldBe("2025.2"); // pinned: the date of service would select 2026.1
    }

    [Fact]
    public async Task An_order_received_before_the_effective_date_keeps_its_version()
    {
        await using var host = await IntakeHost.StartAsync(plans: _folder.Path);
        host.Script.CriteriaAway = true;
        var order = (await host.Submit(host.LumbarDiscectomy())).Order;
        order.Status.ShouldBe(OrderStatus.Submitted);
        _folder.Put("meadow-two.yaml", Meadow("2", host.Today.AddDays(1)));
        host.Script.CriteriaAway = false; // the watch asks the criteria about the plan, and the sweeper about the order
        (await UntilAsync(host, plans => plans.Versions.Any(version => version.Version == "2"))).Versions.Single(version => version.Version == "2")
            .InForce.ShouldBeFalse();

        host.Clock.Advance(TimeSpan.FromDays(1));

        InForce(await UntilAsync(host, plans => InForce(plans) == "2")).ShouldBe("2");
        (await host.Until(order.TrackingNumber, o => o.Status == OrderStatus.Approved)).PlanVersion.ShouldBe("1");
        host.Script.LastEvaluated!.PlanVersion.ShouldBe("1");
        (await host.Submit(host.Injection("m-2"))).Order.PlanVersion.ShouldBe("2");
        host.Script.LastEvaluated!.PlanVersion.ShouldBe("2");
    }

    [Fact]
    public async Task The_host_of_all_services_follows_its_folder()
    {
        var settings = HostSettings.Private(TimeProvider.System.GetUtcNow()) with { PlansDirectory = _folder.Path };
        await using var host = await ReviewHost.StartAsync(settings, Ct);
        var plans = host.Services.GetRequiredService<PlanRegistry>();
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        plans.Changed += (_, _) => taken.TrySetResult();

        _folder.Put("meadow-two.yaml", Meadow("2", new DateOnly(2026, 1, 1)));
        await taken.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);

        plans.Find("meadow-commercial")!.Version.ShouldBe("2");
    }

    [Fact]
    public async Task A_gold_carded_practice_needs_no_review_for_the_lines_it_is_trusted_with()
    {
        _folder.Put("meadow-two.yaml", Meadow("2", new DateOnly(2020, 1, 1),
            "gold_cards: [{practice: maple-spine, codes: [\"63030\"], from: 2020-01-01}]"));
        await using var host = await IntakeHost.StartAsync(scripted: false, plans: _folder.Path);

        var carded = (await host.Submit(InTheOffice(host, "m-1"))).Order;
        var mixed = (await host.Submit(InTheOffice(host, "m-2").With(form => form.Lines.Add(
            new Line { Number = 2, Code = "63047", Units = 1, Levels = { "L4" } })))).Order;
        var other = (await host.Submit(InTheOffice(host, "m-1").With(form => (form.PracticeId, form.DateOfService) = ("oak-joint", host.Day(60))),
            by: IntakeHost.OakStaff)).Order;

        carded.Status.ShouldBe(OrderStatus.NoReviewRequired);
        var determination = carded.Lines.Single().Determinations.Single();
        determination.Decider.ShouldBe(Decider.Nobody);
        determination.Criteria.ShouldBe(["GOLD-CARD"]);
        determination.Reason.ShouldBe("The practice holds the plan's gold card for this code, so 63030 needs no review.");
        mixed.Status.ShouldBe(OrderStatus.NurseReview);
        mixed.Lines.Select(line => line.Outcome).ShouldBe([LineOutcome.NoReviewRequired, LineOutcome.Waiting]);
        other.Status.ShouldBe(OrderStatus.NurseReview);
    }

    private static OrderForm InTheOffice(IntakeHost host, string member) =>
        host.LumbarDiscectomy(member).With(form => (form.FacilityId, form.PlaceOfService) = ("", PlaceOfService.Office));
}
