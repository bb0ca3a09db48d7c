using System.Text.RegularExpressions;
using UtilizationReview.Tests.Unit.House;

namespace UtilizationReview.Tests.Unit.Contracts;

/// <summary>Whoever reads a proto file learns what each thing in it means without asking anybody.</summary>
public sealed partial class ProtoCommentTests
{
    private const RegexOptions Reading = RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant;

    /// <summary>Words that say a number is money or a time; a double holds neither exactly.</summary>
    private static readonly string[] NeverADouble = ["date", "time", "at", "amount", "price", "money"];

    [Fact]
    public void Everything_in_the_protos_says_what_it_means_on_the_line_above()
    {
        var all = Files().SelectMany(file => Declarations(file.Path, file.Lines)).ToList();
        all.Count.ShouldBeGreaterThan(500, "the protos were not found, or no longer read as they are written");
        all.Where(declared => !declared.IsCommented)
            .Select(declared => $"{declared.Place} {declared.Kind} {declared.Name} has no comment line directly above it")
            .ShouldBeEmpty();
    }

    [Fact]
    public void Neither_money_nor_time_is_a_double()
    {
        var doubles = Files().SelectMany(file => Declarations(file.Path, file.Lines))
            .Where(declared => declared.Type is "double" or "float").ToList();
        doubles.ShouldContain(declared => declared.Name == "latitude");
        doubles.Where(declared => declared.Name.Split('_').Intersect(NeverADouble, StringComparer.Ordinal).Any())
            .Select(declared => $"{declared.Place} {declared.Name} is a {declared.Type}; "
                + "an instant is a Timestamp, a date a string yyyy-MM-dd, money a whole number of cents")
            .ShouldBeEmpty();
    }

    [Theory]
    [InlineData("message Bare {\n}", "message Bare")]
    [InlineData("// Said.\nservice Said {\n  rpc Ask(A) returns (stream B);\n}", "rpc Ask")]
    [InlineData("// Said.\nenum Said {\n  SAID_UNSPECIFIED = 0;\n  SAID_YES = 1;\n}", "value SAID_YES")]
    [InlineData("// Said.\nenum Said {\n  SAID_NO = 0;\n}", "value SAID_NO")]
    [InlineData("// Said.\nmessage Said {\n  // Both.\n  string from = 1;\n  string to = 2;\n}", "field to")]
    [InlineData("// Said.\nmessage Said {\n  oneof kind {\n    repeated a.b.C of = 1;\n  }\n}", "field of")]
    [InlineData("// Said.\nmessage Said {\n  // Far.\n\n  map<string, a.B> fields = 1 [deprecated = true];\n}", "field fields")]
    [InlineData("// Said.\nmessage Said {\n  reserved 3;\n  // Kept.\n  optional int32 kept = 1;\n}", "")]
    public void A_thing_without_its_own_comment_is_found(string proto, string found) =>
        string.Join(", ", Declarations("some.proto", proto.Split('\n')).Where(declared => !declared.IsCommented)
            .Select(declared => $"{declared.Kind} {declared.Name}"))
            .ShouldBe(found);

    private static IEnumerable<(string Path, string[] Lines)> Files() =>
        Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "contracts", "Protos"), "*.proto", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(file => (Path.GetRelativePath(SourceTree.Root, file).Replace('\\', '/'), File.ReadAllLines(file)));

    /// <summary>What a file declares. It reads one declaration per line, as our files are written.</summary>
    private static IEnumerable<Declared> Declarations(string path, string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            var said = i > 0 && lines[i - 1].TrimStart() is ['/', '/', .. var comment] && comment.Trim().Length > 0;
            if (Block().Match(lines[i]) is { Success: true } block)
            {
                yield return new($"{path}:{i + 1}", block.Groups["kind"].Value, block.Groups["name"].Value, "", said);
            }
            else if (Value().Match(lines[i]) is { Success: true } value)
            {
                var isZero = value.Groups["number"].Value == "0" && value.Groups["name"].Value.EndsWith("_UNSPECIFIED", StringComparison.Ordinal);
                yield return new($"{path}:{i + 1}", "value", value.Groups["name"].Value, "", said || isZero);
            }
            else if (Field().Match(lines[i]) is { Success: true } field)
            {
                yield return new($"{path}:{i + 1}", "field", field.Groups["name"].Value, field.Groups["type"].Value, said);
            }
        }
    }

    [GeneratedRegex(@"^\s*(?<kind>message|enum|service|rpc)\s+(?<name>\w+)\s*[({]", Reading, 1000)]
    private static partial Regex Block();

    [GeneratedRegex(@"^\s*(?<name>\w+)\s*=\s*(?<number>-?\d+)\s*[;[]", Reading, 1000)]
    private static partial Regex Value();

    [GeneratedRegex(@"^\s*((optional|repeated)\s+)?(?<type>map\s*<.+>|[\w.]+)\s+(?<name>\w+)\s*=\s*\d+\s*[;[]", Reading, 1000)]
    private static partial Regex Field();

    private sealed record Declared(string Place, string Kind, string Name, string Type, bool IsCommented);
}
