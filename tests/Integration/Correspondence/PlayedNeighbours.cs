using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.SiteOfCare.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Intake.Adapters;
using Law = UtilizationReview.Intake.Domain;

namespace UtilizationReview.Tests.Integration.Correspondence;

/// <summary>Plays Intake and SiteOfCare for notices: orders, people and the ladder are the test's, the rules of notices are the real ones.</summary>
internal sealed class PlayedNeighbours : IAsyncDisposable
{
    private WebApplication _app = null!;

    /// <summary>Orders by tracking number.</summary>
    public ConcurrentDictionary<string, Order> Orders { get; } = new();

    public Member Member { get; } = new()
    {
        MemberId = "m-1", PlanId = "meadow-commercial", Name = "Testa Demo-Patient", AddressLines = { "100 Demo Street", "Madison, WI 53700" },
    };

    public List<TimelineEntry> Timeline { get; } = [];

    public List<LadderStep> Steps { get; } =
    [
        new() { Step = RecourseStep.PlanAppeal, Through = "2027-05-28", DecideWithin = "30 days" },
        new() { Step = RecourseStep.ExternalReview, Through = "2027-03-29" },
        new() { Step = RecourseStep.PeerToPeer, Through = "2026-12-13" }, new() { Step = RecourseStep.Reconsideration, Through = "2026-12-09" },
    ];

    /// <summary>Every call is answered with this; null: answers.</summary>
    public Status? Failure { get; set; }

    public string Address => _app.Address();

    public static async Task<PlayedNeighbours> StartAsync()
    {
        var played = new PlayedNeighbours();
        var builder = SlimServer.Builder();
        builder.Services.AddSingleton(played).AddGrpc();
        played._app = await builder.StartedAsync(app =>
        {
            app.MapGrpcService<PlayedIntake>();
            app.MapGrpcService<PlayedRules>();
            app.MapGrpcService<PlayedLadder>();
            app.MapGrpcService<PlayedSites>();
        });
        return played;
    }

    /// <summary>An order of one line, with one determination.</summary>
    public Order Decided(string number, DateTimeOffset at, LineOutcome outcome, string reason, string plan = "meadow-commercial")
    {
        var order = new Order
        {
            TrackingNumber = number, OrderNumber = outcome == LineOutcome.Approved ? $"ORD-{number[3..]}" : "", ReceivedAt = at.AddDays(-1).ToTimestamp(),
            DueAt = at.AddDays(5).ToTimestamp(), TimeZone = "America/Chicago",
            Form = new()
            {
                PlanId = plan, PracticeId = "maple-spine", MemberId = "m-1", FacilityId = "isthmus", DateOfService = "2026-12-21",
                PlaceOfService = PlaceOfService.AmbulatorySurgeryCenter,
            },
            Lines =
            {
                new OrderLine
                {
                    Line = new() { Number = 1, Code = "63030", Units = 1, Levels = { "L4-L5" } }, Description = "Lumbar disc surgery, one level",
                    Outcome = outcome,
                    Evaluation = new()
                    {
                        Guideline = "msk-spine/lumbar-discectomy", Version = "2026.1",
                        Trace = { new CriterionTrace { Id = "LUM-DISC-2", Children = { new CriterionTrace { Id = "LUM-DISC-2.b", Text = "At least 6 weeks of care." } } } },
                    },
                    Determinations = { Determination(at, outcome, reason) },
                },
            },
        };
        return Orders[number] = order;
    }

    public static Determination Determination(DateTimeOffset at, LineOutcome outcome, string reason) => new()
    {
        Outcome = outcome, Decider = Decider.Physician, DecidedAt = at.ToTimestamp(), DecisionDate = "2026-11-29", Reason = reason,
        Criteria = { "LUM-DISC-2.b" }, Guideline = "msk-spine/lumbar-discectomy", GuidelineVersion = "2026.1",
        Missing = { outcome == LineOutcome.Denied ? ["Therapy notes of three further weeks"] : Array.Empty<string>() },
        Rights = { outcome == LineOutcome.Denied ? ["An internal appeal can be filed through 2027-05-28."] : Array.Empty<string>() },
        ApprovedUnits = outcome == LineOutcome.Approved ? 1 : 0, ValidFrom = outcome == LineOutcome.Approved ? "2026-11-29" : "",
        ValidThrough = outcome == LineOutcome.Approved ? "2027-01-28" : "",
        Attestation = new() { Name = "Demo Dr. Quill Example", Specialty = "spine-surgery" },
    };

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private T Answer<T>(T? found)
        where T : class => Failure is { } failure ? throw new RpcException(failure)
        : found ?? throw new RpcException(new Status(StatusCode.NotFound, "There is none."));

    private sealed class PlayedIntake(PlayedNeighbours played) : Contracts.Intake.V1.Intake.IntakeBase
    {
        public override Task<Order> GetOrder(GetOrderRequest request, ServerCallContext context) =>
            Task.FromResult(played.Answer(played.Orders.GetValueOrDefault(request.Number)));

        public override Task<Member> GetMember(GetMemberRequest request, ServerCallContext context) => Task.FromResult(played.Answer(played.Member));

        public override Task<Practice> GetPractice(GetPracticeRequest request, ServerCallContext context) =>
            Task.FromResult(played.Answer(new Practice { PracticeId = request.PracticeId, Name = "Maple Spine" }));

        public override Task<Timeline> GetTimeline(GetTimelineRequest request, ServerCallContext context) =>
            Task.FromResult(played.Answer(new Timeline { Entries = { played.Timeline } }));
    }

    /// <summary>The real rules for an insured plan of Wisconsin.</summary>
    private sealed class PlayedRules(PlayedNeighbours played) : NoticeRules.NoticeRulesBase
    {
        private static readonly Law.Rules Rules = RegimeFiles.Load(Path.Combine(AppContext.BaseDirectory, "Regimes"));

        public override Task<CheckNoticeResponse> CheckNotice(CheckNoticeRequest request, ServerCallContext context)
        {
            var plan = new Law.PlanTerms("meadow-commercial", Law.LineOfBusiness.CommercialInsured, "WI", "America/Chicago");
            var filled = request.Fields.ToDictionary(f => System.Enum.GetValues<Law.NoticeField>().Single(n => RegimeWords.Snake(n.ToString()) == f.Key), f => f.Value);
            var day = DateOnly.Parse(request.NoticeDate, System.Globalization.CultureInfo.InvariantCulture);
            return Task.FromResult(played.Answer(new CheckNoticeResponse
            {
                Missing =
                {
                    Law.Notices.Missing((Law.NoticeKind)request.Kind, plan, filled, day, Rules).Select(rule => new NoticeFieldRule
                    {
                        Field = RegimeWords.Snake(rule.Field.ToString()), Sentence = rule.Sentence, Citation = rule.Source.Citation,
                    }),
                },
            }));
        }
    }

    private sealed class PlayedLadder(PlayedNeighbours played) : AppealLadder.AppealLadderBase
    {
        public override Task<GetLadderResponse> GetLadder(GetLadderRequest request, ServerCallContext context) =>
            Task.FromResult(played.Answer(new GetLadderResponse { Steps = { played.Steps } }));
    }

    private sealed class PlayedSites(PlayedNeighbours played) : Contracts.SiteOfCare.V1.SiteOfCare.SiteOfCareBase
    {
        public override Task<Facility> GetFacility(GetFacilityRequest request, ServerCallContext context) =>
            Task.FromResult(played.Answer(new Facility { FacilityId = request.FacilityId, Name = "Isthmus Demo Surgery" }));
    }
}
