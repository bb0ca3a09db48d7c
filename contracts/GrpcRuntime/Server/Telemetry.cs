using System.Diagnostics;
using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>Names of the RPC conventions of OpenTelemetry.</summary>
internal static class Telemetry
{
    private const string System = "rpc.system.name";
    private const string Method = "rpc.method";
    private const string Code = "rpc.response.status_code";

    internal static void Tag(Activity activity, IMethod method, StatusCode status)
    {
        activity.DisplayName = method.FullName[1..];
        activity.SetTag(System, "grpc");
        activity.SetTag(Method, method.FullName[1..]);
        activity.SetTag(Code, Name(status));
    }

    /// <summary>The code as the convention spells it, such as DEADLINE_EXCEEDED.</summary>
    private static string Name(StatusCode status) => status == StatusCode.OK
        ? "OK"
        : string.Concat(status.ToString()
            .Select((letter, at) => at > 0 && char.IsAsciiLetterUpper(letter) ? $"_{letter}" : $"{char.ToUpperInvariant(letter)}"));
}
