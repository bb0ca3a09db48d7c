using System.Globalization;
using Microsoft.Extensions.Configuration;
using UtilizationReview.Platform.Live;

namespace UtilizationReview.Platform.Running;

/// <summary>Every configuration key of the services. What is not in this table is not read from the environment; <c>deploy/README.md</c>
/// documents each.</summary>
public static class Settings
{
    private const string Standard = "a standard variable of OpenTelemetry";

    /// <summary>The keys, in the order of their documentation.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        Setting.IpAddress("Listen:Address", "127.0.0.1"),
        Setting.Number("Listen:GrpcPort", "5080", 0, 65535),
        Setting.Number("Listen:HttpPort", "5081", 0, 65535),
        Setting.Number("Shutdown:Seconds", "40", 1, 600),

        Setting.Word("Database:Provider", "Sqlite", "PostgreSQL"),
        Setting.Postgres("Database:ConnectionString"),
        new("Database:Prefix", "ur_", "at most 30 small letters, digits and underscores, a letter first", IsPrefix),
        Setting.Text("Data:Directory", "a directory", "data"),
        Setting.Word("Data:Synchronous", "Normal", "Full"),

        Setting.Word("Bus:Transport", "Embedded", "RabbitMq"),
        Setting.Uri("Bus:Address", "an address such as rabbitmq://rabbitmq:5672/ (the path is the virtual host)",
            "rabbitmq", "rabbitmqs", "amqp", "amqps"),
        Setting.Text("Bus:User", "a user name", "guest"),
        Setting.Text("Bus:Password", "the user's password", "guest", secret: true),

        Setting.Redis("Redis:Configuration"),
        Setting.Text("Redis:Prefix", "what stands in front of every key", "ur:"),
        Setting.Number("Redis:PatienceMilliseconds", "250", 10, 60_000),

        Setting.Addresses("Services:Intake"),
        Setting.Addresses("Services:ClinicalCriteria"),
        Setting.Addresses("Services:NurseReview"),
        Setting.Addresses("Services:PeerToPeer"),
        Setting.Addresses("Services:SiteOfCare"),
        Setting.Addresses("Services:Correspondence"),
        Setting.Addresses("Services:SpineCenter"),
        Setting.Addresses("Services:Self"),

        Setting.Uri("Identity:Authority", "the https address of an OpenID Connect provider", "https", "http"),
        Setting.Text("Identity:Audience", "the audience your provider puts in tokens for this platform"),
        Setting.Text("Identity:ServiceToken", "a token of role 'service', signed by your provider", secret: true),
        Setting.Base64("Identity:DemoKey", 32),

        Setting.Text("Plans:Directory", "a directory of plan files", "the shipped demonstration plans"),
        Setting.Number("Plans:ReloadSeconds", "5", 0, 3600),
        Setting.Text("Regimes:Directory", "a directory of regime files", "the shipped regimes"),
        Setting.Text("ReviewerRules:Directory", "a directory with reviewer-rules.yaml", "the shipped rules"),
        Setting.Text("Criteria:Directory", "a directory of guideline files", "the shipped demonstration criteria"),
        Setting.Number("Criteria:ReloadSeconds", "5", 0, 3600),
        Setting.Text("SpinePrograms:Directory", "a directory of spine center programs", "the shipped demonstration programs"),
        new("Calls:BreakSeconds", "2", "0 for no breaker, or 0.5 to 15 seconds",
            value => double.TryParse(value, CultureInfo.InvariantCulture, out var seconds) && seconds is 0 or (>= 0.5 and <= 15)),
        Setting.Number("RateLimits:CallsPerMinute", $"{RateLimits.Default} for each caller; 0 with demo identity", 0, 1_000_000),
        Setting.Number("NurseReview:LeaseMinutes", "20", 1, 240),
        Setting.Word("Documents:Store", "Disk", "S3"),
        Setting.Text("Documents:Directory", "a directory", "documents under Data:Directory"),
        Setting.Uri("Documents:Endpoint", "the address of an S3 store such as https://s3.us-east-1.amazonaws.com", "http", "https"),
        Setting.Text("Documents:Bucket", "the name of an existing bucket"),
        Setting.Text("Documents:Region", "the region requests are signed for", "us-east-1"),
        Setting.Text("Documents:AccessKey", "an access key of the bucket", secret: true),
        Setting.Text("Documents:SecretKey", "its secret key", secret: true),
        new("Documents:Scanner", "", "where clamd listens, such as clamav:3310", IsHostAndPort),
        new("Mail:Server", "", "where the mail server listens, such as mail.example.org:587",
            value => IsHostAndPort(value.Contains(':', StringComparison.Ordinal) ? value : value + ":587")),
        Setting.Text("Mail:From", "the address notices come from, such as notices@example.org"),
        Setting.Word("Mail:Security", "StartTls", "Tls", "None"),
        Setting.Text("Mail:User", "a user of the mail server"),
        Setting.Text("Mail:Password", "the user's password", secret: true),
        Setting.Word("Webhooks:PrivateAddresses", "false", "true"),
        Setting.Base64("Notices:SecretKey", 32),
        new("Clock:File", "", "a file in an existing directory that every process of the machine can read", IsClockFile),

        Setting.Uri("OTEL_EXPORTER_OTLP_ENDPOINT", "the address of an OpenTelemetry collector such as http://collector:4317", "http", "https"),
        new("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", "grpc or http/protobuf", value => value is "grpc" or "http/protobuf"),
        Setting.Text("OTEL_EXPORTER_OTLP_HEADERS", Standard, secret: true),
        Setting.Text("OTEL_RESOURCE_ATTRIBUTES", Standard),
        Setting.Number("OTEL_BSP_SCHEDULE_DELAY", "5000", 1, int.MaxValue),
        Setting.Number("OTEL_METRIC_EXPORT_INTERVAL", "60000", 1, int.MaxValue),
        Setting.Text("OTEL_TRACES_SAMPLER", Standard, "parentbased_always_on"),
        Setting.Text("OTEL_TRACES_SAMPLER_ARG", Standard),
    ];

    /// <summary>Looks at the whole configuration; one sentence for each thing that is wrong, naming the environment variable.</summary>
    /// <param name="configuration">Where the values come from.</param>
    /// <param name="calls">Names of the services this process calls, such as <c>Intake</c>.</param>
    public static IReadOnlyList<string> ProblemsOf(IConfiguration configuration, IEnumerable<string> calls)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        List<string> problems = [];
        foreach (var setting in All)
        {
            if (configuration[setting.Key] is { Length: > 0 } value && !setting.Fits(value))
                problems.Add($"{setting.Variable} is {(setting.Secret ? "not usable" : $"'{value}'")}: it must be {setting.Allowed}.");
        }
        if (Is("Database:Provider", "PostgreSQL"))
            Need("Database:ConnectionString", "PostgreSQL needs");
        if (Is("Bus:Transport", "RabbitMq"))
            Need("Bus:Address", "RabbitMQ needs");
        if (Has("Identity:Authority"))
        {
            Need("Identity:Audience", "with Identity__Authority it must be");
            Need("Identity:ServiceToken", "with Identity__Authority it must be");
            if (Has("Identity:DemoKey"))
                problems.Add("Identity__DemoKey and Identity__Authority are both set: the demo key is for "
                    + "demonstrations without a provider; remove one of them.");
        }
        if (!Has("Services:Self"))
        {
            foreach (var service in calls.Distinct(StringComparer.Ordinal))
                Need($"Services:{service}", "this service calls it and needs");
        }
        problems.AddRange(Unknown(configuration));
        return problems;

        bool Has(string key) => !string.IsNullOrEmpty(configuration[key]);
        bool Is(string key, string word) => string.Equals(configuration[key], word, StringComparison.OrdinalIgnoreCase);
        void Need(string key, string why)
        {
            if (!Has(key))
                problems.Add($"{Setting.VariableOf(key)} is not set: {why} {All.First(setting => setting.Key == key).Allowed}.");
        }
    }

    /// <summary>A misspelt variable would be a setting that silently does not hold.</summary>
    private static IEnumerable<string> Unknown(IConfiguration configuration)
    {
        var sections = All.Where(setting => setting.Key.Contains(':', StringComparison.Ordinal))
            .ToLookup(setting => setting.Key.Split(':')[0], StringComparer.OrdinalIgnoreCase);
        return from section in sections
               from entry in configuration.GetSection(section.Key).AsEnumerable()
               where entry.Value is not null && !section.Any(setting => string.Equals(setting.Key, entry.Key, StringComparison.OrdinalIgnoreCase))
               select $"{Setting.VariableOf(entry.Key)} is not a setting of this platform; of {section.Key} there are "
                   + $"{string.Join(", ", section.Select(setting => setting.Variable))}.";
    }

    private static bool IsPrefix(string value) => value.Length <= 30 && char.IsAsciiLetterLower(value[0])
        && value.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');

    private static bool IsHostAndPort(string value) => value.LastIndexOf(':') is > 0 and var colon
        && int.TryParse(value.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535
        && Uri.CheckHostName(value[..colon].Trim('[', ']')) != UriHostNameType.Unknown;

    private static bool IsClockFile(string value) => Path.GetDirectoryName(Path.GetFullPath(value)) is { } directory && Directory.Exists(directory);
}
