namespace UtilizationReview.Correspondence.Adapters;

/// <summary>Follows the segments of a JPEG image to its end. A preview inside a segment has an end of its own, which is not the image's; and after
/// the end cameras put what they like.</summary>
internal static class JpegSegments
{
    private const int Mark = 0xFF;
    private const int End = 0xD9;

    /// <summary>What is wrong, as the end of a sentence that begins with "The content"; null: nothing.</summary>
    /// <param name="jpeg">A file that begins like a JPEG.</param>
    /// <param name="ct">Cancels.</param>
    public static string? Problem(Stream jpeg, CancellationToken ct)
    {
        jpeg.Position = 0;
        var bytes = new ByteReader(jpeg);
        for (var b = bytes.Next(); b >= 0; b = bytes.Next())
        {
            if (b != Mark) continue;
            ct.ThrowIfCancellationRequested();
            while (b == Mark) b = bytes.Next();
            if (b == End) return null;
            // A mark that stands for itself in the image, a restart or the start: nothing follows it.
            if (b is <= 0x01 or (>= 0xD0 and <= 0xD8)) continue;
            for (var left = ((bytes.Next() << 8) | bytes.Next()) - 2; left > 0; left--) bytes.Next();
        }
        return "is a JPEG image without its end; it may have been cut off";
    }
}
