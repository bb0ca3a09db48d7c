using System.Diagnostics;
using UtilizationReview.Correspondence.Adapters.Letters;
using UtilizationReview.Correspondence.Adapters.Notices;
using UtilizationReview.Correspondence.Domain.Notices;

namespace UtilizationReview.Tests.Benchmarks;

/// <summary>The longest notice, a denial to a member: written from its template and drawn as PDF.</summary>
internal static class NoticeBenchmark
{
    private const double PerSecond = 50;
    private const int Batch = 50;
    private const string Line = "commercial_insured";

    public static Task<BenchmarkResult> RunAsync(CancellationToken cancellationToken)
    {
        var facts = InventedNotice.Of(NoticeKind.Adverse, Line, toMember: true);
        var template = NoticeTemplates.Load(NoticeTemplates.ShippedDirectory).Find(NoticeKind.Adverse, Line, facts.Date)!;
        var (runs, written, bytes) = (new List<double>(), new List<double>(), 0);
        for (var run = 0; run < 14 && !cancellationToken.IsCancellationRequested; run++)
        {
            var watch = Stopwatch.GetTimestamp();
            for (var i = 0; i < Batch; i++)
            {
                var text = NoticeTemplates.Write(template, facts);
                bytes = LetterPdf.Render(new(text.Title, template.Language, facts.Date, text.Markdown, "Measured")).Length;
            }
            var whole = Stopwatch.GetElapsedTime(watch).TotalSeconds;
            watch = Stopwatch.GetTimestamp();
            for (var i = 0; i < Batch; i++) NoticeTemplates.Write(template, facts);
            if (run < 5) continue;
            runs.Add(Batch / whole);
            written.Add(Batch / Stopwatch.GetElapsedTime(watch).TotalSeconds);
        }

        return Task.FromResult(new BenchmarkResult("notice-pdf", BenchmarkResult.Median(runs), PerSecond, "notices written and drawn per second on one core",
            runs, RequiredRatio: 1, [$"written as Markdown alone: {BenchmarkResult.Median(written):0} per second; the PDF has {bytes} bytes"]));
    }
}
