using System.Text;
using UtilizationReview.Correspondence.Adapters.Letters;
using UtilizationReview.Correspondence.Domain.Kit;

namespace UtilizationReview.Correspondence.Adapters.Kit;

/// <summary>A document of the kit as Markdown, the form people edit. Nothing in a statement is a mark; blanks are bold, gaps are in
/// italics.</summary>
internal static class KitMarkdown
{
    /// <summary>The document, without the notice at its foot.</summary>
    public static string Of(KitText document)
    {
        var text = new StringBuilder();
        text.Append("# ").Append(document.Title).Append('\n');
        foreach (var section in document.Sections)
        {
            text.Append('\n').Append('#', section.Heading.Level).Append(' ').Append(section.Heading.Words)
                .Append(" {#").Append(section.Heading.Id).Append("}\n");
            if (section.Heading.Prose)
                foreach (var statement in section.Statements) text.Append('\n').Append(Of(statement)).Append('\n');
            else
                Items(text.Append('\n'), section);
        }
        return text.ToString();
    }

    /// <summary>One statement, on one line.</summary>
    public static string Of(Statement statement)
    {
        var text = LetterText.Escape(statement.Text);
        return statement switch
        {
            Statement.ToFill => $"**{text}**",
            Statement.NotInRecord => $"*{text}*",
            _ => text,
        };
    }

    private static void Items(StringBuilder text, Section section)
    {
        foreach (var entry in section.Entries)
        {
            text.Append("- ").Append(Of(entry.Main)).Append('\n');
            foreach (var under in entry.Under) text.Append("  - ").Append(Of(under)).Append('\n');
        }
    }
}
