namespace Grpc.Text;

/// <summary>Values of <c>-bin</c> headers: base64, sent without padding, taken with or without.</summary>
internal static class BinaryText
{
    internal static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    internal static byte[] Decode(string text)
    {
        string bare = text.Trim().TrimEnd('=');
        if (bare.Length % 4 == 1) throw new FormatException("A binary header value is not base64: its length is impossible.");
        return Convert.FromBase64String(bare.PadRight((bare.Length + 3) / 4 * 4, '='));
    }
}
