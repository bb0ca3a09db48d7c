using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using Wire = UtilizationReview.Contracts.Intake.V1;

namespace UtilizationReview.Intake.Adapters;

/// <summary>The gRPC surface of the public figures and the gold-card counts: reads only.</summary>
internal sealed class PublicMetricsGrpc(
    DecidedCaseStore cases, PlanRegistry plans, ClinicalCriteria.ClinicalCriteriaClient criteria, TimeProvider clock)
    : Wire.PublicMetrics.PublicMetricsBase
{
    private const int FirstYear = 2000;
    private const int LongestWindowYears = 5;

    public override async Task<GetPublicMetricsResponse> GetPublicMetrics(GetPublicMetricsRequest request, ServerCallContext context)
    {
        var asked = Asked(request, context.Caller());
        var now = clock.GetUtcNow();
        var response = new GetPublicMetricsResponse
        {
            Year = request.Year, YearIsOver = asked.All(plan => IntakeDates.In(now, plan.TimeZone).Year > request.Year), AsOf = now.ToTimestamp(),
            CountingRules = { CountingRules.All.Select(PublicMetricsWire.ToWire) },
        };
        var figures = await FiguresAsync(asked, request.Year, context.CancellationToken);
        var services = await ServicesAsync(asked, context.CancellationToken);
        response.Plans.AddRange(figures.Select(level => PublicMetricsWire.ToWire(level, services[level.Level.PlanId])));
        return response;
    }

    public override async Task<GetPublicMetricsCsvResponse> GetPublicMetricsCsv(GetPublicMetricsRequest request, ServerCallContext context)
    {
        var asked = Asked(request, context.Caller());
        var asOf = clock.GetUtcNow();
        var figures = await FiguresAsync(asked, request.Year, context.CancellationToken);
        var services = await ServicesAsync(asked, context.CancellationToken);
        return new()
        {
            FiguresCsv = PublicMetricsCsv.Figures(figures, asOf), ServicesCsv = PublicMetricsCsv.Services(services),
            CountingRulesCsv = PublicMetricsCsv.Rules(),
        };
    }

    public override async Task<GetGoldCardCountsResponse> GetGoldCardCounts(GetGoldCardCountsRequest request, ServerCallContext context)
    {
        Seen(request.PlanId, context.Caller());
        var (from, through) = Window(request);
        if (request.Provider.Length is 0 or > 64)
            throw Bad("field-required", "provider",
                "The provider is missing or longer than 64 characters: give a clinician's id or a practice's NPI.");
        var isNpi = request.Provider.Length == 10 && request.Provider.All(char.IsAsciiDigit);
        var asOf = clock.GetUtcNow();
        var tallies = await cases.ServicesAsync(request.PlanId, request.Provider, isNpi, from, through, context.CancellationToken);
        return new()
        {
            AsOf = asOf.ToTimestamp(), ByCode = { GoldCard.ByCode(tallies).Select(PublicMetricsWire.ToWire) },
            ByFamily = { GoldCard.ByFamily(tallies).Select(PublicMetricsWire.ToWire) },
        };
    }

    /// <summary>The plans whose figures are asked for, by id.</summary>
    private List<PlanFile> Asked(GetPublicMetricsRequest request, Caller caller)
    {
        var last = clock.GetUtcNow().UtcDateTime.Year;
        if (request.Year < FirstYear || request.Year > last)
            throw Bad("year-out-of-range", "year", string.Create(CultureInfo.InvariantCulture,
                $"There are no figures of the year {request.Year}; ask for one from {FirstYear} to {last}."));
        return request.PlanId.Length > 0
            ? [Seen(request.PlanId, caller)]
            : [.. plans.All.Where(plan => caller.Sees(null, plan.PlanId)).OrderBy(plan => plan.PlanId, StringComparer.Ordinal)];
    }

    private PlanFile Seen(string planId, Caller caller)
    {
        if (planId.Length == 0) throw Bad("field-required", "plan_id", "The plan is missing.");
        return plans.Find(planId) is { } plan && caller.Sees(null, planId)
            ? plan
            : throw new Refusal("unknown-plan", $"There is no plan '{(planId.Length <= 40 ? planId : planId[..40])}' here.")
            {
                Kind = RefusalKind.Unknown,
            }.ToRpcException();
    }

    private static (DateOnly From, DateOnly Through) Window(GetGoldCardCountsRequest request)
    {
        if (!IntakeDates.TryRead(request.From, out var from))
            throw Bad("date-malformed", "from", "The first day is missing or not written as yyyy-MM-dd.");
        if (!IntakeDates.TryRead(request.Through, out var through))
            throw Bad("date-malformed", "through", "The last day is missing or not written as yyyy-MM-dd.");
        if (through < from) throw Bad("window-backwards", "through", "The last day is before the first.");
        if (through.DayNumber - from.DayNumber > LongestWindowYears * 366)
            throw Bad("window-too-long", "from", $"The window is longer than {LongestWindowYears} years.");
        return (from, through);
    }

    private Task<IReadOnlyList<LevelFigures>> FiguresAsync(List<PlanFile> asked, int year, CancellationToken ct) =>
        cases.FiguresAsync([.. asked.Select(plan => new ReportingLevel(plan.PlanId, IntakeWire.ToDomain(plan.LineOfBusiness)))], year, ct);

    /// <summary>Figure (1): what needs authorization now, per plan.</summary>
    private async Task<Dictionary<string, IReadOnlyList<ListedService>>> ServicesAsync(List<PlanFile> asked, CancellationToken ct)
    {
        var listed = new Dictionary<string, IReadOnlyList<ListedService>>(StringComparer.Ordinal);
        try
        {
            foreach (var plan in asked)
            {
                var answer = await criteria.ListProceduresAsync(new() { PlanId = plan.PlanId }, cancellationToken: ct);
                listed[plan.PlanId] = [.. answer.Procedures.OrderBy(p => p.Code, StringComparer.Ordinal)
                    .Select(p => new ListedService { Code = p.Code, Description = p.Description, Program = p.Program })];
            }
        }
        catch (RpcException problem) when (problem.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
        {
            throw new RpcException(new Status(StatusCode.Unavailable,
                "The list of services that need authorization belongs to the figures, and the catalogue cannot be asked now. "
                + "Try again in a moment."));
        }
        return listed;
    }

    private static RpcException Bad(string code, string field, string sentence) => OrderRefusals.BadField(code, field, sentence).ToRpcException();
}
