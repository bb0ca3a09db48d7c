using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

internal static partial class ServerLog
{
    [LoggerMessage(1, LogLevel.Information, "{Method} was answered with {StatusCode}: {Detail}")]
    internal static partial void Refused(ILogger logger, string method, Core.StatusCode statusCode, string detail);

    [LoggerMessage(2, LogLevel.Error, "The handler of {Method} failed.")]
    internal static partial void Failed(ILogger logger, string method, Exception failure);

    [LoggerMessage(3, LogLevel.Information, "The caller of {Method} gave up, or its deadline passed.")]
    internal static partial void Cancelled(ILogger logger, string method);
}
