using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Text;

namespace Grpc.Net.Client;

/// <summary>HTTP headers to metadata and back, on the client.</summary>
internal static class ClientHeaders
{
    private static readonly HashSet<string> NotMetadata = new(StringComparer.OrdinalIgnoreCase)
    {
        WireNames.Status, WireNames.Message, WireNames.Encoding, WireNames.AcceptEncoding, "content-type", "content-encoding",
    };

    internal static string? Find(HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out HeaderStringValues values) ? values.ToString() : null;

    internal static Metadata Read(HttpHeaders headers)
    {
        var result = new Metadata();
        foreach ((string key, HeaderStringValues values) in headers.NonValidated)
        {
            if (key.StartsWith(':') || NotMetadata.Contains(key)) continue;
            bool binary = key.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase);
            foreach (string value in values)
            {
                if (!binary)
                {
                    result.Add(key, value);
                    continue;
                }

                foreach (string part in value.Split(','))
                    result.Add(new Metadata.Entry(key.ToLowerInvariant(), () => BinaryText.Decode(part)));
            }
        }

        return result;
    }

    /// <summary>Adds metadata to a request; names that belong to the protocol are left out.</summary>
    internal static void Write(Metadata metadata, HttpRequestHeaders headers)
    {
        foreach (Metadata.Entry entry in metadata)
        {
            if (entry.Key is WireNames.Timeout or WireNames.RequestCodec) continue;
            headers.TryAddWithoutValidation(entry.Key, entry.IsBinary ? BinaryText.Encode(entry.ValueBytes) : entry.Value);
        }
    }

    /// <summary>The status among headers or trailers; null if there is none.</summary>
    internal static Status? ReadStatus(HttpHeaders headers)
    {
        string? code = Find(headers, WireNames.Status);
        if (code is null) return null;
        if (code is "0" && headers.NonValidated.Count == 1) return Status.DefaultSuccess;
        string detail = Find(headers, WireNames.Message) is { } message ? PercentText.Decode(message) : "";
        return code is "0" ? new Status(StatusCode.OK, detail)
            : int.TryParse(code, out int number) && number is >= 0 and <= 16 ? new Status((StatusCode)number, detail)
            : new Status(StatusCode.Unknown, $"The server's grpc-status '{code}' is not a code. {detail}".TrimEnd());
    }
}
