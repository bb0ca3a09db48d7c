using System.Diagnostics;
using System.Globalization;
using UtilizationReview.Tests.Servers;

namespace UtilizationReview.Tests.Benchmarks;

/// <summary>Processor time spent up to one moment: by the whole machine, and by each service of a fleet.</summary>
/// <param name="Machine">Of the machine, everything but idling; zero where the system does not tell (it is Linux that does).</param>
/// <param name="Services">By name of the service.</param>
internal sealed record CpuTime(TimeSpan Machine, IReadOnlyDictionary<string, TimeSpan> Services)
{
    private const int IdleColumn = 3;
    private const int WaitingColumn = 4;
    private const int StolenColumn = 7;

    public static CpuTime Of(ServiceFleet fleet) => new(
        OfMachine(),
        fleet.Copies.GroupBy(copy => copy.Service).ToDictionary(
            copies => copies.Key,
            copies => copies.Aggregate(TimeSpan.Zero, (sum, copy) => sum + OfProcess(copy.ProcessId))));

    public CpuTime Plus(CpuTime other) => Each(other, (one, two) => one + two);

    public CpuTime Minus(CpuTime other) => Each(other, (one, two) => one - two);

    /// <summary>One line: milliseconds for each of so many orders.</summary>
    public string PerOrder(double orders) => string.Create(CultureInfo.InvariantCulture,
        $"processor time an order: {Machine.TotalMilliseconds / orders:0.0} ms of the machine, of which {string.Join(", ",
            Services.OrderByDescending(one => one.Value)
                .Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key} {one.Value.TotalMilliseconds / orders:0.0}")))}");

    private CpuTime Each(CpuTime other, Func<TimeSpan, TimeSpan, TimeSpan> make) =>
        new(make(Machine, other.Machine), Services.ToDictionary(one => one.Key, one => make(one.Value, other.Services[one.Key])));

    private static TimeSpan OfProcess(int id)
    {
        using var process = Process.GetProcessById(id);
        return process.TotalProcessorTime;
    }

    private static TimeSpan OfMachine()
    {
        if (!OperatingSystem.IsLinux()) return TimeSpan.Zero;
        var columns = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
        var hundredths = columns.Take(StolenColumn).Where((_, column) => column is not (IdleColumn or WaitingColumn))
            .Sum(text => long.Parse(text, CultureInfo.InvariantCulture));
        return TimeSpan.FromMilliseconds(hundredths * 10);
    }
}
