using Grpc.Core;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.PeerToPeer.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Host.Demo;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.Host.Journeys;

/// <summary>Plays one journey through the public gRPC APIs, as the people it names, and holds every step against what the file expects.</summary>
internal sealed partial class JourneyPlayer(Journey journey, DemoCalls calls, DemoCast cast, string run)
{
    private readonly TimeZoneInfo _zone = TimeZones.Find(cast.TimeZoneOf(journey.PlanId));
    private FactTyping _typing = new(new Dictionary<string, FactDefinition>());
    private string _number = "";
    private Talk? _talk;
    private string _heard = "";
    private DateOnly _today = DateOnly.FromDateTime(journey.Start);

    /// <summary>Physicians at their desk at this moment of the journey.</summary>
    private readonly List<string> _present = [];

    /// <summary>Plays all steps.</summary>
    /// <exception cref="JourneyFailedException">A step did not do what the file expects.</exception>
    public async Task<PlayedJourney> PlayAsync(CancellationToken ct)
    {
        await PrepareAsync(ct);
        await MoveClockAsync(journey.Start, ct);
        foreach (var step in journey.Steps)
            await PlayAsync(step, ct);
        return await EndAsync(ct);
    }

    /// <summary>The steps and when each is played, for whoever plays several journeys under one clock.</summary>
    public IEnumerable<(DateTimeOffset At, JourneyStep Step)> Dated()
    {
        var at = InstantOf(journey.Start);
        foreach (var step in journey.Steps)
        {
            at = step.At is { } local ? InstantOf(local) : at;
            yield return (at, step);
        }
    }

    /// <summary>Plays one step.</summary>
    /// <exception cref="JourneyFailedException">It did not do what the file expects.</exception>
    public async Task PlayAsync(JourneyStep step, CancellationToken ct)
    {
        try
        {
            await StepAsync(step, ct);
        }
        catch (JourneyFailedException failure)
        {
            throw new JourneyFailedException($"{journey.File}:{step.Line}: step {step.Number}: {failure.Message}");
        }
        catch (RpcException failure)
        {
            throw new JourneyFailedException($"{journey.File}:{step.Line}: step {step.Number}: refused "
                + $"with {failure.StatusCode} {ReasonCode(failure)}: {failure.Status.Detail}");
        }
    }

    /// <summary>What the journey came to.</summary>
    public async Task<PlayedJourney> EndAsync(CancellationToken ct)
    {
        var order = await OrderAsync(ct);
        var timeline = await calls.AsAsync(Staff, options => calls.Intake.GetTimelineAsync(new GetTimelineRequest { Number = _number }, options), ct);
        return new PlayedJourney(journey, order, timeline, _zone);
    }

    private string Staff => cast.StaffOf(journey.Order.PracticeId);

    /// <summary>Reads the fact vocabulary and looks at the whole file before its first step.</summary>
    public async Task PrepareAsync(CancellationToken ct)
    {
        var facts = await calls.AsAsync(Staff, options => calls.Criteria.ListFactsAsync(new ListFactsRequest(), options), ct);
        _typing = new FactTyping(facts.Facts.ToDictionary(fact => fact.Name));
        var problems = new List<string>();
        _typing.Type(journey.Facts, journey.File, problems);
        foreach (var step in journey.Steps)
        {
            if (step.Act is Act.AddInformation added)
                _typing.Type(added.Facts, journey.File, problems);
            if (step.Act is Act.AskReconsideration asked)
                _typing.Type(asked.Facts, journey.File, problems);
            if (step.By.Length > 0 && cast.Find(step.By) is null)
                problems.Add($"{journey.File}:{step.Line}: '{step.By}' is not a demo person (deploy/demo/directory/people.yaml).");
        }

        if (problems.Count > 0)
            throw new JourneyFailedException(string.Join(Environment.NewLine, problems));
    }

    private async Task StepAsync(JourneyStep step, CancellationToken ct)
    {
        if (step.At is { } at)
            await MoveClockAsync(at, ct);
        _heard = "";
        RpcException? refusal = null;
        try
        {
            await ActAsync(step, By(step), $"{run}/{journey.File}/{step.Number}", ct);
        }
        catch (RpcException refused) when (step.Expect is { Refused.Length: > 0 })
        {
            refusal = refused;
            _heard = refused.Status.Detail;
        }

        if (step.Expect is { } expect)
            await HoldAsync(expect, refusal, ct);
    }

    private string By(JourneyStep step) => step.By.Length > 0 ? step.By : step.Party switch
    {
        Party.Practice => Staff,
        Party.ContactCenter => cast.FirstOf(Contracts.Access.Roles.ContactCenter, journey.PlanId),
        Party.Nurse => cast.FirstOf(Contracts.Access.Roles.Nurse, journey.PlanId),
        Party.Physician => _talk is { PhysicianId.Length: > 0 } ? _talk.PhysicianId : cast.FirstOf(Contracts.Access.Roles.Physician, journey.PlanId),
        Party.Administrator => cast.FirstOf(Contracts.Access.Roles.PlanAdministrator, journey.PlanId),
        _ => cast.FirstOf(Contracts.Access.Roles.Operator, journey.PlanId),
    };

    private Task MoveClockAsync(DateTime local, CancellationToken ct)
    {
        _present.Clear();
        _today = DateOnly.FromDateTime(local);
        return calls.MoveClockAsync(InstantOf(local), cast.FirstOf(Contracts.Access.Roles.Operator, journey.PlanId), ct);
    }

    private DateTimeOffset InstantOf(DateTime local) => TimeZones.At(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local), _zone);

    private Task<Order> OrderAsync(CancellationToken ct) =>
        calls.AsAsync(Staff, options => calls.Intake.GetOrderAsync(new GetOrderRequest { Number = _number }, options), ct);

    private IReadOnlyList<Fact> Typed(IReadOnlyList<GivenFact> facts) => _typing.Type(facts, journey.File, []);

    /// <summary>The stable code of a refusal; "-" when it carries none.</summary>
    internal static string ReasonCode(RpcException refusal) => refusal.Trailers.GetValue("reason-code") ?? "-";
}

/// <summary>A journey that ended as expected.</summary>
internal sealed record PlayedJourney(Journey Journey, Order Order, Timeline Timeline, TimeZoneInfo Zone);
