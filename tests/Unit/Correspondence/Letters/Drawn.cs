using System.Text;
using PdfSharp.Pdf;

namespace UtilizationReview.Tests.Unit.Correspondence.Letters;

/// <summary>A command that draws or marks something on a page. The PDF library's own reader leaves out what is marked, so the content is read here.</summary>
/// <param name="Name">Such as <c>Tj</c>.</param>
/// <param name="Operands">What stands before it, as it is written; a dictionary or an array is one.</param>
internal sealed record Drawn(string Name, IReadOnlyList<string> Operands)
{
    /// <summary>What is drawn on a page, one command after the other.</summary>
    public static IReadOnlyList<Drawn> On(PdfPage page)
    {
        var content = Encoding.Latin1.GetString(page.Contents.Elements.GetDictionary(0)!.Stream.UnfilteredValue);
        var (drawn, operands) = (new List<Drawn>(), new List<string>());
        for (var at = 0; at < content.Length;)
        {
            if (char.IsWhiteSpace(content[at]))
            {
                at++;
                continue;
            }
            var word = content[at..End(content, at)];
            at += word.Length;
            if (char.IsAsciiLetter(word[0]) || word is "'" or "\"")
            {
                drawn.Add(new(word, operands));
                operands = [];
            }
            else operands.Add(word);
        }
        return drawn;
    }

    /// <summary>Number of the piece of content that the command begins; null: it begins none, or an artifact.</summary>
    public int? Begins
    {
        get
        {
            if (Name != "BDC") return null;
            var words = Operands[1].Split([' ', '<', '>', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
            return Array.IndexOf(words, "/MCID") is var at and >= 0 ? int.Parse(words[at + 1], System.Globalization.CultureInfo.InvariantCulture) : null;
        }
    }

    private static int End(string content, int at)
    {
        var (start, depth) = (at, 0);
        do
        {
            if (content[at] == '(') at = EndOfText(content, at);
            else
            {
                if (content[at] is '<' or '[') depth++;
                else if (content[at] is '>' or ']') depth--;
                at++;
            }
            if (depth == 0 && content[start] is '(' or '<' or '[') return at;
        }
        while (at < content.Length && (depth > 0 || !(char.IsWhiteSpace(content[at]) || content[at] is '(' or '<' or '[' or '/')));
        return at;
    }

    private static int EndOfText(string content, int at)
    {
        for (var depth = 0; ; at++)
        {
            if (content[at] == '\\') at++;
            else if (content[at] == '(') depth++;
            else if (content[at] == ')' && --depth == 0) return at + 1;
        }
    }
}
