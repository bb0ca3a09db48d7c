using System.Text.RegularExpressions;
using UtilizationReview.Correspondence.Adapters.Notices;

namespace UtilizationReview.Tests.Unit.Correspondence.Notices;

/// <summary>Our own words in templates are for people who left school after the eighth grade: the Flesch-Kincaid grade of every file, and short
/// sentences.</summary>
public sealed partial class PlainLanguage
{
    private const double HighestGrade = 8;
    private const int LongestSentence = 24;

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(NoticeTemplates.ShippedDirectory, "*.md", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(NoticeTemplates.ShippedDirectory, file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_template_reads_at_grade_eight_or_below(string file)
    {
        var sentences = Sentences(file);
        if (sentences.Sum(sentence => sentence.Length) < 30) return; // too short to be judged by a formula
        var words = sentences.Sum(sentence => sentence.Length);
        var syllables = sentences.Sum(sentence => sentence.Sum(Syllables));
        var grade = (0.39 * words / sentences.Count) + (11.8 * syllables / words) - 15.59;
        grade.ShouldBeLessThanOrEqualTo(HighestGrade, file);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void No_sentence_is_long(string file) =>
        Sentences(file).Where(sentence => sentence.Length > LongestSentence).Select(sentence => string.Join(' ', sentence)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Files))]
    public void No_abbreviation_goes_unexplained(string file) =>
        Sentences(file).SelectMany(sentence => sentence).Where(word => Abbreviation().IsMatch(word) && word is not "CMS").ShouldBeEmpty();

    [Theory]
    [InlineData("care", 1)]
    [InlineData("approve", 2)]
    [InlineData("patient", 2)]
    [InlineData("independent", 4)]
    [InlineData("decided", 3)]
    public void Syllables_are_counted_as_people_say_them(string word, int syllables) => Syllables(word).ShouldBe(syllables);

    private static List<string[]> Sentences(string file)
    {
        var lines = File.ReadAllLines(Path.Combine(NoticeTemplates.ShippedDirectory, file));
        var text = string.Join('\n', lines.Skip(Array.IndexOf(lines, "---", 1) + 1)
            .Where(line => !line.StartsWith('#') && !line.StartsWith('|')) // headings and tables are no sentences
            .Select(line => line.StartsWith("- ", StringComparison.Ordinal) ? line[2..] + "." : line));
        text = Values().Replace(Tags().Replace(text, " "), "thing");
        return [.. SentenceEnd().Split(text).Select(sentence => Word().Matches(sentence).Select(match => match.Value).ToArray())
            .Where(sentence => sentence.Length > 1)];
    }

    /// <summary>Groups of vowels, less a silent e: the usual rule, which is a little too high for English on the whole.</summary>
    private static int Syllables(string word)
    {
        var small = word.ToLowerInvariant();
        var groups = VowelGroup().Count(small);
        if (small.EndsWith('e') && !small.EndsWith("le", StringComparison.Ordinal) && groups > 1) groups--;
        else if (small.EndsWith("ed", StringComparison.Ordinal) && groups > 1 && small[^3] is not ('t' or 'd')) groups--;
        return Math.Max(groups, 1);
    }

    [GeneratedRegex(@"\{%[^%]*%\}", RegexOptions.None, 1000)]
    private static partial Regex Tags();

    [GeneratedRegex(@"\{\{[^}]*\}\}", RegexOptions.None, 1000)]
    private static partial Regex Values();

    [GeneratedRegex(@"(?<=[.:?!])(?:\s|$)|\n\s*\n", RegexOptions.None, 1000)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"[A-Za-z][A-Za-z'’]*", RegexOptions.None, 1000)]
    private static partial Regex Word();

    [GeneratedRegex("[aeiouy]+", RegexOptions.None, 1000)]
    private static partial Regex VowelGroup();

    [GeneratedRegex("^[A-Z]{2,}$", RegexOptions.None, 1000)]
    private static partial Regex Abbreviation();
}
