using System.Security.Cryptography;
using System.Text;

namespace UtilizationReview.SpineCenter.Adapters;

/// <summary>Numbers people read out on the phone: no letter that looks like a digit, 50 bits.</summary>
internal static class SpineNumbers
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>The visit number that always goes with one member, practice and day: the same visit filed again is the same order.</summary>
    public static string Visit(string planId, string memberId, string practiceId, DateOnly day) =>
        "SV-" + Of(SHA256.HashData(Encoding.UTF8.GetBytes($"{planId}\n{memberId}\n{practiceId}\n{day:yyyy-MM-dd}")));

    /// <summary>A new evaluation id.</summary>
    public static string Evaluation() => "EV-" + Of(RandomNumberGenerator.GetBytes(10));

    private static string Of(ReadOnlySpan<byte> bytes)
    {
        Span<char> letters = stackalloc char[10];
        for (var i = 0; i < letters.Length; i++) letters[i] = Alphabet[bytes[i] & 31];
        return $"{letters[..5]}-{letters[5..]}";
    }
}
