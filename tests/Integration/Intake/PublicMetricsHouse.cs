using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Intake.Adapters;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Tests.Integration.Platform;
using UtilizationReview.Tests.Integration.Servers;
using Order = UtilizationReview.Contracts.Intake.V1.Order;

namespace UtilizationReview.Tests.Integration.Intake;

/// <summary>An intake on a summer day of the coming year, so that no year turns while orders are decided; on SQLite, or on PostgreSQL when
/// servers are given.</summary>
internal sealed class PublicMetricsHouse : IAsyncDisposable
{
    private static readonly Caller Nurse = new("nurse-2", "Nurse", Roles.Nurse, null, ["meadow-commercial", "summit-advantage"], null);

    private readonly OwnDirectory _place;

    private PublicMetricsHouse(OwnDirectory place, IntakeHost host) => (_place, Host) = (place, host);

    public IntakeHost Host { get; }

    public int Year => Host.Today.Year;

    public DecidedCaseFilling Filling => Host.Services.GetRequiredService<DecidedCaseFilling>();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<PublicMetricsHouse> StartAsync(RealServers? servers)
    {
        var place = new OwnDirectory(servers);
        var host = await IntakeHost.StartAsync(directory: place.Path, keep: true, settings: await place.SettingsAsync());
        host.Clock.MoveTo(new(host.Today.Year + 1, 7, 1, 15, 0, 0, TimeSpan.Zero));
        await host.SaveDirectoryAsync();
        host.Script.Judge = (_, _) => ScriptedCriteria.NotMet();
        return new(place, host);
    }

    public IntakeContext Db() => Host.Services.GetRequiredService<IDbContextFactory<IntakeContext>>().CreateDbContext();

    public Task<DecidedCaseRow?> Case(Order order) => Case(order.TrackingNumber);

    public async Task<DecidedCaseRow?> Case(string number)
    {
        await using var db = Db();
        return await db.DecidedCases.AsNoTracking().SingleOrDefaultAsync(r => r.OrderId == number, Ct);
    }

    /// <summary>Every case and service, as lines.</summary>
    public async Task<IReadOnlyList<string>> Rows()
    {
        await using var db = Db();
        var cases = await db.DecidedCases.AsNoTracking().OrderBy(r => r.OrderId).ToListAsync(Ct);
        var services = await db.DecidedServices.AsNoTracking().OrderBy(r => r.OrderId).ThenBy(r => r.Line).ToListAsync(Ct);
        return [.. cases.Select(c => JsonSerializer.Serialize(c)), .. services.Select(s => JsonSerializer.Serialize(s))];
    }

    /// <summary>An order of its own content, so that none is taken for a duplicate of another.</summary>
    public async Task<Order> Submit(Func<OrderForm> form) => (await Host.Submit(form(), despiteDuplicate: true)).Order;

    public async Task<Order> ApprovedByRules()
    {
        Host.Script.Judge = (_, _) => ScriptedCriteria.Met();
        var order = await Submit(() => Host.LumbarDiscectomy());
        Host.Script.Judge = (_, _) => ScriptedCriteria.NotMet();
        return order;
    }

    public async Task<Order> ApprovedByNurse(TimeSpan after, Func<OrderForm>? form = null)
    {
        var order = await Submit(form ?? (() => Host.Injection()));
        Host.Clock.Advance(after);
        await Host.Deliver(Host.NurseApproves(order.TrackingNumber, 1));
        return order;
    }

    public async Task<Order> Denied(TimeSpan after, Func<OrderForm>? form = null)
    {
        var order = await Submit(form ?? (() => Host.Injection("m-2")));
        await Host.Deliver(Host.NurseRefers(order.TrackingNumber));
        Host.Clock.Advance(after);
        await Host.Deliver(Host.PhysicianDecides(order.TrackingNumber, "deny"));
        return order;
    }

    public async Task AskForReconsideration(Order order) => await Host.As(IntakeHost.MapleStaff).RequestReconsiderationAsync(
        new() { Number = order.TrackingNumber, Reason = "New notes.", IdempotencyKey = Host.Key() }, cancellationToken: Ct);

    public async Task Overturn(Order order)
    {
        await AskForReconsideration(order);
        Host.Clock.Advance(TimeSpan.FromHours(20));
        await Host.Deliver(Host.PhysicianDecides(order.TrackingNumber, "approve", person: "dr-reviewer-2"));
    }

    public async Task<Order> ExtendedAndApproved(Urgency urgency, TimeSpan after)
    {
        var order = await Submit(() => Summit(urgency));
        await Host.As(Nurse).ExtendClockAsync(
            new() { Number = order.TrackingNumber, Ground = "member-asked", Reason = "The member asked for time.", IdempotencyKey = Host.Key() },
            cancellationToken: Ct);
        Host.Clock.Advance(after);
        await Host.Deliver(Host.NurseApproves(order.TrackingNumber, 1));
        return order;
    }

    public OrderForm Summit(Urgency urgency) =>
        Host.LumbarDiscectomy("m-summit").With(f => (f.PlanId, f.Urgency) = ("summit-advantage", urgency));

    public async Task<GetPublicMetricsResponse> Figures(string plan = "", int? year = null, Caller? by = null) =>
        await Host.MetricsAs(by ?? IntakeHost.Administrator).GetPublicMetricsAsync(
            new() { PlanId = plan, Year = year ?? Year }, cancellationToken: Ct);

    public async Task<GetGoldCardCountsResponse> GoldCard(string provider, string from, string through) =>
        await Host.MetricsAs(IntakeHost.Administrator).GetGoldCardCountsAsync(
            new() { PlanId = "meadow-commercial", Provider = provider, From = from, Through = through }, cancellationToken: Ct);

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _place.Dispose();
    }
}
