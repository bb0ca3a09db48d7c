using System.Globalization;
using Npgsql;
using UtilizationReview.Tests.Servers;

namespace UtilizationReview.Tests.Resilience.Recording;

/// <summary>Knows when nothing is under way any more: no order open, no event unsent, no notice owed, no message in a queue, nothing new recorded.</summary>
internal sealed class Quiet(DatabaseReader database, PrivateRabbit rabbit, string host, EventRecorder recorder)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(3);

    /// <summary>Waits; answers what was still under way at the end of the time, or nothing.</summary>
    public async Task<string> WaitAsync(TimeSpan atMost)
    {
        var began = TimeProvider.System.GetTimestamp();
        var last = "nothing was seen";
        while (TimeProvider.System.GetElapsedTime(began) < atMost)
        {
            try
            {
                last = await UnderWayAsync();
                if (last.Length == 0) return "";
            }
            catch (Exception away) when (away is NpgsqlException or InvalidOperationException)
            {
                last = away.Message;
            }
            await Task.Delay(1000);
        }
        return last;
    }

    /// <summary>Error queues that hold messages.</summary>
    public async Task<IReadOnlyList<(string Queue, int Messages)>> ErrorQueuesAsync() =>
        [.. (await QueuesAsync()).Where(q => IsError(q.Queue) && q.Messages > 0)];

    private async Task<string> UnderWayAsync()
    {
        var open = await database.OpenOrdersAsync();
        if (open.Count > 0)
            return $"{open.Count} orders are open ({string.Join(", ", open.Take(4).Select(o => $"{o.Id} {o.Status}"))})";
        if (await database.UnsentAsync() is var unsent and not 0) return $"{unsent} events are not sent";
        if (await database.NoticesUnderWayAsync() is var notices and not 0) return $"{notices} notices are not written or not handed over";
        var waiting = (await QueuesAsync()).Where(q => !IsError(q.Queue) && q.Messages > 0).ToList();
        if (waiting.Count > 0) return string.Join(", ", waiting.Select(q => $"{q.Messages} messages wait in {q.Queue}"));
        return recorder.Quiet < Silence ? "events are still coming" : "";
    }

    private static bool IsError(string queue) =>
        queue.EndsWith("_error", StringComparison.Ordinal) || queue.EndsWith("_skipped", StringComparison.Ordinal);

    private async Task<IReadOnlyList<(string Queue, int Messages)>> QueuesAsync()
    {
        var listed = await rabbit.ControlAsync("list_queues", "-p", host, "--no-table-headers", "name", "messages");
        return
        [
            .. listed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'))
                .Where(parts => parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out _))
                .Select(parts => (parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture))),
        ];
    }
}
