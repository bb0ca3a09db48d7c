using Google.Protobuf;
using Grpc.Core;
using UtilizationReview.Host.Submission;

namespace UtilizationReview.Host.Remote;

/// <summary>Calls any method of a running host as a demonstration person, or lists what can be called.</summary>
internal static class CallCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output)
    {
        if (!Options.TryRead(args, out var options)) return await NotUnderstoodAsync($"call takes a method and its request. {HostSettings.Usage}");
        var named = AnyRpc.All.Where(rpc => rpc.Name.Equals(options.Method, StringComparison.OrdinalIgnoreCase)).ToList();
        if (named is not [{ TakesOneRequest: true } method])
        {
            var isService = List(options.Method, output);
            return !isService || options.Method.Contains('/', StringComparison.Ordinal)
                ? await NotUnderstoodAsync(named.Count == 0
                    ? $"'{options.Method}' is none of the methods above."
                    : $"{options.Method} takes a stream of requests; 'document send' sends documents.")
                : 0;
        }
        var request = options.Request == "-" ? await Console.In.ReadToEndAsync() : options.Request;
        var person = options.Person.Length > 0 ? options.Person : RunningHost.FirstWith(method.Roles);
        return await RunningHost.AskAsync(options.Address, "start one first.", person, async (channel, headers) =>
        {
            await foreach (var answer in method.CallAsync(
                channel.CreateCallInvoker(), SubmitCommand.WithDates(request, TimeProvider.System.GetUtcNow()), headers))
            {
                await output.WriteLineAsync(options.Pick.Length == 0 ? answer : AnyRpc.Pick(answer, options.Pick)
                    ?? throw new IOException($"the answer has no {options.Pick}:\n{answer}"));
            }
        });
    }

    /// <summary>The methods of a service, one method with its request, or every method; false: nothing is called so.</summary>
    private static bool List(string wanted, TextWriter output)
    {
        var listed = AnyRpc.All.Where(rpc => rpc.Name.StartsWith(wanted, StringComparison.OrdinalIgnoreCase)).ToList();
        foreach (var rpc in listed.Count > 0 ? listed : AnyRpc.All)
        {
            output.WriteLine($"{rpc.Name}  ({string.Join(", ", rpc.Roles)})");
            if (wanted.Length == 0 || listed.Count == 0) continue;
            foreach (var field in rpc.Fields) output.WriteLine($"    {field}");
        }
        return listed.Count > 0;
    }

    private static async Task<int> NotUnderstoodAsync(string sentence)
    {
        await Console.Error.WriteLineAsync(sentence);
        return 2;
    }

    /// <summary>What the command line says.</summary>
    /// <param name="Method">Such as <c>NurseReview/ClaimNext</c> (a point is taken for the stroke), a service, or empty: list.</param>
    /// <param name="Request">Protobuf JSON, or "-" for standard input.</param>
    /// <param name="Person">Who calls; empty: the first demonstration person who may.</param>
    /// <param name="Pick">Path of the one value to print; empty: the whole answer.</param>
    /// <param name="Address">Where the host listens.</param>
    internal sealed record Options(string Method, string Request, string Person, string Pick, string Address)
    {
        public static bool TryRead(IReadOnlyList<string> args, out Options options)
        {
            var line = CommandLine.Read(args, 2, ["--as", "--pick"]);
            options = new Options("", "{}", "", "", "");
            if (line is null) return false;
            options = new Options(
                line.Words.Count > 0 ? line.Words[0].Replace('.', '/') : "", line.Words.Count > 1 ? line.Words[1] : "{}", line["--as"], line["--pick"], line.Address);
            return true;
        }
    }
}
