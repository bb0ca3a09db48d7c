using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace UtilizationReview.Tests.Integration.Telemetry;

/// <summary>What one host measures, apart from every other host of the test process.</summary>
internal sealed class Measured : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Instrument, double Value, string Tags)> _all = [];

    /// <param name="services">The host's container; null: every meter of the process.</param>
    public Measured(IServiceProvider? services)
    {
        var factory = services?.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (factory is null || ReferenceEquals(instrument.Meter.Scope, factory)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _all.Enqueue((instrument.Name, value, Text(tags))));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => _all.Enqueue((instrument.Name, value, Text(tags))));
        _listener.Start();
    }

    /// <summary>Everything so far, as text.</summary>
    public IEnumerable<string> Texts => _all.Select(one => $"{one.Instrument} {one.Tags}");

    /// <summary>Sum of a counter's increments, or of a histogram's values, under exactly these tags.</summary>
    public double Sum(string instrument, string tags) => _all.Where(one => one.Instrument == instrument && one.Tags == tags).Sum(one => one.Value);

    /// <summary>How often a histogram was recorded under these tags.</summary>
    public int Count(string instrument, string tags) => _all.Count(one => one.Instrument == instrument && one.Tags == tags);

    /// <summary>The present value of a gauge under exactly these tags; null when it shows none.</summary>
    public double? Gauge(string instrument, string tags)
    {
        _all.Clear();
        _listener.RecordObservableInstruments();
        return _all.Where(one => one.Instrument == instrument && one.Tags == tags).Select(one => (double?)one.Value).LastOrDefault();
    }

    public void Dispose() => _listener.Dispose();

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var words = new List<string>();
        foreach (var (name, value) in tags) words.Add($"{name}={value}");
        return string.Join(' ', words.Order(StringComparer.Ordinal));
    }
}
