using System.Globalization;
using System.Net;
using Markdig.Extensions.Tables;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace UtilizationReview.Correspondence.Adapters.Letters;

/// <summary>A letter as a page of its own: no script, nothing loaded from anywhere, readable at any size and when printed.</summary>
internal static class LetterHtml
{
    private const string Style =
        "body{font:1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}"
        + "h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:1.6rem}h3{font-size:1rem}table{border-collapse:collapse;width:100%}"
        + "th,td{border:1px solid #767676;padding:.35rem .5rem;text-align:left;vertical-align:top}"
        + "blockquote{margin:1rem 0;padding:.1rem 1rem;border-left:4px solid #595959}footer{margin-top:2rem;font-size:.875rem;color:#595959}"
        + "@media print{body{margin:0;max-width:none}}";

    /// <summary>The whole page.</summary>
    public static string Render(Letter letter)
    {
        var document = LetterText.Read(letter.Markdown);
        foreach (var header in document.Descendants<TableRow>().Where(row => row.IsHeader).SelectMany(row => row.OfType<TableCell>()))
            header.GetAttributes().AddProperty("scope", "col");
        var dated = letter.Dated.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return $"""
            <!DOCTYPE html>
            <html lang="{WebUtility.HtmlEncode(letter.Language)}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="date" content="{dated}">
            <title>{WebUtility.HtmlEncode(letter.Title)}</title>
            <style>{Style}</style>
            </head>
            <body>
            <main>
            {LetterText.Body(document)}</main>
            <footer>{WebUtility.HtmlEncode(letter.Footer)}</footer>
            </body>
            </html>

            """;
    }
}
