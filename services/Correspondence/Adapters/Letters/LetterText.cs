using System.Text;
using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace UtilizationReview.Correspondence.Adapters.Letters;

/// <summary>Text in and out of the Markdown of letters.</summary>
internal static class LetterText
{
    private static readonly System.Buffers.SearchValues<char> Marks = System.Buffers.SearchValues.Create("\\`*_[]<>#|{}&~");

    /// <summary>How the Markdown of letters is read, wherever it is read.</summary>
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseGenericAttributes().DisableHtml().Build();

    /// <summary>The document a Markdown text is.</summary>
    public static MarkdownDocument Read(string markdown) => Markdown.Parse(markdown, Pipeline);

    /// <summary>The document as HTML, without a frame.</summary>
    public static string Body(MarkdownDocument document) => document.ToHtml(Pipeline);

    /// <summary>Any text as Markdown that reads as that text, in one line: nothing in it is a mark.</summary>
    public static string Escape(string text)
    {
        var line = new StringBuilder(text.Length + 16);
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0) line.Append(' ');
            // A sign or a number with a point begins a list or a heading only at the start of a line; a template may put the text there.
            var leading = line.Length == 0 ? LeadingMark(word) : -1;
            for (var i = 0; i < word.Length; i++)
            {
                if (char.IsControl(word[i])) continue;
                if (i == leading || Marks.Contains(word[i])) line.Append('\\');
                line.Append(word[i]);
            }
        }
        return line.ToString();
    }

    /// <summary>What stands under each heading that has an id: its text up to the next heading of its level or above, without marks.</summary>
    public static IReadOnlyDictionary<string, string> Sections(string markdown)
    {
        var sections = new Dictionary<string, StringBuilder>(StringComparer.Ordinal);
        var open = new List<(int Level, StringBuilder Text)>();
        foreach (var block in Read(markdown))
        {
            if (block is HeadingBlock heading)
            {
                open.RemoveAll(section => section.Level >= heading.Level);
                if (heading.TryGetAttributes()?.Id is { Length: > 0 } id)
                {
                    var text = sections.TryGetValue(id, out var same) ? same : sections[id] = new();
                    open.Add((heading.Level, text));
                    continue;
                }
            }
            foreach (var (_, text) in open) Plain(block, text);
        }
        return sections.ToDictionary(section => section.Key, section => section.Value.ToString().Trim(), StringComparer.Ordinal);
    }

    /// <summary>The text of a piece of a line, without marks.</summary>
    public static string Plain(Inline inline) => inline switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        LineBreakInline => " ",
        HtmlEntityInline entity => entity.Transcoded.ToString(),
        AutolinkInline link => link.Url,
        ContainerInline container => string.Concat(container.Select(Plain)),
        _ => "",
    };

    private static void Plain(Block block, StringBuilder text)
    {
        switch (block)
        {
            case LeafBlock { Inline: { } inline }:
                text.Append(Plain(inline)).Append('\n');
                break;
            case LeafBlock leaf:
                text.Append(leaf.Lines.ToString()).Append('\n');
                break;
            case ContainerBlock container:
                foreach (var child in container) Plain(child, text);
                break;
            default:
                break;
        }
    }

    private static int LeadingMark(string word)
    {
        if (word[0] is '-' or '+' or '=' or ':') return 0;
        var digits = word.TakeWhile(char.IsAsciiDigit).Count();
        return digits > 0 && digits < word.Length && word[digits] is '.' or ')' && digits == word.Length - 1 ? digits : -1;
    }
}
