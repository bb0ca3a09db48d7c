using System.Globalization;
using System.Text;

namespace UtilizationReview.PeerToPeer.Domain;

/// <summary>Lines of an iCalendar stream (RFC 5545): properties escaped, folded at 75 octets, ended by CRLF.</summary>
internal sealed class CalendarText
{
    /// <summary>Octets of a line without its line break (RFC 5545 §3.1).</summary>
    private const int MostOctets = 75;

    private readonly StringBuilder _text = new();

    /// <summary>A line whose value needs no escaping: a keyword, a number, a moment, an address.</summary>
    public CalendarText Line(string name, string value)
    {
        var (line, octets) = ($"{name}:{value}", 0);
        foreach (var rune in line.EnumerateRunes())
        {
            // Never inside a character: a reader that unfolds octets would be right, one that decodes first would not.
            if (octets + rune.Utf8SequenceLength > MostOctets)
            {
                _text.Append("\r\n ");
                octets = 1;
            }
            _text.Append(rune.ToString());
            octets += rune.Utf8SequenceLength;
        }
        _text.Append("\r\n");
        return this;
    }

    /// <summary>A text for people (RFC 5545 §3.3.11).</summary>
    public CalendarText Text(string name, string value) => Line(name, Plain(value, keepLines: true)
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal)
        .Replace(",", "\\,", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal));

    /// <summary>A moment in UTC, so that no time zone has to be described.</summary>
    public CalendarText Moment(string name, DateTimeOffset instant) =>
        Line(name, instant.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));

    /// <summary>A name as a quoted parameter value; what may not stand in one is written as RFC 6868 says.</summary>
    public static string Quoted(string name) => '"' + Plain(name, keepLines: false)
        .Replace("^", "^^", StringComparison.Ordinal).Replace("\"", "^'", StringComparison.Ordinal) + '"';

    /// <summary>An address that calendars take for one and no mail can reach (RFC 2606): this service knows no mail address of anybody.</summary>
    public static string Address(string id) => $"mailto:{Uri.EscapeDataString(id)}@peer-to-peer.invalid";

    public override string ToString() => _text.ToString();

    /// <summary>Without control characters, which no value may hold.</summary>
    private static string Plain(string text, bool keepLines) => string.Concat(text
        .ReplaceLineEndings("\n").Select(c => c == '\n' && keepLines ? c : char.IsControl(c) ? ' ' : c));
}
