using System.Text;

namespace UtilizationReview.Platform.Storage;

/// <summary>Names as both databases like them: <c>WakeAt</c> → <c>wake_at</c>.</summary>
public static class SnakeCase
{
    /// <summary>The snake_case form of a Pascal-case name.</summary>
    public static string Of(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var starts = char.IsUpper(name[i]) && i > 0 && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (starts) text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }
}
