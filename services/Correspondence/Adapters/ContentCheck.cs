using UtilizationReview.Correspondence.Domain;

namespace UtilizationReview.Correspondence.Adapters;

/// <summary>Looks at content that has arrived whole: is it what it was declared to be, and how many pages has it. One reader of pages at a time, so
/// that many uploads at once cost the memory of one.</summary>
internal static class ContentCheck
{
    private static readonly SemaphoreSlim One = new(1, 1);

    /// <summary>Pages (0: not counted), or what is wrong as the end of a sentence that begins with "The content".</summary>
    public static async Task<(int Pages, string? Problem)> LookAsync(DocumentType type, Stream content, CancellationToken ct)
    {
        var head = await ReadAsync(content, 0, DocumentTypes.HeadLength, ct);
        var tail = await ReadAsync(content, Math.Max(0, content.Length - ContentRules.TailLength), ContentRules.TailLength, ct);
        if (ContentRules.Problem(type, head, tail) is { } problem) return (0, problem);
        if (type == DocumentTypes.Text) return (0, await TextProblemAsync(content, ct));
        if (type == DocumentTypes.Png) return (1, null);
        if (type == DocumentTypes.Rtf) return (0, null);
        await One.WaitAsync(ct);
        try
        {
            if (type == DocumentTypes.Docx) return (0, WordPackage.Problem(content));
            if (type == DocumentTypes.Jpeg) return JpegSegments.Problem(content, ct) is { } cut ? (0, cut) : (1, null);
            return type == DocumentTypes.Tiff ? TiffFrames.Count(content, ct) : (PdfPages.Count(content, ct), null);
        }
        catch (EndOfStreamException)
        {
            return (0, $"is not {type.Name}: a part of it lies beyond its end");
        }
        finally
        {
            One.Release();
        }
    }

    private static async Task<string?> TextProblemAsync(Stream content, CancellationToken ct)
    {
        var text = new PlainText();
        var buffer = new byte[64 * 1024];
        content.Position = 0;
        for (int read; text.Problem is null && (read = await content.ReadAsync(buffer, ct)) > 0;) text.Append(buffer.AsSpan(0, read));
        text.End();
        return text.Problem;
    }

    private static async Task<byte[]> ReadAsync(Stream content, long place, int most, CancellationToken ct)
    {
        var bytes = new byte[Math.Min(most, content.Length - place)];
        content.Position = place;
        await content.ReadExactlyAsync(bytes, ct);
        return bytes;
    }
}
