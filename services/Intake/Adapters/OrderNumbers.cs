using System.Security.Cryptography;
using System.Text;

namespace UtilizationReview.Intake.Adapters;

/// <summary>
/// Numbers people read out on the phone: no letter that looks like a digit, 50 bits, so that they are unique and cannot be guessed in a row.
/// </summary>
internal static class OrderNumbers
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const string TrackingPrefix = "UR-";
    private const string AuthorizationPrefix = "ORD-";

    /// <summary>A new tracking number: <c>UR-7K4MQ-29XWA</c>.</summary>
    public static string Tracking() => Of(RandomNumberGenerator.GetBytes(10));

    /// <summary>The tracking number that always goes with the seed: for an order that a repeated call must find again.</summary>
    public static string Tracking(string seed) => Of(SHA256.HashData(Encoding.UTF8.GetBytes(seed)));

    /// <summary>The order number (authorization) that goes with a tracking number; it is given out only when something is approved.</summary>
    public static string Authorization(string trackingNumber) => AuthorizationPrefix + trackingNumber[TrackingPrefix.Length..];

    /// <summary>The tracking number behind either number; empty for anything else.</summary>
    public static string TrackingOf(string number) =>
        number.StartsWith(TrackingPrefix, StringComparison.Ordinal) ? number
        : number.StartsWith(AuthorizationPrefix, StringComparison.Ordinal) ? TrackingPrefix + number[AuthorizationPrefix.Length..]
        : "";

    private static string Of(ReadOnlySpan<byte> bytes)
    {
        Span<char> letters = stackalloc char[10];
        for (var i = 0; i < letters.Length; i++) letters[i] = Alphabet[bytes[i] & 31];
        return $"{TrackingPrefix}{letters[..5]}-{letters[5..]}";
    }
}
