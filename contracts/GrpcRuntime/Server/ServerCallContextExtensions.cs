using Microsoft.AspNetCore.Http;

namespace Grpc.Core;

/// <summary>The way from a gRPC call to the HTTP request that carries it.</summary>
public static class ServerCallContextExtensions
{
    internal const string HttpContextKey = "__HttpContext";

    /// <summary>The HTTP request that carries the call. Tests may put one in <c>UserState["__HttpContext"]</c>.</summary>
    public static HttpContext GetHttpContext(this ServerCallContext serverCallContext)
    {
        ArgumentNullException.ThrowIfNull(serverCallContext);
        if (serverCallContext is Grpc.AspNetCore.Server.ServerCall call) return call.Http;
        if (serverCallContext.UserState.TryGetValue(HttpContextKey, out object? value) && value is HttpContext http) return http;
        throw new InvalidOperationException("This call did not come over HTTP, so it has no HttpContext.");
    }
}
