namespace UtilizationReview.Host.Remote;

/// <summary>The line of a command beside a host: words in their order, options with their values, flags, and where the host listens.</summary>
internal sealed record CommandLine(IReadOnlyList<string> Words, string Address, IReadOnlyDictionary<string, string> Values, IReadOnlySet<string> Flags)
{
    private const string AddressOption = "--address";

    /// <summary>The value of an option; empty: not given.</summary>
    public string this[string option] => Values.GetValueOrDefault(option, "");

    /// <summary>Reads it; null when it is not understood. Every such command takes <c>--address</c>.</summary>
    /// <param name="args">What was typed after the command's name.</param>
    /// <param name="atMost">How many words it takes.</param>
    /// <param name="options">Options that have a value, such as <c>--as</c>.</param>
    /// <param name="flags">Options that have none, such as <c>--json</c>.</param>
    public static CommandLine? Read(IReadOnlyList<string> args, int atMost, string[] options, params string[] flags)
    {
        var (words, values, given) = (new List<string>(), new Dictionary<string, string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        for (var i = 0; i < args.Count; i++)
        {
            if (flags.Contains(args[i]))
                given.Add(args[i]);
            else if ((args[i] == AddressOption || options.Contains(args[i])) && i + 1 < args.Count)
                values[args[i]] = args[++i];
            else if (args[i].StartsWith("--", StringComparison.Ordinal) || words.Count == atMost)
                return null;
            else
                words.Add(args[i]);
        }
        if (!values.TryGetValue(AddressOption, out var typed)) return new(words, RunningHost.DefaultAddress, values, given);
        return Uri.TryCreate(typed, UriKind.Absolute, out var address) ? new(words, address.ToString(), values, given) : null;
    }
}
