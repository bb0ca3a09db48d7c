using Microsoft.EntityFrameworkCore;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using UtilizationReview.SpineCenter.Domain;
using VisitDesk = UtilizationReview.Platform.Desks.Desk<
    UtilizationReview.SpineCenter.Adapters.SpineCenterContext, UtilizationReview.SpineCenter.Adapters.VisitRow,
    UtilizationReview.SpineCenter.Domain.VisitOrder, UtilizationReview.SpineCenter.Domain.VisitCommand,
    UtilizationReview.SpineCenter.Domain.VisitEvent>;
using Wire = UtilizationReview.Contracts.SpineCenter.V1;

namespace UtilizationReview.SpineCenter.Adapters;

/// <summary>The visit orders: filed, reviewed, read, and held against claims.</summary>
internal sealed class VisitBook(
    VisitDesk desk, IDbContextFactory<SpineCenterContext> contexts, EvaluationBook evaluations, SpineMembers members, SpinePlans plans)
{
    private const int OrdinaryPage = 50;

    /// <summary>Files a form and answers at once.</summary>
    public async Task<Versioned<VisitOrder>> FileAsync(Wire.RequestVisitRequest request, MessageKey key, Caller caller, CancellationToken ct)
    {
        new RequestProblems().Key(request.IdempotencyKey).Add(request.Form is not null, "form", "is missing").Refuse();
        var hash = PayloadHash.Of(request);
        if (await desk.RepeatedAsync(key, hash, ct) is { } repeated) return Of(repeated.OrRefuse());

        var asked = await ReadAsync(request.Form!, "form.", caller, ct);
        var number = SpineNumbers.Visit(asked.Plan.PlanId, asked.Form.MemberId, asked.Form.PracticeId, asked.Facts.On);
        var file = new VisitCommand.File(number, asked.Form, asked.Facts, plans.Today(asked.Plan), asked.Program);
        return Of((await desk.ExecuteAsync(number, file, key with { WasAsked = true }, hash, caller.Actor, ct)).OrRefuse());
    }

    /// <summary>A visit order the caller may know of, with its history.</summary>
    public async Task<Wire.Visit> GetAsync(string number, Caller caller, CancellationToken ct)
    {
        var visit = SpineCenterWire.Write(await SeenAsync(number, caller, ct));
        visit.History.AddRange((await desk.HistoryAsync(visit.VisitNumber, ct)).Select(SpineCenterWire.Write));
        return visit;
    }

    /// <summary>What waits for the caller's kind of reviewer; for an administrator, for either.</summary>
    public async Task<IReadOnlyList<Versioned<VisitOrder>>> ToReviewAsync(Wire.ListVisitsToReviewRequest request, Caller caller, CancellationToken ct)
    {
        new RequestProblems()
            .Add(request.PageSize is >= 0 and <= 200, "page_size", $"{request.PageSize} is not in 0 to 200; 0 is {OrdinaryPage}").Refuse();
        if (request.PlanId.Length > 0) _ = plans.Plan(request.PlanId, caller);
        VisitStatus[] desks = caller.Role switch
        {
            Roles.Nurse => [VisitStatus.NurseReview],
            Roles.Physician => [VisitStatus.PhysicianReview],
            _ => [VisitStatus.NurseReview, VisitStatus.PhysicianReview],
        };
        string[] ofPlans = request.PlanId.Length > 0 ? [request.PlanId] : [.. caller.PlanIds];
        await using var context = await contexts.CreateDbContextAsync(ct);
        var rows = await context.Visits.AsNoTracking().Where(row => desks.Contains(row.Status) && ofPlans.Contains(row.PlanId))
            .OrderBy(row => row.VisitOn).ThenBy(row => row.Id).Take(request.PageSize == 0 ? OrdinaryPage : request.PageSize).ToListAsync(ct);
        return [.. rows.Select(row => new Versioned<VisitOrder>(desk.Fold(row), row.Version))];
    }

    /// <summary>A reviewer's decision.</summary>
    public async Task<Versioned<VisitOrder>> DecideAsync(Wire.DecideVisitRequest request, MessageKey key, Caller caller, CancellationToken ct)
    {
        new RequestProblems().Key(request.IdempotencyKey).Id(request.VisitNumber, "visit_number")
            .Add(request.Decision is not Wire.VisitDecision.Unspecified && Enum.IsDefined(request.Decision), "decision",
                "is missing or unknown: approve, forward or require an evaluation")
            .Add(request.Reason.Trim().Length is > 0 and <= 500, "reason", "is missing or longer than 500 characters")
            .Refuse();
        var order = await SeenAsync(request.VisitNumber, caller, ct);
        var command = Command(request, caller);
        return Of((await desk.ExecuteAsync(order.State.VisitNumber, command, key, PayloadHash.Of(request), caller.Actor, ct)).OrRefuse());
    }

    /// <summary>What happens to a claim, by what is on record now.</summary>
    public async Task<Wire.CheckClaimResponse> CheckAsync(Wire.CheckClaimRequest request, Caller caller, CancellationToken ct)
    {
        new RequestProblems().Add(request.Visit is not null, "visit", "is missing").Refuse();
        var billed = await ReadAsync(request.Visit!, "visit.", caller, ct);
        var problems = new RequestProblems();
        var received = problems.Optional(request.ReceivedOn, "received_on") ?? plans.Today(billed.Plan);
        var signed = problems.Optional(request.WaiverSignedOn, "waiver_signed_on");
        problems.Add(received >= billed.Facts.On, "received_on", "lies before the visit that is billed").Refuse();

        var number = SpineNumbers.Visit(billed.Plan.PlanId, billed.Form.MemberId, billed.Form.PracticeId, billed.Facts.On);
        var order = (await desk.ReadAsync(number, ct))?.State;
        var form = order is null ? null : new FormOnFile(order.FiledOn, order switch
        {
            { Waits: true } => FormStanding.Waits,
            { Status: VisitStatus.Approved or VisitStatus.Accepted } => FormStanding.Granted,
            _ => FormStanding.NotGranted,
        });
        var facts = billed.Facts with { EmergentReason = billed.Facts.EmergentReason ?? order?.Facts.EmergentReason };
        var answer = ClaimRules.Check(billed.Program, new(facts, billed.Plan.PlanId, received, form, signed));
        return SpineCenterWire.Write(answer, order?.VisitNumber ?? "");
    }

    private static VisitCommand Command(Wire.DecideVisitRequest request, Caller caller) => (request.Decision, caller.Role) switch
    {
        (Wire.VisitDecision.Approve, Roles.Nurse) => new VisitCommand.NurseApproves(new(caller.PersonId), request.Reason.Trim()),
        (Wire.VisitDecision.Forward, Roles.Nurse) => new VisitCommand.NurseForwards(new(caller.PersonId), request.Reason.Trim()),
        (Wire.VisitDecision.Approve, _) => new VisitCommand.PhysicianApproves(new(caller.PersonId), request.Reason.Trim()),
        (Wire.VisitDecision.RequireEvaluation, Roles.Physician) =>
            new VisitCommand.PhysicianRequiresEvaluation(new(caller.PersonId), request.Reason.Trim()),
        (_, Roles.Nurse) =>
            throw SpineRefusals.NotForThisRole("A nurse approves or forwards; a physician may ask for an evaluation.").ToRpcException(),
        _ => throw SpineRefusals.NotForThisRole("A physician approves or asks for an evaluation; nobody is left to forward to.").ToRpcException(),
    };

    private sealed record Asked(PlanFile Plan, SpineProgram? Program, VisitForm Form, VisitFacts Facts);

    /// <summary>The form with what the records say of the member; refuses it with everything wrong.</summary>
    private async Task<Asked> ReadAsync(Wire.VisitForm form, string path, Caller caller, CancellationToken ct)
    {
        var practice = form.PracticeId.Length > 0 ? form.PracticeId : caller.PracticeId ?? "";
        var problems = new RequestProblems().Id(form.PlanId, path + "plan_id").Id(form.MemberId, path + "member_id")
            .Id(practice, path + "practice_id");
        var facts = SpineCenterWire.Facts(form, path, Product.Other, problems);
        problems.Refuse();
        if (caller.PracticeId is { } own && practice != own) throw SpineRefusals.NotYourPractice(path + "practice_id").ToRpcException();

        var plan = plans.Plan(form.PlanId, caller);
        var (program, today) = (plans.ProgramOf(plan), plans.Today(plan));
        var reasons = program?.EmergentReasons.Select(reason => reason.Id) ?? [];
        problems.Add(facts.On <= today.AddYears(1), path + "visit_on", "is more than a year ahead")
            .Add(facts.BookedOn is not { } booked || (booked <= today && booked <= facts.On), path + "booked_on",
                "lies in the future or after the visit")
            .Add(program is null || facts.EmergentReason is null || reasons.Contains(facts.EmergentReason), path + "emergent_reason",
                $"is not one of {string.Join(", ", reasons)}").Refuse();

        var member = await members.FindAsync(form.MemberId, form.PlanId, ct);
        return new(
            plan, program,
            new()
            {
                PlanId = form.PlanId, MemberId = form.MemberId, PracticeId = practice, SurgeonId = form.SurgeonId,
                PlaceOfService = (int)form.PlaceOfService,
            },
            facts with
            {
                Product = SpinePlans.ProductOf(plan),
                BirthDate = member.BirthDate,
                County = member.County,
                Evaluations = await evaluations.DaysAsync(form.MemberId, form.PlanId, ct),
            });
    }

    private async Task<Versioned<VisitOrder>> SeenAsync(string number, Caller caller, CancellationToken ct) =>
        number.Length is > 0 and <= 64 && await desk.ReadAsync(number, ct) is { } order
        && caller.Sees(order.State.Form.PracticeId, order.State.Form.PlanId)
            ? order
            : throw SpineRefusals.UnknownVisit(number).ToRpcException();

    private static Versioned<VisitOrder> Of(Settled<VisitOrder> settled) => new(settled.State, settled.Version);
}
