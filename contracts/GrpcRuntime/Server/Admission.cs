using Grpc.Core;
using Grpc.Text;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server;

/// <summary>Refuses what is not a gRPC request.</summary>
internal static class Admission
{
    /// <summary>False when the request was answered here.</summary>
    internal static bool Admit(HttpContext http)
    {
        if (!WireNames.IsGrpc(http.Request.ContentType))
        {
            Refuse(http, StatusCodes.Status415UnsupportedMediaType, StatusCode.Internal,
                $"The content-type '{http.Request.ContentType}' is not gRPC; send {WireNames.ContentType}.");
            return false;
        }

        if (!HttpProtocol.IsHttp2(http.Request.Protocol) && !HttpProtocol.IsHttp3(http.Request.Protocol))
        {
            http.Response.Headers.Upgrade = "HTTP/2";
            Refuse(http, StatusCodes.Status426UpgradeRequired, StatusCode.Internal,
                $"gRPC needs HTTP/2; this request came over {http.Request.Protocol}.");
            return false;
        }

        return true;
    }

    /// <summary>Answers a call for which there is no handler.</summary>
    internal static Task AnswerUnimplementedAsync(HttpContext http)
    {
        if (Admit(http))
        {
            http.Response.ContentType = WireNames.ContentType;
            Refuse(http, StatusCodes.Status200OK, StatusCode.Unimplemented, $"There is no method {http.Request.Path} here.");
        }

        return Task.CompletedTask;
    }

    private static void Refuse(HttpContext http, int httpStatus, StatusCode status, string message)
    {
        http.Response.StatusCode = httpStatus;
        WriteStatus(http.Response.Headers, new Status(status, message));
    }

    internal static void WriteStatus(IHeaderDictionary headers, Status status)
    {
        headers[WireNames.Status] = status.StatusCode == StatusCode.OK ? "0" : ((int)status.StatusCode).ToString();
        if (status.Detail.Length > 0) headers[WireNames.Message] = PercentText.Encode(status.Detail);
        else headers.Remove(WireNames.Message);
    }
}
