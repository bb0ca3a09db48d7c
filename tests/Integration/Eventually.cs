using System.Runtime.CompilerServices;

namespace UtilizationReview.Tests.Integration;

/// <summary>Waits for what comes about by itself, without sleeping blindly. The patience is long because nothing is measured by it: a slow machine
/// fails no test.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Looks until what is seen is as wanted, and gives it back; fails with what was seen last.</summary>
    /// <param name="read">Looks once.</param>
    /// <param name="holds">Whether it is as wanted.</param>
    /// <param name="what">What is waited for, in the words of the failure.</param>
    /// <param name="patience">Null: a minute.</param>
    public static async Task<T> Seen<T>(
        Func<Task<T>> read, Func<T, bool> holds, [CallerArgumentExpression(nameof(holds))] string what = "", TimeSpan? patience = null)
    {
        for (var started = TimeProvider.System.GetTimestamp(); ; await Task.Delay(20, TestContext.Current.CancellationToken))
        {
            var value = await read();
            if (holds(value)) return value;
            if (TimeProvider.System.GetElapsedTime(started) > (patience ?? Patience)) throw new ShouldAssertException($"{what}: last seen {value}");
        }
    }

    /// <summary>Looks until what is seen is as wanted; fails with what was seen last.</summary>
    /// <param name="read">Looks once.</param>
    /// <param name="holds">Whether it is as wanted.</param>
    /// <param name="what">What is waited for, in the words of the failure.</param>
    /// <param name="patience">Null: a minute.</param>
    public static async Task Becomes<T>(
        Func<Task<T>> read, Func<T, bool> holds, [CallerArgumentExpression(nameof(holds))] string what = "", TimeSpan? patience = null) =>
        await Seen(read, holds, what, patience);

    /// <summary>Looks until something is true; fails with what was seen last.</summary>
    /// <param name="holds">Looks once.</param>
    /// <param name="last">What is seen now, in words.</param>
    /// <param name="patience">Null: a minute.</param>
    public static Task Holds(Func<bool> holds, Func<string> last, TimeSpan? patience = null) =>
        Becomes(() => Task.FromResult((Is: holds(), Seen: last())), now => now.Is, "did not happen", patience);
}
