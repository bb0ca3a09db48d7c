using UtilizationReview.PeerToPeer.Domain;
using UtilizationReview.Platform.Desks;

namespace UtilizationReview.PeerToPeer.Adapters;

/// <summary>Looks at the start and every few minutes whether booked talks still fit the roster. Whoever saves hours settles that at once; this
/// finds what a process that died in between, a booking made in the same moment, or the end of a licence left behind.</summary>
internal sealed partial class BookingsWatch(
    CaseDesk desk, RosterDesk roster, IHostApplicationLifetime lifetime, ILogger<BookingsWatch> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var started = lifetime.ApplicationStarted.Register(() => _started.TrySetResult());
        await _started.Task.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Pause);
        do
        {
            try
            {
                foreach (var physician in await roster.AllAsync(stoppingToken)) await desk.ReleaseLostAsync(physician, Actor.Platform, stoppingToken);
            }
            catch (Exception problem) when (!stoppingToken.IsCancellationRequested)
            {
                LogLookFailed(problem); // the database is away: the next look finds the same
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(EventId = 4101, Level = LogLevel.Warning,
        Message = "Booked talks could not be held against the roster; trying again in five minutes.")]
    private partial void LogLookFailed(Exception problem);
}
