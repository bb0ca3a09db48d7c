namespace UtilizationReview.Correspondence.Adapters.Letters;

/// <summary>What is written, before it is given a shape: HTML for a screen, PDF for paper. Both are made from the same Markdown, so that they
/// say the same.</summary>
/// <param name="Title">Of the document, as a reader of screens announces it.</param>
/// <param name="Language">Language tag, such as <c>en-US</c>.</param>
/// <param name="Dated">Day it is dated; the PDF carries it as its date of creation.</param>
/// <param name="Markdown">Headings of three levels with <c>{#field}</c>, paragraphs, lists, tables with a header, quotes, rules. Raw HTML is
/// shown as it stands, never obeyed.</param>
/// <param name="Footer">At the foot of every page, beside its number.</param>
internal sealed record Letter(string Title, string Language, DateOnly Dated, string Markdown, string Footer)
{
    /// <summary>Smaller print with less room between, for what has to stand on one page.</summary>
    public bool Compact { get; init; }
}
