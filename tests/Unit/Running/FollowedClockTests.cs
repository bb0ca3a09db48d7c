using UtilizationReview.Platform.Time;

namespace UtilizationReview.Tests.Unit.Running;

/// <summary>A clock that several processes share through a file.</summary>
public sealed class FollowedClockTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ur-clock-");

    private string ClockFile => Path.Combine(_directory.FullName, "clock");

    [Fact]
    public async Task What_one_moves_the_other_shows_and_hears()
    {
        var (mover, follower) = (MovableClock.Following(ClockFile), MovableClock.Following(ClockFile));
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        follower.Moved += (_, _) => heard.TrySetResult();

        mover.Advance(TimeSpan.FromDays(3));

        follower.Offset.ShouldBeOneOf(TimeSpan.Zero, TimeSpan.FromDays(3));
        (follower.GetUtcNow() - TimeProvider.System.GetUtcNow()).ShouldBeGreaterThan(TimeSpan.FromDays(2.9));
        await heard.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void It_may_begin_in_the_past_and_never_goes_back_from_there()
    {
        File.WriteAllText(ClockFile, "-10.00:00:00");
        var clock = MovableClock.Following(ClockFile);
        clock.Offset.ShouldBe(TimeSpan.FromDays(-10));

        File.WriteAllText(ClockFile, "-11.00:00:00");

        _ = clock.GetUtcNow();
        clock.Offset.ShouldBe(TimeSpan.FromDays(-10));
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
