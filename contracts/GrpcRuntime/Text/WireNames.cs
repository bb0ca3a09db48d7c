using Grpc.Core;

namespace Grpc.Text;

/// <summary>Header names and fixed values of the protocol.</summary>
internal static class WireNames
{
    internal const string ContentType = "application/grpc";
    internal const string Status = "grpc-status";
    internal const string Message = "grpc-message";
    internal const string Encoding = "grpc-encoding";
    internal const string AcceptEncoding = "grpc-accept-encoding";
    internal const string Timeout = "grpc-timeout";
    internal const string Identity = "identity";

    /// <summary>In a client's call metadata: the codec of its requests. Never sent; the original uses the same name.</summary>
    internal const string RequestCodec = "grpc-internal-encoding-request";

    /// <summary><c>application/grpc</c>, alone or followed by '+' or ';'. <c>application/grpc-web</c> is another protocol.</summary>
    internal static bool IsGrpc(string? contentType) =>
        contentType is not null && contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == ContentType.Length || contentType[ContentType.Length] is '+' or ';');

    /// <summary>Whether a codec stands in a comma list such as <c>identity, gzip</c>.</summary>
    internal static bool Accepts(string? acceptEncoding, string codec)
    {
        if (acceptEncoding is null) return false;
        ReadOnlySpan<char> list = acceptEncoding;
        foreach (Range part in list.Split(','))
        {
            if (list[part].Trim().SequenceEqual(codec)) return true;
        }

        return false;
    }

    /// <summary>The code that stands for an HTTP answer without a gRPC status.</summary>
    internal static StatusCode FromHttpStatus(int httpStatus) => httpStatus switch
    {
        400 or 431 => StatusCode.Internal,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.Unimplemented,
        429 or 502 or 503 or 504 => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };

    /// <summary>The code that stands for a reset of the HTTP/2 stream.</summary>
    internal static StatusCode FromReset(long errorCode) => errorCode switch
    {
        7 => StatusCode.Unavailable,
        8 => StatusCode.Cancelled,
        11 => StatusCode.ResourceExhausted,
        12 => StatusCode.PermissionDenied,
        _ => StatusCode.Internal,
    };
}
