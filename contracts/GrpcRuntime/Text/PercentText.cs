using System.Buffers;
using System.Text;

namespace Grpc.Text;

/// <summary>The <c>grpc-message</c> header: UTF-8 with every byte outside printable ASCII, and '%', as %XX.</summary>
internal static class PercentText
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create([.. Enumerable.Range(0x20, 0x7F - 0x20).Where(code => code != '%').Select(code => (char)code)]);

    internal static string Encode(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(Plain)) return text;
        var result = new StringBuilder(text.Length + 16);
        foreach (byte one in Encoding.UTF8.GetBytes(text))
        {
            if (Plain.Contains((char)one)) result.Append((char)one);
            else result.Append('%').Append(one.ToString("X2"));
        }

        return result.ToString();
    }

    /// <summary>The text; what is not a valid escape stays as it is.</summary>
    internal static string Decode(string encoded)
    {
        if (!encoded.Contains('%', StringComparison.Ordinal)) return encoded;
        byte[] source = Encoding.UTF8.GetBytes(encoded);
        int length = 0;
        for (int i = 0; i < source.Length; i++, length++)
        {
            if (source[i] == '%' && i + 2 < source.Length && char.IsAsciiHexDigit((char)source[i + 1]) && char.IsAsciiHexDigit((char)source[i + 2]))
            {
                source[length] = (byte)((HexValue(source[i + 1]) << 4) | HexValue(source[i + 2]));
                i += 2;
            }
            else
            {
                source[length] = source[i];
            }
        }

        return Encoding.UTF8.GetString(source, 0, length);
    }

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
