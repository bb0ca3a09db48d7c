using Grpc.Core;
using Grpc.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Grpc.AspNetCore.Server;

/// <summary>HTTP headers to metadata and back, on the server.</summary>
internal static class HeaderMetadata
{
    private static readonly HashSet<string> NotMetadata = new(StringComparer.OrdinalIgnoreCase)
    {
        WireNames.Encoding, WireNames.AcceptEncoding, WireNames.Timeout, "content-encoding", "content-type", "te", "host", "accept-encoding",
    };

    internal static Metadata Read(IHeaderDictionary headers)
    {
        var result = new Metadata();
        foreach ((string key, StringValues values) in headers)
        {
            if (key.StartsWith(':') || NotMetadata.Contains(key)) continue;
            bool binary = key.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase);
            foreach (string? value in values)
            {
                if (!binary)
                {
                    result.Add(key, value ?? "");
                    continue;
                }

                // One header line may carry several values: clients join repeated headers with a comma.
                foreach (string part in (value ?? "").Split(','))
                    result.Add(new Metadata.Entry(key.ToLowerInvariant(), () => BinaryText.Decode(part)));
            }
        }

        return result;
    }

    internal static void Write(Metadata metadata, IHeaderDictionary headers)
    {
        foreach (Metadata.Entry entry in metadata)
            headers.Append(entry.Key, entry.IsBinary ? BinaryText.Encode(entry.ValueBytes) : entry.Value);
    }
}
