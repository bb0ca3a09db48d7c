using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using UtilizationReview.Correspondence.Adapters;
using UtilizationReview.Correspondence.Domain;
using UtilizationReview.Platform.Live;

namespace UtilizationReview.Correspondence;

/// <summary>What the service measures. Counters are recorded after the commit, once per fact; the gauge is counted from the database.</summary>
internal sealed class CorrespondenceTelemetry
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "UtilizationReview.Correspondence";

    private const string State = "ur.state";
    private const string Kind = "ur.kind";
    private const string MediaType = "ur.media_type";
    private const string Result = "ur.result";
    private const string What = "ur.what";

    private readonly Counter<long> _received;
    private readonly Histogram<long> _length;
    private readonly Counter<long> _scanned;
    private readonly Counter<long> _read;

    public CorrespondenceTelemetry(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _received = meter.CreateCounter<long>("ur.documents.received", "{document}", "Documents received, by kind and media type.");
        _length = meter.CreateHistogram<long>("ur.documents.length", "By", "Length of documents received.", advice: new InstrumentAdvice<long>
        {
            HistogramBucketBoundaries = [10_000, 100_000, 1_000_000, 5_000_000, 10_000_000, 20_000_000, 30_000_000],
        });
        _scanned = meter.CreateCounter<long>("ur.documents.scanned", "{look}", "Looks of the scanner, by result (clean, infected, failed).");
        _read = meter.CreateCounter<long>("ur.documents.read", "{reading}", "Readings, by what was read (list, particulars, content, citations).");
    }

    /// <summary>What is counted from the database.</summary>
    public static CounterBoard Board { get; } = new(
        "documents", Name,
        [new("ur.documents.waiting", "{document}", "Documents the scanner has not found clean yet, by state (received, quarantined).")],
        CountAsync);

    /// <summary>One fact is committed.</summary>
    public void Heard(Folder folder, FolderEvent fact)
    {
        switch (fact)
        {
            case FolderEvent.DocumentStored { Document.Content: var content }:
                _received.Add(1, new(Kind, DocumentsWire.Word(content.Kind)), new(MediaType, content.MediaType));
                _length.Record(content.Length);
                break;
            case FolderEvent.DocumentCleared:
                _scanned.Add(1, new KeyValuePair<string, object?>(Result, "clean"));
                break;
            case FolderEvent.DocumentFoundInfected:
                _scanned.Add(1, new KeyValuePair<string, object?>(Result, "infected"));
                break;
            case FolderEvent.DocumentQuarantined:
                _scanned.Add(1, new KeyValuePair<string, object?>(Result, "failed"));
                break;
            case FolderEvent.DocumentsRead read:
                _read.Add(1, new KeyValuePair<string, object?>(What, read.What.ToString().ToLowerInvariant()));
                break;
            default:
                break; // not measured
        }
    }

    private static async Task<IReadOnlyList<Counted>> CountAsync(IServiceProvider services, CancellationToken ct)
    {
        await using var context = await services.GetRequiredService<IDbContextFactory<CorrespondenceContext>>().CreateDbContextAsync(ct);
        List<Counted> counted = [];
        foreach (var state in new[] { DocumentState.Received, DocumentState.Quarantined })
        {
            counted.Add(new("ur.documents.waiting", await context.Documents.CountAsync(r => r.State == state, ct),
                new Dictionary<string, string>(StringComparer.Ordinal) { [State] = state.ToString().ToLowerInvariant() }));
        }
        return counted;
    }
}
