using Grpc.Core;
using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.Host.Remote;

namespace UtilizationReview.Host.Submission;

/// <summary>Prints a document of the advocate's kit for an order of a running host, read over gRPC as the plan's administrator.</summary>
internal static class KitCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output)
    {
        if (!Options.TryRead(args, out var options))
        {
            await Console.Error.WriteLineAsync($"kit takes the number of an order, and why, call-sheet or letter. {HostSettings.Usage}");
            return 2;
        }
        return await RunningHost.AskAsync(
            options.Address, "start one and submit an order, the kit is made of its record.", async (channel, headers) =>
            {
                var kit = new AdvocatesKit.AdvocatesKitClient(channel);
                var markdown = await AskAsync(kit, options, KitFormat.Markdown, headers);
                if (options.Pdf.Length > 0)
                {
                    var pdf = await AskAsync(kit, options, KitFormat.Pdf, headers);
                    await File.WriteAllBytesAsync(options.Pdf, pdf.Content.ToByteArray());
                    await Console.Error.WriteLineAsync($"Written to {options.Pdf}.");
                }
                await output.WriteAsync(Reading.Plain(markdown.Content.ToStringUtf8()));
            });
    }

    private static async Task<KitDocument> AskAsync(AdvocatesKit.AdvocatesKitClient kit, Options options, KitFormat format, Metadata headers)
    {
        var request = new GetKitRequest { Number = options.Number, Format = format };
        return options.Document switch
        {
            "call-sheet" => await kit.GetCallSheetAsync(request, headers),
            "letter" => await kit.GetReconsiderationLetterAsync(request, headers),
            _ => await kit.GetWhyAsync(request, headers),
        };
    }

    /// <summary>What the command line says.</summary>
    internal sealed record Options(string Number, string Document, string Pdf, string Address)
    {
        public static bool TryRead(IReadOnlyList<string> args, out Options options)
        {
            options = new Options("", "", "", "");
            if (CommandLine.Read(args, 2, ["--pdf"]) is not { Words: [_] or [_, "why" or "call-sheet" or "letter"] } line) return false;
            options = new Options(line.Words[0], line.Words.Count > 1 ? line.Words[1] : "", line["--pdf"], line.Address);
            return true;
        }
    }
}
