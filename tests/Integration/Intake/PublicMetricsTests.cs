using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Intake;
using UtilizationReview.Intake.Adapters;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Tests.Integration.Platform;
using UtilizationReview.Tests.Integration.Servers;
using Urgency = UtilizationReview.Contracts.Intake.V1.Urgency;

namespace UtilizationReview.Tests.Integration.Intake;

public sealed class PublicMetricsOnSqlite() : PublicMetricsTests(null);

public sealed class PublicMetricsOnPostgreSql(RealServers servers) : PublicMetricsTests(servers);

/// <summary>Orders decided on every path, and what is counted of them over gRPC.</summary>
public abstract class PublicMetricsTests(RealServers? servers) : IAsyncLifetime
{
    private PublicMetricsHouse _house = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _house = await PublicMetricsHouse.StartAsync(servers);

    public async ValueTask DisposeAsync()
    {
        await _house.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Orders_decided_on_every_path_make_the_nine_figures()
    {
        await _house.ApprovedByRules();
        await _house.ApprovedByNurse(TimeSpan.FromHours(2));
        await _house.Denied(TimeSpan.FromHours(4));
        await _house.Overturn(await _house.Denied(TimeSpan.FromHours(6)));
        var withdrawn = await _house.Submit(() => _house.Host.LumbarDiscectomy());
        await _house.Host.As(IntakeHost.MapleStaff).WithdrawAsync(
            new() { Number = withdrawn.TrackingNumber, Reason = "cancelled", IdempotencyKey = _house.Host.Key() }, cancellationToken: Ct);
        await _house.Submit(() => _house.Host.LumbarDiscectomy().With(f => f.Lines[0].Code = "99213"));
        await _house.Submit(() => _house.Host.LumbarDiscectomy()); // waits for a nurse
        await _house.ExtendedAndApproved(Urgency.Standard, TimeSpan.FromHours(10));
        await _house.ExtendedAndApproved(Urgency.Expedited, TimeSpan.FromHours(5));
        await _house.Denied(TimeSpan.FromHours(3), () => _house.Summit(Urgency.Expedited));

        var figures = await _house.Figures();

        (figures.Year, figures.YearIsOver, figures.AsOf.ToDateTimeOffset().Year).ShouldBe((_house.Year, false, _house.Year));
        figures.CountingRules.Count.ShouldBe(CountingRules.All.Count);
        figures.Plans.Select(p => (p.PlanId, p.LineOfBusiness))
            .ShouldBe([("meadow-commercial", "commercial_insured"), ("summit-advantage", "medicare_advantage")]);

        var meadow = figures.Plans[0];
        meadow.Services.Select(s => s.Code).ShouldBe(["27447", "29881", "62322", "62323", "63030", "63035", "63047"]);
        meadow.StandardApproved.ShouldBe(Of(2, 4, "50.00"));
        meadow.StandardDenied.ShouldBe(Of(2, 4, "50.00"));
        meadow.StandardApprovedAfterAppeal.ShouldBe(Of(1, 4, "25.00"));
        meadow.ExtendedAndApproved.ShouldBe(Of(0, 4, "0.00"));
        meadow.ExpeditedApproved.ShouldBe(Of(0, 0, "none"));
        meadow.ExpeditedDenied.ShouldBe(Of(0, 0, "none"));
        Hours(meadow.StandardTime.Mean).ShouldBe(3, 0.05); // 0, 2, 4, 6
        Hours(meadow.StandardTime.Median).ShouldBe(3, 0.05);
        (meadow.ExpeditedTime.Mean, meadow.ExpeditedTime.Median).ShouldBe((null, null));
        (meadow.Beside.ApprovedByRules, meadow.Beside.StandardAppealsDecided, meadow.Beside.ReopenedAndApproved).ShouldBe((1L, 1L, 0L));
        (meadow.KeptApart.Withdrawn, meadow.KeptApart.NoReviewRequired, meadow.KeptApart.Notifications).ShouldBe((1L, 1L, 0L));

        var summit = figures.Plans[1];
        summit.StandardApproved.ShouldBe(Of(1, 1, "100.00"));
        summit.ExtendedAndApproved.ShouldBe(Of(2, 3, "66.67"));
        summit.ExpeditedApproved.ShouldBe(Of(1, 2, "50.00"));
        summit.ExpeditedDenied.ShouldBe(Of(1, 2, "50.00"));
        Hours(summit.ExpeditedTime.Mean).ShouldBe(4, 0.05); // 5, 3
        Hours(summit.ExpeditedTime.Median).ShouldBe(4, 0.05);
        Hours(summit.StandardTime.Median).ShouldBe(10, 0.05);

        (await _house.Figures("summit-advantage")).Plans.ShouldHaveSingleItem().ShouldBe(summit);
        (await _house.Figures(year: _house.Year - 1)).ShouldSatisfyAllConditions(
            f => f.YearIsOver.ShouldBeTrue(), f => f.Plans.Count.ShouldBe(2), f => f.Plans[0].StandardApproved.ShouldBe(Of(0, 0, "none")));
        await CsvSaysTheSame(meadow);
    }

    [Fact]
    public async Task The_case_is_written_with_the_decision_and_changes_with_a_second_look()
    {
        var order = await _house.Denied(TimeSpan.FromHours(4));
        var denied = (await _house.Case(order))!;
        (denied.PlanId, denied.LineOfBusiness, denied.PracticeId, denied.PracticeNpi, denied.OrderingClinicianId)
            .ShouldBe(("meadow-commercial", LineOfBusiness.CommercialInsured, "maple-spine", "1999999984", "dr-maple"));
        (denied.Programs, denied.ProcedureCodes, denied.DecisionYear, denied.DecidedOn).ShouldBe(("Pain", "62323", _house.Year, _house.Host.Today));
        (denied.Outcome, denied.InForce, denied.DecidedBy, denied.Appeal)
            .ShouldBe((CaseOutcome.Denied, CaseOutcome.Denied, CaseDecider.Physician, AppealOutcome.None));
        await _house.AskForReconsideration(order);
        (await _house.Case(order))!.Appeal.ShouldBe(AppealOutcome.Pending);
        await _house.Host.Deliver(_house.Host.PhysicianDecides(order.TrackingNumber, "approve", person: "dr-reviewer-2"));
        var overturned = (await _house.Case(order))!;
        (overturned.Outcome, overturned.InForce, overturned.DecidedBy, overturned.Appeal)
            .ShouldBe((CaseOutcome.Denied, CaseOutcome.Approved, CaseDecider.Physician, AppealOutcome.Overturned));
        (overturned.DecidedAt, overturned.ElapsedMilliseconds).ShouldBe((denied.DecidedAt, denied.ElapsedMilliseconds));
    }

    [Fact]
    public async Task The_law_denies_what_is_late_until_somebody_decides()
    {
        var order = await _house.Submit(() => _house.Summit(Urgency.Standard));
        await _house.Host.Deliver(_house.Host.NurseRefers(order.TrackingNumber));
        _house.Host.Clock.Advance(TimeSpan.FromDays(8));
        await Eventually.Becomes(() => _house.Case(order), row => row?.Outcome == CaseOutcome.DeemedDenied, "the case of a late order");
        var late = (await _house.Figures("summit-advantage")).Plans[0];
        (late.StandardDenied, late.Beside.DeemedDenied, late.Beside.Late).ShouldBe((Of(1, 1, "100.00"), 1L, 1L));
        await _house.Host.Deliver(_house.Host.PhysicianDecides(order.TrackingNumber, "approve"));
        var decided = (await _house.Figures("summit-advantage")).Plans[0];
        (decided.StandardApproved, decided.Beside.DeemedDenied, decided.Beside.Late).ShouldBe((Of(1, 1, "100.00"), 0L, 1L));
        Hours(decided.StandardTime.Mean).ShouldBe(8 * 24, 0.05);
    }

    [Fact]
    public async Task Orders_decided_before_cases_were_kept_are_filled_in_as_they_would_have_been()
    {
        await _house.ApprovedByRules();
        await _house.Denied(TimeSpan.FromHours(1));
        await _house.Overturn(await _house.Denied(TimeSpan.FromHours(2)));
        await _house.AskForReconsideration(await _house.Denied(TimeSpan.FromHours(3)));
        await _house.ExtendedAndApproved(Urgency.Standard, TimeSpan.FromHours(4));
        await _house.Submit(() => _house.Host.LumbarDiscectomy().With(f => f.Lines[0].Code = "99213"));
        await _house.Submit(() => _house.Host.LumbarDiscectomy()); // undecided
        var before = await _house.Rows();
        before.Count.ShouldBe(6 + 5);
        await Forget();
        (await _house.Rows()).ShouldBeEmpty();

        var filled = await Task.WhenAll(_house.Filling.FillAsync(Ct), _house.Filling.FillAsync(Ct)); // as two copies would

        filled.Sum().ShouldBe(6);
        (await _house.Rows()).ShouldBe(before);
        (await _house.Filling.FillAsync(Ct)).ShouldBe(0);
    }

    [Fact]
    public async Task A_second_look_at_an_order_without_a_case_writes_none_and_filling_in_tells_the_whole_story()
    {
        var order = await _house.Denied(TimeSpan.FromHours(1));
        await Forget();
        await _house.Overturn(order);
        (await _house.Case(order)).ShouldBeNull();
        (await _house.Filling.FillAsync(Ct)).ShouldBe(1);
        var row = (await _house.Case(order))!;
        (row.Outcome, row.InForce, row.Appeal).ShouldBe((CaseOutcome.Denied, CaseOutcome.Approved, AppealOutcome.Overturned));
    }

    [Fact]
    public async Task Without_the_case_nothing_is_decided_and_without_the_decision_there_is_no_case()
    {
        var order = await _house.Submit(() => _house.Host.Injection());
        var number = order.TrackingNumber;
        var desk = (OrderDesk)_house.Host.Services.GetService(typeof(OrderDesk))!;
        var approval = new OrderWork(new OrderCommand.NurseApprove(
            [1], new("nurse-1", "Nurse", "nurse", true, true, _house.Host.Clock.GetUtcNow()), ["T-1.a"], "Confirmed."));
        Task<DeskAnswer<UtilizationReview.Intake.Domain.Order>> Approve() =>
            desk.ExecuteAsync(number, approval, key: null, payloadHash: "", Actor.Platform, Ct);
        var before = (await _house.Host.Order(number)).Version;
        foreach (var table in new[] { "decided_services", "history" }) // one fails with the case, one after the case was written
        {
            await Rename(table, table + "_gone");
            await Should.ThrowAsync<DbUpdateException>(Approve);
            await Rename(table + "_gone", table);
            (await _house.Host.Order(number)).Version.ShouldBe(before, table);
            (await _house.Rows()).ShouldBeEmpty(table);
        }
        (await Approve()).ShouldBeOfType<DeskAnswer<UtilizationReview.Intake.Domain.Order>.Accepted>();
        (await _house.Rows()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Gold_card_counts_are_of_one_provider_and_a_window_of_days()
    {
        await _house.ApprovedByNurse(TimeSpan.FromHours(1));
        await _house.Denied(TimeSpan.FromHours(1));
        await _house.Overturn(await _house.Denied(TimeSpan.FromHours(1)));
        await _house.ApprovedByRules();
        await _house.Denied(TimeSpan.FromHours(1), () => _house.Host.Injection().With(f => f.OrderingClinicianId = "dr-other"));
        await _house.Submit(() => _house.Host.Injection()); // undecided
        var (from, through) = (_house.Host.Day(-3), _house.Host.Day(0));

        var counts = await _house.GoldCard("dr-maple", from, through);

        counts.ByCode.ShouldBe([Count("62323", 3, 2, 1, 1, "66.67"), Count("63030", 1, 1, 0, 0, "100.00")]);
        counts.ByFamily.ShouldBe([Count("msk-test/anything", 4, 3, 1, 1, "75.00")]);
        (await _house.GoldCard("1999999984", from, through)).ByCode[0].ShouldBe(Count("62323", 4, 2, 2, 1, "50.00"));
        (await _house.GoldCard("dr-nobody", from, through)).ByCode.ShouldBeEmpty();
        var first = IntakeDates.Write(new DateOnly(_house.Year, 7, 1)); // three were decided on it, within 3 hours; the others a day later
        (await _house.GoldCard("dr-maple", first, first)).ByCode.ShouldBe([Count("62323", 3, 2, 1, 1, "66.67")]);
        (await _house.GoldCard("dr-maple", _house.Host.Day(1), _house.Host.Day(2))).ByCode.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_request_that_cannot_be_answered_says_why()
    {
        await Refused(() => _house.Figures(year: 1999), StatusCode.InvalidArgument,
            "There are no figures of the year 1999; ask for one from 2000 to ");
        await Refused(() => _house.Figures(year: _house.Year + 1), StatusCode.InvalidArgument, "There are no figures of the year ");
        await Refused(() => _house.Figures("prairie-objective"), StatusCode.NotFound, "There is no plan 'prairie-objective' here.");
        await Refused(() => _house.Figures("moon"), StatusCode.NotFound, "There is no plan 'moon' here.");
        await Refused(() => _house.Figures(by: IntakeHost.MapleStaff), StatusCode.PermissionDenied, "");
        await Refused(() => _house.GoldCard("", "2027-01-01", "2027-02-01"), StatusCode.InvalidArgument, "The provider is missing");
        await Refused(() => _house.GoldCard("dr-maple", "1.1.2027", "2027-02-01"), StatusCode.InvalidArgument, "The first day is missing");
        await Refused(() => _house.GoldCard("dr-maple", "2027-02-01", "2027-01-31"), StatusCode.InvalidArgument, "The last day is before the first.");
        await Refused(() => _house.GoldCard("dr-maple", "2020-01-01", "2027-01-31"), StatusCode.InvalidArgument,
            "The window is longer than 5 years.");
        (await _house.GoldCard("dr-maple", "0001-01-01", "0001-01-02")).ByCode.ShouldBeEmpty();
        (await _house.GoldCard("dr-maple", "9999-01-01", "9999-12-31")).ByCode.ShouldBeEmpty();
        _house.Host.Script.CriteriaAway = true;
        await Refused(() => _house.Figures(), StatusCode.Unavailable, "The list of services that need authorization belongs to the figures");
    }

    private async Task CsvSaysTheSame(PlanFigures meadow)
    {
        var csv = await _house.Host.MetricsAs(IntakeHost.Administrator).GetPublicMetricsCsvAsync(
            new() { PlanId = "meadow-commercial", Year = _house.Year }, cancellationToken: Ct);
        var lines = csv.FiguresCsv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(2);
        var values = lines[0].Split(',').Zip(lines[1].Split(',')).ToDictionary(p => p.First, p => p.Second);
        (values["plan_id"], values["standard_approved"], values["standard_approved_percent"]).ShouldBe((meadow.PlanId, "2", "50.00"));
        (values["standard_mean_hours"], values["expedited_denied_percent"], values["apart_withdrawn"]).ShouldBe(("3.00", "none", "1"));
        csv.ServicesCsv.Split("\r\n")[1].ShouldBe("meadow-commercial,27447,\"test procedure, one\",joint");
        csv.CountingRulesCsv.ShouldContain("\r\nCNT-4,");
    }

    private async Task Forget()
    {
        await using var db = _house.Db();
        await db.DecidedServices.ExecuteDeleteAsync(Ct);
        await db.DecidedCases.ExecuteDeleteAsync(Ct);
    }

    private async Task Rename(string table, string to)
    {
        await using var db = _house.Db();
#pragma warning disable EF1002 // names of this file
        await db.Database.ExecuteSqlRawAsync($"ALTER TABLE {table} RENAME TO {to}", Ct);
#pragma warning restore EF1002
    }

    private static async Task Refused<T>(Func<Task<T>> call, StatusCode status, string sentence)
    {
        var refusal = await Should.ThrowAsync<RpcException>(call);
        refusal.StatusCode.ShouldBe(status, refusal.Status.Detail);
        refusal.Status.Detail.ShouldStartWith(sentence);
    }

    private static Contracts.Intake.V1.Share Of(long part, long whole, string percent) => new() { Part = part, Whole = whole, Percent = percent };

    private static Contracts.Intake.V1.GoldCardCount Count(
        string service, long requests, long approvals, long denials, long overturned, string rate) => new()
        {
            Service = service, Requests = requests, Approvals = approvals, Denials = denials, Overturned = overturned,
            ApprovalRate = Of(approvals, requests, rate), Law = "No gold card law is in force in WI for this line of business.",
        };

    private static double Hours(Google.Protobuf.WellKnownTypes.Duration time) => time.ToTimeSpan().TotalHours;
}
