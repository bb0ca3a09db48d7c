using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using UtilizationReview.Contracts.Demo.V1;
using AppealLadderClient = UtilizationReview.Contracts.Intake.V1.AppealLadder.AppealLadderClient;
using ClinicalCriteriaClient = UtilizationReview.Contracts.Criteria.V1.ClinicalCriteria.ClinicalCriteriaClient;
using DemoClockClient = UtilizationReview.Contracts.Demo.V1.DemoClock.DemoClockClient;
using IntakeClient = UtilizationReview.Contracts.Intake.V1.Intake.IntakeClient;
using NurseReviewClient = UtilizationReview.Contracts.NurseReview.V1.NurseReview.NurseReviewClient;
using PeerToPeerClient = UtilizationReview.Contracts.PeerToPeer.V1.PeerToPeer.PeerToPeerClient;

namespace UtilizationReview.Host.Journeys;

/// <summary>Calls the services as their demo people.</summary>
/// <param name="services">Calls to all services.</param>
/// <param name="tokenOf">A token for a person id; called again when the last one is old.</param>
/// <param name="patience">How long a call is repeated while the host is away; zero: not at all. Repeating is safe, every changing call has a
/// key.</param>
internal sealed class DemoCalls(CallInvoker services, Func<string, CancellationToken, Task<string>> tokenOf, TimeSpan patience)
{
    /// <summary>How long people wait for what travels as an event.</summary>
    public TimeSpan Patience { get; } = TimeSpan.FromSeconds(15) + patience;

    /// <summary>Called as each call starts; a test of durability strikes here.</summary>
    public Action? Calling { get; init; }

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public IntakeClient Intake { get; } = new(services);
    public AppealLadderClient Ladder { get; } = new(services);
    public NurseReviewClient Nurses { get; } = new(services);
    public PeerToPeerClient Physicians { get; } = new(services);
    public ClinicalCriteriaClient Criteria { get; } = new(services);

    /// <summary>Moves the clock of processes that share it in another way than by a call; null: the host is asked, as its operator.</summary>
    public Func<DateTimeOffset, CancellationToken, Task>? MoveClock { get; init; }

    /// <summary>Moves the platform's clock forward to the instant.</summary>
    /// <param name="instant">To when.</param>
    /// <param name="keeper">The operator who may.</param>
    /// <param name="ct">Cancels.</param>
    public Task MoveClockAsync(DateTimeOffset instant, string keeper, CancellationToken ct) => MoveClock is { } move
        ? move(instant, ct)
        : AsAsync(keeper, options => new DemoClockClient(services).MoveToAsync(
            new MoveClockRequest { Instant = Timestamp.FromDateTimeOffset(instant) }, options), ct);

    /// <summary>Makes the call as the person.</summary>
    /// <param name="person">Who calls.</param>
    /// <param name="call">The call.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="first">Done ahead of every try, such as a heartbeat that a restarted host has forgotten.</param>
    public async Task<T> AsAsync<T>(string person, Func<CallOptions, AsyncUnaryCall<T>> call, CancellationToken ct, Func<Task>? first = null)
    {
        var give = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                if (first is not null)
                    await first();
                Calling?.Invoke();
                var headers = new Metadata { { "authorization", $"Bearer {await tokenOf(person, ct)}" } };
                return await call(new CallOptions(headers, (TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(20)).UtcDateTime, ct));
            }
            catch (Exception away) when (IsAway(away) && TimeProvider.System.GetElapsedTime(give) < patience && !ct.IsCancellationRequested)
            {
                await Task.Delay(Pause, ct);
            }
        }
    }

    /// <summary>Repeats a call that answers nothing yet (the event that makes it possible is still on its way).</summary>
    public async Task<T> SoonAsync<T>(string what, Func<Task<T>> call, Func<T, bool> good, CancellationToken ct)
    {
        var started = TimeProvider.System.GetTimestamp();
        var last = "nothing";
        while (TimeProvider.System.GetElapsedTime(started) < Patience)
        {
            try
            {
                var answer = await call();
                if (good(answer))
                    return answer;
                last = answer?.ToString() ?? "nothing";
            }
            catch (RpcException refusal) when (refusal.StatusCode is StatusCode.NotFound or StatusCode.FailedPrecondition)
            {
                last = refusal.Status.Detail;
            }

            await Task.Delay(Pause, ct);
        }

        throw new JourneyFailedException($"{what} did not happen; last seen: {last}");
    }

    private static bool IsAway(Exception problem) => problem switch
    {
        RpcException rpc => rpc.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Cancelled or StatusCode.Internal
            or StatusCode.Aborted or StatusCode.Unknown,
        HttpRequestException => true,
        _ => false,
    };
}

/// <summary>A journey did not end as its file expects.</summary>
/// <param name="message">What was expected and what was seen.</param>
internal sealed class JourneyFailedException(string message) : Exception(message);
