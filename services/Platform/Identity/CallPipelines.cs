using System.Collections.Concurrent;
using System.Globalization;
using Grpc.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using UtilizationReview.Platform.Telemetry;

namespace UtilizationReview.Platform.Identity;

/// <summary>How this process calls each of the platform's services: a breaker per service, shared by all its methods, and in front of it for
/// safe calls a few tries with growing, jittered pauses.</summary>
/// <remarks>The breaker opens when at least four calls within ten seconds, and four of five of them, found nobody or got no answer in time:
/// one of two copies gone does not open it. While it is open a call fails at once; then one call is let through as a probe.</remarks>
internal sealed partial class CallPipelines
{
    private const int Retries = 2;
    private const int FailuresToOpen = 4;
    private const double ShareToOpen = 0.8;
    private const double DefaultBreakSeconds = 2;
    private static readonly TimeSpan Sampled = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestBreak = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, (ResiliencePipeline Repeated, ResiliencePipeline Once)> _byService = new(StringComparer.Ordinal);
    private readonly TimeSpan _break;
    private readonly ILogger<CallPipelines> _log;

    public CallPipelines(IConfiguration configuration, ILogger<CallPipelines> log) => (_break, _log) = (BreakOf(configuration), log);

    /// <summary>The pipeline for one call.</summary>
    public ResiliencePipeline Of(string service, bool mayRepeat)
    {
        var (repeated, once) = _byService.GetOrAdd(service, Create);
        return mayRepeat ? repeated : once;
    }

    private (ResiliencePipeline, ResiliencePipeline) Create(string service)
    {
        var once = _break == TimeSpan.Zero ? ResiliencePipeline.Empty : new ResiliencePipelineBuilder().AddCircuitBreaker(Breaker(service)).Build();
        var repeated = new ResiliencePipelineBuilder()
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = Retries,
                Delay = FirstPause,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = tried => ValueTask.FromResult(tried.Outcome.Exception is RpcException { StatusCode: StatusCode.Unavailable }),
                OnRetry = _ =>
                {
                    PlatformTelemetry.Retried.Add(1, new KeyValuePair<string, object?>(PlatformTelemetry.Tag.Service, service));
                    return ValueTask.CompletedTask;
                },
            })
            .AddPipeline(once).Build();
        return (repeated, once);
    }

    private CircuitBreakerStrategyOptions Breaker(string service) => new()
    {
        FailureRatio = ShareToOpen,
        MinimumThroughput = FailuresToOpen,
        SamplingDuration = Sampled,
        BreakDurationGenerator = opened => ValueTask.FromResult(
            TimeSpan.FromTicks(Math.Min(LongestBreak.Ticks, _break.Ticks << Math.Min(opened.HalfOpenAttempts, 8)))),
        ShouldHandle = tried => ValueTask.FromResult(
            tried.Outcome.Exception is RpcException { StatusCode: StatusCode.Unavailable or StatusCode.DeadlineExceeded }),
        OnOpened = opened =>
        {
            Count(service, "open");
            LogOpened(service, opened.BreakDuration.TotalSeconds);
            return ValueTask.CompletedTask;
        },
        OnClosed = _ =>
        {
            Count(service, "closed");
            LogClosed(service);
            return ValueTask.CompletedTask;
        },
    };

    private static void Count(string service, string state) =>
        PlatformTelemetry.Circuits.Add(1, new(PlatformTelemetry.Tag.Service, service), new(PlatformTelemetry.Tag.State, state));

    /// <summary><c>Calls:BreakSeconds</c>: how long the breaker stays open the first time; 0: no breaker.</summary>
    private static TimeSpan BreakOf(IConfiguration configuration)
    {
        var text = configuration["Calls:BreakSeconds"] is { Length: > 0 } configured ? configured : null;
        var seconds = DefaultBreakSeconds;
        if (text is not null && (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out seconds)
            || seconds is > 0 and < 0.5 or > 15))
        {
            throw new InvalidOperationException(
                $"Calls:BreakSeconds (environment variable Calls__BreakSeconds) is '{text}'; it must be 0 for no breaker, or 0.5 to 15 seconds.");
        }
        return TimeSpan.FromSeconds(seconds);
    }

    [LoggerMessage(EventId = 9601, Level = LogLevel.Warning,
        Message = "{Service} does not answer: calls to it fail at once for {Seconds} s, then one is let through")]
    private partial void LogOpened(string service, double seconds);

    [LoggerMessage(EventId = 9602, Level = LogLevel.Information, Message = "{Service} answers again")]
    private partial void LogClosed(string service);
}
