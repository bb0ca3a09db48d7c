using System.Globalization;

namespace UtilizationReview.Host;

/// <summary>How a host is started.</summary>
internal sealed record HostSettings
{
    /// <summary>Ports a newcomer finds in the README.</summary>
    public const int DefaultGrpcPort = 5080;

    /// <inheritdoc cref="DefaultGrpcPort"/>
    public const int DefaultHttpPort = 5081;

    /// <summary>Directory of the databases; null: a private one that goes with the process.</summary>
    public string? DataDirectory { get; init; } = "data";

    /// <summary>Directory of the plan files; null: the demonstration's.</summary>
    public string? PlansDirectory { get; init; }

    /// <summary>Loopback port of gRPC; 0: a free one.</summary>
    public int GrpcPort { get; init; } = DefaultGrpcPort;

    /// <summary>Loopback port of health and demo tokens; 0: a free one.</summary>
    public int HttpPort { get; init; } = DefaultHttpPort;

    /// <summary>
    /// Instant the platform's clock starts at; set: the clock can be moved by an operator (demonstrations and acceptance tests only).
    /// </summary>
    public DateTimeOffset? ClockStart { get; init; }

    /// <summary>False: only warnings are logged.</summary>
    public bool Talkative { get; init; } = true;

    /// <summary>A host nobody else uses: free ports, private files, little logging.</summary>
    public static HostSettings Private(DateTimeOffset? clockStart = null) =>
        new() { DataDirectory = null, GrpcPort = 0, HttpPort = 0, ClockStart = clockStart, Talkative = false };

    /// <summary>Reads the command line of the server; a sentence instead when it is not understood.</summary>
    public static (HostSettings? Settings, string Problem) Parse(IReadOnlyList<string> args)
    {
        var settings = new HostSettings();
        for (var i = 0; i < args.Count; i += 2)
        {
            var value = i + 1 < args.Count ? args[i + 1] : null;
            switch (args[i])
            {
                case "--data" when value is not null:
                    settings = settings with { DataDirectory = value };
                    break;
                case "--plans" when value is not null:
                    settings = settings with { PlansDirectory = value };
                    break;
                case "--grpc-port" when Port(value) is { } port:
                    settings = settings with { GrpcPort = port };
                    break;
                case "--http-port" when Port(value) is { } port:
                    settings = settings with { HttpPort = port };
                    break;
                case "--movable-clock" when Instant(value) is { } instant:
                    settings = settings with { ClockStart = instant };
                    break;
                default:
                    return (null, $"'{args[i]}{(value is null ? "" : " " + value)}' is not understood. {Usage}");
            }
        }

        return (settings, "");
    }

    /// <summary>What the command line can say.</summary>
    public const string Usage = """
        Usage:
          (nothing)                          serve, with databases under data/
            --data DIR                       another directory for the databases
            --plans DIR                      another directory of plan files, followed while the platform runs
            --grpc-port N  --http-port N     other ports (0: a free one)
            --movable-clock INSTANT          start the clock at an instant such as 2026-11-23T15:30:00Z and let an operator move it
          journeys [FOLDER or FILE]          play acceptance scenarios (default: deploy/demo/journeys)
          submit ORDER.json [--json] [--address http://127.0.0.1:5080]
                                             submit one order ("-": standard input) and print its determination
          criteria check|list|show|facts|test|diff
                                             the bench for those who write criteria ("criteria" alone tells how)
          plans check [FOLDER]               validate a folder of plan files, also against the criteria ("plans" alone tells how)
          metrics YEAR [--plan ID] [--csv] [--address http://127.0.0.1:5080]
                                             print the yearly public figures of a running host, as text or as comma-separated lines
          kit NUMBER [why|call-sheet|letter] [--pdf FILE] [--address http://127.0.0.1:5080]
                                             what stands in an order's way, a page for the call, the letter; each sentence from the record
          notices [NUMBER or NOTICE] [--pdf FILE] [--address http://127.0.0.1:5080]
                                             list notices and their deliveries, of one order or all; with the id of one, print it
          document send NUMBER FILE [--kind office-note|imaging-report|therapy-notes|other] [--as PERSON] [--address …]
          document get DOCUMENT FILE         send a document to an order as its practice and print its id; fetch one
          call [SERVICE/METHOD [REQUEST.json text or -]] [--as PERSON] [--pick PATH] [--address …]
                                             call any method as a demonstration person; --pick talk.talkId prints one value of the answer;
                                             without a request's method, list the methods, who may call them and what they take
          visit VISIT.json [--address http://127.0.0.1:5080]
                                             record an evaluation, file a surgeon visit, check its claim, as the file says
          seed                               save the demonstration directory over services that run as processes of their own
          token PERSON                       print a token for a demonstration person of such services; both take the services'
                                             environment: Services__*, Identity__DemoKey (deploy/README.md)
          bus topology|errors|show|replay    look after the bus of such services ("bus" alone tells how)
        """;

    /// <summary>Prints what the command line can say; a program that was asked for it has succeeded.</summary>
    public static int ShowUsage(TextWriter output)
    {
        output.WriteLine(Usage);
        return 0;
    }

    private static int? Port(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 0 and <= 65535 ? port : null;

    private static DateTimeOffset? Instant(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant : null;
}
