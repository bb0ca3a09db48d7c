using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;

namespace UtilizationReview.Platform.Desks;

/// <summary>Tells whether a repeated key came with the same content. SHA-256, hexadecimal.</summary>
public static class PayloadHash
{
    /// <summary>Of a request message. Clear fields that may differ between tries (the key itself may stay).</summary>
    public static string Of(IMessage message) => Of(message.ToByteArray());

    /// <summary>Of bytes.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>Of text.</summary>
    public static string Of(string text) => Of(Encoding.UTF8.GetBytes(text));
}
