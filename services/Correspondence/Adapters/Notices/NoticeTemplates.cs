using System.Security.Cryptography;
using System.Text;
using Fluid;
using Markdig.Syntax;
using UtilizationReview.Correspondence.Adapters.Letters;
using UtilizationReview.Correspondence.Domain.Notices;

namespace UtilizationReview.Correspondence.Adapters.Notices;

/// <summary>A template of one kind for one line of business, in force from a day on.</summary>
/// <param name="Language">BCP 47, such as <c>en</c>.</param>
/// <param name="Parts">Files it is joined from.</param>
/// <param name="CheckSum">First letters of the SHA-256 of the joined source.</param>
internal sealed record NoticeTemplate(
    NoticeKind Kind, string LineOfBusiness, string Version, DateOnly EffectiveFrom, string Language, IReadOnlyList<string> Parts, string CheckSum,
    IFluidTemplate Compiled)
{
    /// <summary>What an issued notice keeps: <c>adverse@2026.1+3f2a9c10</c>.</summary>
    public string Id => $"{Shape.Kebab(Kind.ToString())}@{Version}+{CheckSum}";
}

/// <summary>A notice as written.</summary>
/// <param name="Title">Its first heading.</param>
internal sealed record WrittenNotice(string Title, string Markdown, NoticeTemplate Template);

/// <summary>The texts of notices: Markdown with Liquid, one file a kind, with parts that differ by line of business. Read strictly: any mistake
/// stops the start, told with file and line.</summary>
internal sealed class NoticeTemplates
{
    private static readonly TemplateOptions Options = new() { StrictFilters = true, MaxSteps = 100_000 };

    private readonly IReadOnlyList<NoticeTemplate> _all;

    private NoticeTemplates(IReadOnlyList<NoticeTemplate> all) => _all = all;

    /// <summary>Every template, by kind, line of business and first day.</summary>
    public IReadOnlyList<NoticeTemplate> All => _all;

    /// <summary>The shipped templates lie beside the program.</summary>
    public static string ShippedDirectory => Path.Combine(AppContext.BaseDirectory, "Templates");

    /// <summary>Reads a directory.</summary>
    /// <exception cref="NoticeTemplateException">Something cannot be used; every problem is listed with file, line and reason.</exception>
    public static NoticeTemplates Load(string directory)
    {
        List<string> problems = [];
        var all = TemplateFiles.Read(directory, problems).Compile(problems);
        return problems.Count == 0 ? new(all) : throw new NoticeTemplateException(problems);
    }

    /// <summary>The template in force on a day; null: none.</summary>
    public NoticeTemplate? Find(NoticeKind kind, string lineOfBusiness, DateOnly on) => _all
        .Where(t => t.Kind == kind && t.LineOfBusiness == lineOfBusiness && t.EffectiveFrom <= on).MaxBy(t => t.EffectiveFrom);

    /// <summary>Writes a notice. Every text of the facts stays literal, whatever is in it.</summary>
    public static WrittenNotice Write(NoticeTemplate template, NoticeText facts)
    {
        var context = new TemplateContext(Options);
        foreach (var (name, value) in (Dictionary<string, object?>)TextModel.Of(facts)!) context.SetValue(name, value);
        var markdown = Tidy(template.Compiled.Render(context));
        var title = LetterText.Read(markdown).OfType<HeadingBlock>().First(heading => heading.Level == 1);
        return new(title.Inline is { } words ? LetterText.Plain(words) : "", markdown, template);
    }

    internal static IFluidTemplate? Parse(string source, string file, List<string> problems)
    {
        if (new FluidParser().TryParse(source, out var template, out var error)) return template;
        problems.Add($"{file}:1: the template cannot be read: {error}");
        return null;
    }

    internal static string CheckSumOf(string source) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source)))[..8];

    /// <summary>One empty line between blocks, and no blanks at the end of lines.</summary>
    private static string Tidy(string markdown)
    {
        var text = new StringBuilder(markdown.Length);
        var empty = true;
        foreach (var line in markdown.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()))
        {
            if (line.Length > 0) text.Append(line).Append('\n');
            else if (!empty) text.Append('\n');
            empty = line.Length == 0;
        }
        return text.ToString().TrimEnd('\n') + "\n";
    }
}

/// <summary>The templates cannot be used.</summary>
/// <param name="problems">One sentence each: <c>file:line: what is wrong</c>.</param>
internal sealed class NoticeTemplateException(IReadOnlyList<string> problems)
    : Exception("The templates of notices cannot be used:" + Environment.NewLine + string.Join(Environment.NewLine, problems))
{
    /// <summary>One sentence each.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
