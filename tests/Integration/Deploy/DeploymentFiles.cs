using System.Text.RegularExpressions;
using UtilizationReview.Host.Demo;
using UtilizationReview.Platform.Running;
using YamlDotNet.RepresentationModel;

namespace UtilizationReview.Tests.Integration.Deploy;

/// <summary>Compose file, example environment, image recipe and documentation say the same as the code.</summary>
public sealed partial class DeploymentFiles
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(DemoCast.Folder("plans"), "..", "..", ".."));
    private static readonly string Compose = Read("docker-compose.yml");
    private static readonly string Guide = Read("deploy", "README.md");

    private static readonly HashSet<string> Variables = Settings.All.Select(setting => setting.Variable).ToHashSet(StringComparer.Ordinal);

    [Fact]
    public void Every_setting_the_code_knows_is_documented_and_every_documented_one_is_known()
    {
        var documented = DocumentedSetting().Matches(Guide).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        documented.Except(Variables).ShouldBeEmpty();
        Variables.Except(documented).ShouldBeEmpty();
    }

    [Fact]
    public void Every_setting_the_services_read_is_in_the_list_of_settings()
    {
        var read = Directory.EnumerateFiles(Path.Combine(Root, "services"), "*.cs", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(Root, "contracts"), "*.cs", SearchOption.AllDirectories))
            .SelectMany(file => ReadSetting().Matches(File.ReadAllText(file)).Select(match => match.Groups["key"].Value))
            .Where(key => !key.StartsWith("Logging:", StringComparison.Ordinal)).Distinct();
        read.Where(key => Settings.All.All(setting => setting.Key != key)).ShouldBeEmpty();
    }

    [Fact]
    public void Compose_sets_only_settings_the_code_knows() =>
        ComposeSetting().Matches(Compose).Select(match => match.Groups["name"].Value).Distinct().Except(Variables).ShouldBeEmpty();

    [Fact]
    public void Every_service_has_its_container()
    {
        var services = Directory.EnumerateFiles(Path.Combine(Root, "services"), "Program.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetFileName(Path.GetDirectoryName(file)!)).ToList();
        services.Count.ShouldBeGreaterThanOrEqualTo(6);
        var recipe = Read("deploy", "Dockerfile");
        foreach (var service in services)
        {
            Compose.ShouldContain($"SERVICE: {service}}}");
            recipe.ShouldMatch($@"\b{service}\b");
        }
        recipe.ShouldContain("USER $APP_UID");
        recipe.ShouldContain("HEALTHCHECK");
    }

    [Fact]
    public void No_secret_is_in_the_files()
    {
        // Whatever is called a secret comes from the environment and has no default.
        foreach (Match match in SecretValue().Matches(Compose))
            match.Groups["value"].Value.ShouldMatch(@"^(\$\{[A-Z_]+:\?|\\?""?\$\$[A-Z_]+)", match.Value);
        foreach (var line in Read(".env.example").Split('\n').Where(line => SecretName().IsMatch(line) && !line.StartsWith('#')))
            line.TrimEnd().ShouldEndWith("=");
    }

    [Fact]
    public void What_compose_asks_of_its_environment_is_in_the_example()
    {
        var example = Read(".env.example").Split('\n').Where(line => line.Contains('=', StringComparison.Ordinal) && !line.StartsWith('#')).Select(line => line.Split('=')[0]);
        ComposeVariable().Matches(Compose).Select(match => match.Groups["name"].Value).Distinct().ShouldBe(example, ignoreOrder: true);
    }

    [Fact]
    public void Copies_can_be_added_and_everything_waits_for_health()
    {
        var services = (YamlMappingNode)Document()["services"];
        foreach (var (name, node) in services.Children.Select(entry => (entry.Key.ToString(), (YamlMappingNode)entry.Value)))
        {
            if (node.Children.TryGetValue("ports", out var ports))
                ((YamlSequenceNode)ports).ShouldAllBe(port => PortRange().IsMatch(port.ToString()), name);
            node.Children.ContainsKey("container_name").ShouldBeFalse(name);
            if (node.Children.TryGetValue("depends_on", out var needs))
                ((YamlMappingNode)needs).Children.ShouldAllBe(need => need.Value["condition"].ToString().StartsWith("service_", StringComparison.Ordinal), name);
        }
        foreach (var server in (string[])["postgres", "rabbitmq", "redis"])
            ((YamlMappingNode)services[server]).Children.ShouldContainKey("healthcheck");
    }

    private static YamlNode Document()
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(Compose));
        return stream.Documents[0].RootNode;
    }

    private static string Read(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path]));

    [GeneratedRegex(@"^\| `(?<name>[A-Za-z_]+)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DocumentedSetting();

    [GeneratedRegex(@"(?:config|configuration)\[""(?<key>[A-Z][A-Za-z]+:[A-Za-z:]+)""\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ReadSetting();

    [GeneratedRegex(@"^\s+(?<name>[A-Z][A-Za-z]+__[A-Za-z_]+|OTEL_[A-Z_]+):", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ComposeSetting();

    [GeneratedRegex(@"(?:password|passwd|pass|secret|token|demokey|_key)(?:=|: )(?<value>\S+)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SecretValue();

    [GeneratedRegex("PASSWORD|KEY|SECRET|TOKEN", RegexOptions.None, 1000)]
    private static partial Regex SecretName();

    [GeneratedRegex(@"(?<!\$)\$\{(?<name>[A-Z_]+)[:}]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ComposeVariable();

    [GeneratedRegex(@":\d+-\d+:5080$", RegexOptions.None, 1000)]
    private static partial Regex PortRange();
}
