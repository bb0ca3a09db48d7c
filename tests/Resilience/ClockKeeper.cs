using Npgsql;
using UtilizationReview.Tests.Resilience.People;
using UtilizationReview.Tests.Resilience.Recording;

namespace UtilizationReview.Tests.Resilience;

/// <summary>Moves the platform's clock: to booked talks, so that they can be held, and a few times past every deadline there is, while reviewers
/// rest: then the sweepers have to mark what is late.</summary>
/// <param name="house">What is under way.</param>
/// <param name="database">Knows the due times.</param>
/// <param name="nights">Shares of the orders after which reviewers rest.</param>
/// <param name="say">Prints a line.</param>
internal sealed class ClockKeeper(House house, DatabaseReader database, IReadOnlyList<double> nights, Action<string> say)
{
    private static readonly TimeSpan BetweenMoves = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan LongestNight = TimeSpan.FromDays(25);
    private const int Enough = 12;

    /// <summary>Orders over which deadlines were moved.</summary>
    public int MovedPast { get; private set; }

    /// <summary>Moves of the clock.</summary>
    public int Moves { get; private set; }

    /// <summary>Keeps the clock until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var next = 0;
        var last = TimeProvider.System.GetTimestamp();
        while (!ct.IsCancellationRequested)
        {
            await Task.Delay(250, ct);
            if (next < nights.Count && house.Accepted >= house.Orders * nights[next])
            {
                next++;
                await NightAsync(ct);
            }
            foreach (var (talk, start) in house.Appointments)
            {
                if (start.AddMinutes(5) < house.Now) house.Appointments.TryRemove(talk, out _);
            }
            if (house.Appointments.IsEmpty || TimeProvider.System.GetElapsedTime(last) < BetweenMoves) continue;
            last = TimeProvider.System.GetTimestamp();
            var earliest = house.Appointments.Values.Min();
            if (earliest > house.Now && house.Fleet.Clock.MoveTo(earliest.AddSeconds(20))) Moves++;
        }
    }

    private async Task NightAsync(CancellationToken ct)
    {
        house.Resting = true;
        try
        {
            var began = TimeProvider.System.GetTimestamp();
            while (house.UnderWay < Enough && TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(10)) await Task.Delay(100, ct);
            IReadOnlyList<(string Id, string Status, DateTimeOffset Due)>? open = null;
            while (open is null)
            {
                try
                {
                    open = await database.OpenOrdersAsync();
                }
                catch (NpgsqlException)
                {
                    await Task.Delay(500, ct); // the database is away just now
                }
            }
            if (open.Count == 0) return;
            var until = open.Max(o => o.Due);
            if (until > house.Now + LongestNight) until = house.Now + LongestNight;
            MovedPast += open.Count(o => o.Due <= until);
            say($"the clock moves from {house.Now:yyyy-MM-dd HH:mm} past {until:yyyy-MM-dd HH:mm} UTC: "
                + $"{open.Count(o => o.Due <= until)} open orders are late now");
            house.Fleet.Clock.MoveTo(until.AddSeconds(5));
            Moves++;
        }
        finally
        {
            house.Resting = false;
        }
    }
}
