using System.Reflection;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using UtilizationReview.Contracts.Access;
using Service = Google.Protobuf.Reflection.ServiceDescriptor;

namespace UtilizationReview.Host.Remote;

/// <summary>A method of the platform's APIs, called with a request in protobuf JSON: what is in the contracts can be called, whatever is added.</summary>
/// <param name="method">As the contract describes it.</param>
internal sealed class AnyRpc(MethodDescriptor method)
{
    private static readonly JsonFormatter Json = new(JsonFormatter.Settings.Default.WithIndentation());

    /// <summary>Every method of every service, service by service.</summary>
    public static IReadOnlyList<AnyRpc> All { get; } =
    [
        .. typeof(RpcAccess).Assembly.GetTypes()
            .Select(type => type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null)).OfType<Service>()
            .OrderBy(service => service.FullName, StringComparer.Ordinal).SelectMany(service => service.Methods).Select(found => new AnyRpc(found)),
    ];

    /// <summary>As people say it: <c>NurseReview/ClaimNext</c>.</summary>
    public string Name { get; } = $"{method.Service.Name}/{method.Name}";

    /// <summary>Roles that may call it.</summary>
    public IReadOnlyCollection<string> Roles { get; } =
        RpcAccess.Table.FirstOrDefault(row => row.Method == $"/{method.Service.FullName}/{method.Name}")?.Roles ?? (IReadOnlyCollection<string>)[];

    /// <summary>Fields of the request, with what they take.</summary>
    public IEnumerable<string> Fields => method.InputType.Fields.InDeclarationOrder().Select(Described);

    /// <summary>True when one request is sent, which is all that a command line can do.</summary>
    public bool TakesOneRequest => !method.IsClientStreaming;

    /// <summary>Makes the call.</summary>
    /// <param name="calls">Where to.</param>
    /// <param name="json">The request; names as in the contract or as protobuf JSON writes them. An idempotency key that is not given is
    /// made up: at a command line every call is a new one.</param>
    /// <param name="headers">Who calls.</param>
    /// <returns>Each answer as JSON; one, unless the method answers with a stream.</returns>
    /// <exception cref="InvalidProtocolBufferException">The request is not this method's.</exception>
    /// <exception cref="RpcException">Refused.</exception>
    public async IAsyncEnumerable<string> CallAsync(CallInvoker calls, string json, Metadata headers)
    {
        var request = JsonParser.Default.Parse(json, method.InputType);
        if (method.InputType.FindFieldByName("idempotency_key")?.Accessor is { } key && key.GetValue(request) is "")
            key.SetValue(request, Guid.NewGuid().ToString("N"));
        var rpc = new Method<IMessage, IMessage>(
            method.IsServerStreaming ? MethodType.ServerStreaming : MethodType.Unary, method.Service.FullName, method.Name,
            Marshallers.Create<IMessage>(message => message.ToByteArray(), bytes => method.InputType.Parser.ParseFrom(bytes)),
            Marshallers.Create<IMessage>(message => message.ToByteArray(), bytes => method.OutputType.Parser.ParseFrom(bytes)));
        var options = new CallOptions(headers);
        if (!method.IsServerStreaming)
        {
            yield return Json.Format(await calls.AsyncUnaryCall(rpc, null, options, request));
            yield break;
        }
        using var stream = calls.AsyncServerStreamingCall(rpc, null, options, request);
        while (await stream.ResponseStream.MoveNext(CancellationToken.None)) yield return Json.Format(stream.ResponseStream.Current);
    }

    /// <summary>The value at a path of an answer, such as <c>talk.slots.0.start</c>; null when there is none.</summary>
    public static string? Pick(string json, string path)
    {
        using var document = JsonDocument.Parse(json);
        var at = document.RootElement;
        foreach (var step in path.Split('.'))
        {
            if (at.ValueKind is JsonValueKind.Object && at.TryGetProperty(step, out var member)) at = member;
            else if (at.ValueKind is JsonValueKind.Array && int.TryParse(step, out var index) && index < at.GetArrayLength()) at = at[index];
            else return null;
        }
        return at.ValueKind is JsonValueKind.String ? at.GetString() : at.GetRawText();
    }

    private static string Described(FieldDescriptor field)
    {
        var kind = field.FieldType switch
        {
            _ when field.IsMap => "map",
            FieldType.Message => field.MessageType.Name,
            FieldType.Enum => string.Join("|", field.EnumType.Values.Where(value => value.Number != 0).Select(value => value.Name)),
            var simple => simple.ToString().ToLowerInvariant(),
        };
        return $"{field.JsonName}: {(field.IsRepeated && !field.IsMap ? $"[{kind}]" : kind)}";
    }
}
