using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace UtilizationReview.Tests.Unit.House;

/// <summary>The rules of the house, read from the source.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string[] Services = ["ClinicalCriteria", "Correspondence", "Intake", "NurseReview", "PeerToPeer", "SiteOfCare", "SpineCenter"];

    /// <summary>What pure code may import besides the plain base library and its own domain.</summary>
    private static readonly string[] BannedInDomain =
    [
        "Microsoft.", "Grpc", "Google.", "MassTransit", "YamlDotNet", "System.IO", "System.Net", "System.Threading", "System.Data", "System.Security.Cryptography",
        "UtilizationReview.Contracts", "UtilizationReview.Platform.Storage", "UtilizationReview.Platform.Desks", "UtilizationReview.Platform.Messaging",
        "UtilizationReview.Platform.Identity", "UtilizationReview.Platform.Telemetry",
    ];

    private static readonly string[] ForbiddenFolders = ["Common", "Shared", "Utils", "Helpers", "Core", "Infrastructure", "BuildingBlocks"];

    [Fact]
    public void Domain_code_imports_no_storage_no_wire_no_bus_and_no_IO()
    {
        var offences = DomainFiles().SelectMany(file => file.Lines
            .Where(line => line.StartsWith("using ", StringComparison.Ordinal))
            .Select(line => line["using ".Length..].Replace("static ", "", StringComparison.Ordinal).TrimEnd(';'))
            .Where(space => BannedInDomain.Any(banned => space.StartsWith(banned, StringComparison.Ordinal)))
            .Select(space => $"{file.Path} imports {space}"));
        offences.ShouldBeEmpty();
    }

    [Fact]
    public void Domain_code_reads_no_clock_makes_no_ids_and_logs_nothing() =>
        Offences(DomainFiles(), @"Guid\.(NewGuid|CreateVersion7)|Random\b|GetUtcNow|ILogger|Console\.|Environment\.(?!NewLine)|File\.|TimeProvider\.System").ShouldBeEmpty();

    [Fact]
    public void Nobody_reads_the_wall_clock_past_TimeProvider() =>
        Offences(Production(), @"DateTime(Offset)?\.(Utc)?Now|DateTime\.Today|Stopwatch\.StartNew").ShouldBeEmpty();

    /// <summary>The gRPC runtime is exempt: its surface includes a blocking unary call.</summary>
    [Fact]
    public void Nobody_blocks_a_thread_or_hides_work_from_its_request() =>
        Offences(Production().Where(file => !file.Path.StartsWith("contracts/GrpcRuntime/", StringComparison.Ordinal)), @"Thread\.Sleep|\.Result\b(?!s)|\.GetAwaiter\(\)\.GetResult\(\)|Task\.Run\(").ShouldBeEmpty();

    [Fact]
    public void Only_messaging_publishes() =>
        Offences(Production().Where(file => !file.Path.StartsWith("services/Platform/Messaging/", StringComparison.Ordinal)),
            @"\b(IBus|IBusControl|IMediator|IPublishEndpoint|ISendEndpointProvider)\b").ShouldBeEmpty();

    [Fact]
    public void Services_do_not_reference_services()
    {
        foreach (var service in Services)
        {
            var references = XDocument.Load(Path.Combine(SourceTree.Root, "services", service, $"UtilizationReview.{service}.csproj"))
                .Descendants("ProjectReference").Select(reference => reference.Attribute("Include")!.Value).ToArray();
            references.ShouldAllBe(reference => reference.Contains("Contracts", StringComparison.Ordinal) || reference.Contains("Platform", StringComparison.Ordinal), service);
        }
    }

    [Fact]
    public void Platform_references_nothing_of_ours_but_the_gRPC_runtime() =>
        XDocument.Load(Path.Combine(SourceTree.Root, "services/Platform/UtilizationReview.Platform.csproj"))
            .Descendants("ProjectReference").Select(reference => reference.Attribute("Include")!.Value)
            .ShouldAllBe(reference => reference.Contains("GrpcRuntime", StringComparison.Ordinal));

    [Fact]
    public void No_folder_is_a_drawer_for_everything() =>
        Directory.EnumerateDirectories(SourceTree.Root, "*", SearchOption.AllDirectories)
            .Select(folder => Path.GetRelativePath(SourceTree.Root, folder))
            .Where(folder => !folder.StartsWith("artifacts", StringComparison.Ordinal) && !folder.StartsWith(".git", StringComparison.Ordinal)
                && !folder.Contains("node_modules", StringComparison.Ordinal))
            .Where(folder => ForbiddenFolders.Contains(Path.GetFileName(folder)))
            .ShouldBeEmpty();

    [Fact]
    public void No_file_is_longer_than_450_lines() =>
        Production().Concat(SourceTree.CSharp("tests")).Where(file => file.Lines.Length > 450).Select(file => $"{file.Path}: {file.Lines.Length} lines").ShouldBeEmpty();

    [Fact]
    public void The_lifecycle_reads_in_one_file_of_at_most_450_lines()
    {
        var deciders = SourceTree.CSharp("services/Intake").Where(file => file.Lines.Any(line => DecidesAnOrder().IsMatch(line))).Select(file => file.Path);
        deciders.ShouldBe(["services/Intake/Domain/OrderLifecycle.cs"]);
    }

    [Fact]
    public void A_program_starts_in_at_most_30_lines() =>
        Production().Where(file => file.Path.EndsWith("/Program.cs", StringComparison.Ordinal) && file.Lines.Length > 30).Select(file => file.Path).ShouldBeEmpty();

    [Fact]
    public void No_handler_trusts_a_caller_it_has_not_asked_for() =>
        Offences(Production().Where(file => file.Path.Contains("/Adapters/", StringComparison.Ordinal)), @"\[AllowAnonymous\]|HttpContext\.User\b").ShouldBeEmpty();

    private static IEnumerable<(string Path, string[] Lines)> DomainFiles() => Services.SelectMany(service => SourceTree.CSharp($"services/{service}/Domain"));

    private static IEnumerable<(string Path, string[] Lines)> Production() => SourceTree.CSharp("services").Concat(SourceTree.CSharp("contracts"));

    private static IEnumerable<string> Offences(IEnumerable<(string Path, string[] Lines)> files, string pattern)
    {
        var banned = new Regex(pattern, RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
        return files.SelectMany(file => file.Lines
            .Select((line, index) => (Line: line.TrimStart(), Number: index + 1))
            .Where(line => !line.Line.StartsWith("//", StringComparison.Ordinal) && banned.IsMatch(line.Line))
            .Select(line => $"{file.Path}:{line.Number}: {line.Line}"));
    }

    [GeneratedRegex(@"Stage, command\) switch", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DecidesAnOrder();
}
