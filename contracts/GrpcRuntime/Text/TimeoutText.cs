using System.Globalization;

namespace Grpc.Text;

/// <summary>The <c>grpc-timeout</c> header: at most 8 digits and one unit letter.</summary>
internal static class TimeoutText
{
    private const int MostDigits = 8;
    private const long MostSeconds = 99_999_999;

    /// <summary>A positive timeout; zero when it is positive but below one tick, which is already expired; null when there is none to keep.</summary>
    internal static TimeSpan? Parse(string? text)
    {
        if (text is null || text.Length < 2 || text.Length > MostDigits + 1) return null;
        if (!long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out long amount) || amount == 0)
            return null;
        return text[^1] switch
        {
            'H' => Clamped(amount * 3600),
            'M' => Clamped(amount * 60),
            'S' => Clamped(amount),
            'm' => new TimeSpan(amount * TimeSpan.TicksPerMillisecond),
            'u' => new TimeSpan(amount * TimeSpan.TicksPerMicrosecond),
            'n' => new TimeSpan(amount / TimeSpan.NanosecondsPerTick),
            _ => null,
        };
    }

    /// <summary>The header for a timeout; never shorter than the timeout itself.</summary>
    internal static string Format(TimeSpan timeout)
    {
        if (timeout <= TimeSpan.Zero) return "1n";
        if (timeout.TotalSeconds >= 1000) return Seconds(Math.Min(MostSeconds, (long)Math.Ceiling(timeout.TotalSeconds)));
        long milliseconds = (long)Math.Ceiling(timeout.TotalMilliseconds);
        long step = milliseconds < 1000 ? 1 : milliseconds < 10_000 ? 10 : milliseconds < 100_000 ? 100 : 1000;
        milliseconds = (milliseconds + step - 1) / step * step;
        return milliseconds % 1000 == 0 ? Seconds(milliseconds / 1000) : $"{milliseconds}m";
    }

    private static string Seconds(long seconds) =>
        seconds % 3600 == 0 ? $"{seconds / 3600}H" : seconds % 60 == 0 ? $"{seconds / 60}M" : $"{seconds}S";

    private static TimeSpan Clamped(long seconds) => TimeSpan.FromSeconds(Math.Min(seconds, MostSeconds));
}
