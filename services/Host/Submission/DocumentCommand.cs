using Google.Protobuf;
using Grpc.Core;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.Host.Remote;

namespace UtilizationReview.Host.Submission;

/// <summary>Sends a document to an order of a running host as its practice, or fetches one.</summary>
internal static class DocumentCommand
{
    private const int ChunkSize = 64 * 1024;

    private static readonly Dictionary<string, string> MediaTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        [".pdf"] = "application/pdf", [".tif"] = "image/tiff", [".tiff"] = "image/tiff", [".jpg"] = "image/jpeg", [".jpeg"] = "image/jpeg",
        [".png"] = "image/png", [".rtf"] = "application/rtf", [".txt"] = "text/plain",
        [".docx"] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    };

    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output)
    {
        if (!Options.TryRead(args, out var options))
        {
            await Console.Error.WriteLineAsync($"document takes send, an order and a file, or get, a document and a file. {HostSettings.Usage}");
            return 2;
        }
        if (options.Sends && !MediaTypes.ContainsKey(Path.GetExtension(options.File)))
        {
            await Console.Error.WriteLineAsync($"{options.File} is none of {string.Join(", ", MediaTypes.Keys)}.");
            return 2;
        }
        var person = options.Person.Length > 0 ? options.Person : RunningHost.FirstWith([Roles.Practice]);
        return await RunningHost.AskAsync(options.Address, "start one and submit an order.", person, async (channel, headers) =>
        {
            var documents = new Documents.DocumentsClient(channel);
            await output.WriteLineAsync(options.Sends ? await SendAsync(documents, options, headers) : await FetchAsync(documents, options, headers));
        });
    }

    private static async Task<string> SendAsync(Documents.DocumentsClient documents, Options options, Metadata headers)
    {
        await using var file = File.OpenRead(options.File);
        using var call = documents.Upload(headers);
        await call.RequestStream.WriteAsync(new UploadRequest
        {
            Header = new()
            {
                Order = options.Record, FileName = Path.GetFileName(options.File), MediaType = MediaTypes[Path.GetExtension(options.File)],
                Kind = options.Kind, IdempotencyKey = Guid.NewGuid().ToString("N"),
            },
        });
        var chunk = new byte[ChunkSize];
        for (int read; (read = await file.ReadAsync(chunk)) > 0;)
            await call.RequestStream.WriteAsync(new UploadRequest { Chunk = ByteString.CopyFrom(chunk.AsSpan(0, read)) });
        await call.RequestStream.CompleteAsync();
        var answer = await call.ResponseAsync;
        await Console.Error.WriteLineAsync(answer.Sentence);
        return answer.Document.DocumentId;
    }

    private static async Task<string> FetchAsync(Documents.DocumentsClient documents, Options options, Metadata headers)
    {
        using var call = documents.Download(new DownloadRequest { DocumentId = options.Record }, headers);
        await call.ResponseStream.MoveNext(CancellationToken.None);
        await using var file = File.Create(options.File);
        do await file.WriteAsync(call.ResponseStream.Current.Chunk.Memory);
        while (await call.ResponseStream.MoveNext(CancellationToken.None));
        return $"Written to {options.File}.";
    }

    /// <summary>What the command line says.</summary>
    internal sealed record Options(bool Sends, string Record, string File, DocumentKind Kind, string Person, string Address)
    {
        public static bool TryRead(IReadOnlyList<string> args, out Options options)
        {
            options = new Options(false, "", "", DocumentKind.OfficeNote, "", "");
            if (CommandLine.Read(args, 3, ["--as", "--kind"]) is not { Words: ["send" or "get", var record, var file] } line) return false;
            var kind = DocumentKind.OfficeNote;
            if (line["--kind"] is { Length: > 0 } word && !Enum.TryParse(word.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out kind)) return false;
            options = new Options(line.Words[0] == "send", record, file, kind, line["--as"], line.Address);
            return true;
        }
    }
}
