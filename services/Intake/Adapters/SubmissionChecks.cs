using Grpc.Core;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Contracts.SiteOfCare.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;

namespace UtilizationReview.Intake.Adapters;

/// <summary>A form that may be submitted.</summary>
/// <param name="Form">The form, with the facts the platform computes.</param>
/// <param name="Plan">The member's plan.</param>
/// <param name="Member">The member.</param>
/// <param name="Routes">What the catalogue says per line number; empty while the criteria are away.</param>
/// <param name="UncheckedCitations">Names of facts whose documents could not be checked.</param>
/// <param name="Today">The plan's day.</param>
internal sealed record CheckedForm(
    OrderForm Form, PlanFile Plan, Member Member, IReadOnlyDictionary<int, LineRoute> Routes, IReadOnlyList<string> UncheckedCitations,
    DateOnly Today);

/// <summary>Everything that can be wrong with a form, found before anything is stored: its shape, who and where it is about, and what the criteria
/// say of its codes. A neighbour that is away is no fault of the practice: the form is accepted and evaluated later.</summary>
internal sealed class SubmissionChecks(
    IntakeDirectory directory, PlanRegistry plans, ClinicalCriteria.ClinicalCriteriaClient criteria, FacilityBook facilities, Citations citations,
    TimeProvider clock)
{
    /// <summary>The form as it can be submitted; refuses it with every problem found.</summary>
    /// <param name="form">What the practice sent.</param>
    /// <param name="path">Where the form stands in the request, for field paths.</param>
    /// <param name="draftId">The draft it comes from; empty: none.</param>
    /// <param name="caller">Who submits.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="RpcException">INVALID_ARGUMENT with every problem.</exception>
    public async Task<CheckedForm> CheckAsync(OrderForm form, string path, string draftId, Caller caller, CancellationToken ct)
    {
        var plan = plans.Find(form.PlanId);
        var now = clock.GetUtcNow();
        var problems = OrderFormCheck.Problems(form,
            plan is null ? DateOnly.FromDateTime(now.UtcDateTime) : IntakeDates.In(now, plan.TimeZone)).ToList();
        if (plan is null && form.PlanId.Length > 0) problems.Add(UnknownPlan(form.PlanId));
        if (caller.PracticeId is { } own && form.PracticeId != own)
            problems.Add(new("not-your-practice", "practice_id", "A practice submits for itself only; leave the practice out, or give your own."));
        else if (form.PracticeId.Length > 0 && await directory.PracticeAsync(form.PracticeId, ct) is null)
            problems.Add(new("unknown-practice", "practice_id", $"There is no practice '{form.PracticeId}' here."));
        if (caller.PracticeId is null && plan is not null && !caller.Sees(null, plan.PlanId))
            problems.Add(new("not-your-plan", "plan_id", $"The plan '{plan.PlanId}' is not one you work for."));
        var member = await directory.MemberAsync(form.MemberId, ct);
        problems.AddRange(Eligibility(form, member, plan));
        Refuse(path, problems);

        var complete = IntakeWire.WithAge(form, IntakeDates.Age(IntakeDates.Read(member!.BirthDate), IntakeDates.Read(form.DateOfService)));
        var facility = FacilityProblemAsync(complete.FacilityId, complete.PlaceOfService, ct);
        var cited = citations.OfDraftAsync(form.Facts, "facts", draftId, ct);
        var facts = IntakeWire.CriteriaFacts(IntakeWire.ToDomain(complete), complete.Lines, now, plan!.TimeZone, plan.Version);
        var routes = await RoutesAsync(facts, path, ct);
        Refuse(path, [.. routes.Problems, .. await facility is { } problem ? [problem] : Array.Empty<FormProblem>(), .. (await cited).Problems]);
        return new(complete, plan, member, routes.Routes, (await cited).Unchecked, IntakeDates.In(now, plan.TimeZone));
    }

    /// <summary>What is wrong with a facility at a place of service; null when nothing is, or when the site service is away.</summary>
    public async Task<FormProblem?> FacilityProblemAsync(string facilityId, PlaceOfService place, CancellationToken ct)
    {
        try
        {
            return await CheckFacilityAsync(facilityId, place, ct);
        }
        catch (RpcException) when (!ct.IsCancellationRequested)
        {
            return null; // away: it is checked before the order is evaluated
        }
    }

    /// <summary>What is wrong with a facility at a place of service; null when nothing is.</summary>
    /// <exception cref="RpcException">The site service is away.</exception>
    public async Task<FormProblem?> CheckFacilityAsync(string facilityId, PlaceOfService place, CancellationToken ct) =>
        facilityId.Length == 0 ? null : await facilities.FindAsync(facilityId, ct) switch
        {
            null => new("unknown-facility", "facility_id", $"There is no facility '{facilityId}'; look it up with FindFacilities."),
            { } facility when !Fits(facility.PlaceOfService, place) => new("place-of-service-mismatch", "place_of_service",
                $"The facility '{facilityId}' has place of service {(int)facility.PlaceOfService}; the form says {(int)place}."),
            _ => null,
        };

    /// <summary>What the catalogue says of the lines, and what is wrong with them; nothing of both while the criteria are away.</summary>
    public async Task<(IReadOnlyDictionary<int, LineRoute> Routes, IReadOnlyList<FormProblem> Problems)> RoutesAsync(OrderFacts order,
        string path, CancellationToken ct)
    {
        try
        {
            var answer = await criteria.CheckLinesAsync(new() { Order = order }, cancellationToken: ct);
            return (answer.Routes.ToDictionary(r => r.Line), [.. answer.Problems.Select(p => new FormProblem(p.Code, InForm(p.Field), p.Sentence))]);
        }
        catch (RpcException problem) when (problem.StatusCode == StatusCode.InvalidArgument)
        {
            var refusal = problem.ToRefusal() ?? new Refusal("bad-input", problem.Status.Detail);
            throw (refusal with
            {
                Kind = RefusalKind.BadInput,
                Fields = [.. refusal.Fields.Select(f => f with { Field = path + InForm(f.Field) })],
            }).ToRpcException();
        }
        catch (RpcException) when (!ct.IsCancellationRequested)
        {
            return (new Dictionary<int, LineRoute>(), []);
        }
    }

    /// <summary>The criteria name fields from their own request: <c>order.lines[0].side</c>.</summary>
    private static string InForm(string field) => field.StartsWith("order.", StringComparison.Ordinal) ? field["order.".Length..] : field;

    private FormProblem UnknownPlan(string planId) => plans.Versions(planId) is [var first, ..]
        ? new("plan-not-begun", "plan_id", $"The plan '{planId}' takes orders from {first.EffectiveFrom:yyyy-MM-dd} on.")
        : new("unknown-plan", "plan_id", $"There is no plan '{planId}' here.");

    private static IEnumerable<FormProblem> Eligibility(OrderForm form, Member? member, PlanFile? plan)
    {
        if (member is null)
        {
            if (form.MemberId.Length > 0)
                yield return new("unknown-member", "member_id", "There is no member with this id here; check the id on the card.");
            yield break;
        }
        if (plan is not null && member.PlanId != plan.PlanId)
        {
            yield return new("other-plan", "member_id", $"The member does not belong to the plan '{plan.PlanId}'.");
            yield break;
        }
        if (!IntakeDates.TryRead(form.DateOfService, out var date)) yield break;
        var covered = date >= IntakeDates.Read(member.CoveredFrom)
            && (member.CoveredThrough.Length == 0 || date <= IntakeDates.Read(member.CoveredThrough));
        if (!covered) yield return new("not-covered", "date_of_service", $"The member is not covered on {date:yyyy-MM-dd}.");
    }

    /// <summary>A hospital has several places of service; an office and a surgery center are what they are.</summary>
    private static bool Fits(PlaceOfService facility, PlaceOfService asked) => facility == asked || (IsHospital(facility) && IsHospital(asked));

    private static bool IsHospital(PlaceOfService place) => place is PlaceOfService.OffCampusOutpatientHospital or PlaceOfService.InpatientHospital
        or PlaceOfService.OnCampusOutpatientHospital or PlaceOfService.EmergencyRoom;

    private static void Refuse(string path, List<FormProblem> problems)
    {
        if (problems.Count > 0) throw FormProblem.Refuse(path, problems).ToRpcException();
    }
}
