using UtilizationReview.Platform.Time;

namespace UtilizationReview.Tests.Unit.Platform;

public sealed class TheMovableClock : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"ur-clock-{Guid.NewGuid():N}");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void It_shows_real_time_plus_what_it_was_advanced_by()
    {
        var real = new Frozen();
        var clock = new MovableClock(real: real);
        clock.Advance(TimeSpan.FromDays(3));
        clock.GetUtcNow().ShouldBe(real.GetUtcNow().AddDays(3));
    }

    [Fact]
    public void It_moves_forward_only_and_tells_each_move()
    {
        var real = new Frozen();
        var clock = new MovableClock(real: real);
        var moves = 0;
        clock.Moved += (_, _) => moves++;
        clock.MoveTo(real.GetUtcNow().AddDays(2)).ShouldBeTrue();
        clock.MoveTo(real.GetUtcNow().AddDays(1)).ShouldBeFalse();
        Should.Throw<ArgumentOutOfRangeException>(() => clock.Advance(TimeSpan.FromSeconds(-1)));
        (moves, clock.Offset).ShouldBe((1, TimeSpan.FromDays(2)));
    }

    [Fact]
    public void Its_offset_survives_the_process()
    {
        var real = new Frozen();
        new MovableClock(_file, real).Advance(TimeSpan.FromDays(12));
        new MovableClock(_file, real).Offset.ShouldBe(TimeSpan.FromDays(12));
    }

    [Fact]
    public void A_broken_file_is_told_and_not_overlooked()
    {
        File.WriteAllText(_file, "yesterday");
        Should.Throw<InvalidDataException>(() => new MovableClock(_file)).Message.ShouldContain("does not hold a clock offset");
    }

    private sealed class Frozen : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);
    }
}
