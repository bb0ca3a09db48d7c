using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.PeerToPeer.V1;
using UtilizationReview.Host;
using UtilizationReview.Host.Demo;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Platform.Time;
using CriteriaClient = UtilizationReview.Contracts.Criteria.V1.ClinicalCriteria.ClinicalCriteriaClient;
using IntakeClient = UtilizationReview.Contracts.Intake.V1.Intake.IntakeClient;
using NurseClient = UtilizationReview.Contracts.NurseReview.V1.NurseReview.NurseReviewClient;
using PhysiciansClient = UtilizationReview.Contracts.PeerToPeer.V1.PeerToPeer.PeerToPeerClient;

namespace UtilizationReview.Tests.Integration.Stories.PhysiciansDay;

/// <summary>The whole platform in one process with its real services, a clock that is moved, and the people of the day.</summary>
internal sealed class DayHouse : IAsyncDisposable
{
    public const string Plan = "meadow-commercial";
    public const string Practice = "maple-spine-demo";

    /// <summary>A surgeon who works for the practice of all orders: none of them is his to judge.</summary>
    public const string Partner = "dr-partner";

    private static readonly TimeZoneInfo Chicago = TimeZones.Find("America/Chicago");

    private readonly ReviewHost _host;
    private readonly GrpcChannel _channel;
    private int _keys;

    private DayHouse(ReviewHost host)
    {
        _host = host;
        _channel = GrpcChannel.ForAddress(host.GrpcAddress);
        Clock = (MovableClock)host.Services.GetRequiredService<TimeProvider>();
    }

    public MovableClock Clock { get; }

    public DemoCast Cast => _host.Cast;

    /// <summary>Everybody on the roster who may decide the orders of the day, by person id.</summary>
    public Dictionary<string, Physician> Roster { get; } = new(StringComparer.Ordinal);

    public CriteriaClient Criteria => new(As("nurse-ada"));
    public IntakeClient Staff => new(As("maple-staff"));
    public NurseClient Ada => new(As("nurse-ada"));
    public Documents.DocumentsClient Records => new(As("maple-staff"));
    public PhysiciansClient Desk => new(As("maple-staff"));
    public PhysiciansClient Administrator => new(As("admin-gale"));
    public IntakeClient Registrar => new(As("admin-gale"));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Starts everything on the morning of the day, plan-local, with the roster of the day.</summary>
    public static async Task<DayHouse> StartAsync(DateOnly day)
    {
        var house = new DayHouse(await ReviewHost.StartAsync(HostSettings.Private(Local(day, "07:30")), Ct));
        foreach (var physician in house.Cast.Directory.Physicians) house.Roster[physician.PhysicianId] = physician;
        await house.AddAsync("dr-alder", "America/New_York", ["spine-surgery"], "08:00", "18:00");
        await house.AddAsync("dr-cedar", "America/Denver", ["spine-surgery", "neurosurgery"], "07:00", "16:00");
        await house.AddAsync("dr-fir", "America/Los_Angeles", ["neurosurgery"], "07:00", "15:00");
        await house.AddAsync("dr-holly", "America/Chicago", ["orthopedic-surgery"], "08:00", "17:00");
        await house.AddAsync(Partner, "America/Chicago", ["spine-surgery"], "08:00", "17:00", works: Practice);
        house.Roster.Remove(Partner);
        return house;
    }

    /// <summary>The instant at which the plan's clocks show the time.</summary>
    public static DateTimeOffset Local(DateOnly day, string time) =>
        day.At(TimeOnly.Parse(time, System.Globalization.CultureInfo.InvariantCulture), Chicago);

    public PhysiciansClient Physician(string id) => new(As(id));

    public string Key() => $"key-{Interlocked.Increment(ref _keys)}";

    /// <summary>A heartbeat of each.</summary>
    public async Task ArePresentAsync(IEnumerable<string> physicians)
    {
        foreach (var id in physicians) await Physician(id).HeartbeatAsync(new(), cancellationToken: Ct);
    }

    /// <summary>The order as intake has it.</summary>
    public Task<Order> OrderAsync(string number) => Staff.GetOrderAsync(new() { Number = number }, cancellationToken: Ct).ResponseAsync;

    /// <summary>What the person may do, with a token of now.</summary>
    public CallInvoker As(string person) => _channel.As(Person(person), _host.Services);

    private Caller Person(string id) =>
        Cast.Find(id) ?? new(id, $"Demo {id}", Roles.Physician, null, [Plan], null);

    private async Task AddAsync(string id, string zone, IReadOnlyList<string> specialties, string from, string to, string? works = null)
    {
        var physician = new Physician
        {
            PhysicianId = id, Name = $"Demo {id}", Npi = NpiOf(Roster.Count), Specialties = { specialties }, PlanIds = { Plan }, TimeZone = zone,
            Licences =
            {
                new Licence { State = "WI", Number = $"WI-{id}", Expires = "2049-12-31" },
                new Licence { State = "IL", Number = $"IL-{id}", Expires = "2026-06-30" },
            },
            WeeklyHours = { Enumerable.Range(1, 5).Select(day => new WeeklyHours { Day = (Weekday)day, From = from, To = to }) },
            PracticeIds = { works is null ? [] : new[] { works } },
        };
        Roster[id] = await Administrator.SavePhysicianAsync(new() { Physician = physician, IdempotencyKey = Key() }, cancellationToken: Ct);
    }

    /// <summary>An identifier nobody else of the day has: intake takes two people with one for the same physician.</summary>
    private static string NpiOf(int n) => Enumerable.Range(0, 10).Select(check => $"19999903{n % 10}{check}")
        .First(UtilizationReview.PeerToPeer.Domain.Roster.IsNpi);

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _host.DisposeAsync();
    }
}
