using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace UtilizationReview.Platform.Identity;

/// <summary>Which calls may be sent again after UNAVAILABLE, when nobody knows whether the first was carried out (rule SVC-1): those the proto
/// declares free of side effects, and changing ones whose request carries an idempotency key.</summary>
internal sealed class SafeCalls
{
    private const string KeyField = "idempotency_key";

    private readonly ConcurrentDictionary<string, bool> _reads = new(StringComparer.Ordinal);

    public bool MayRepeat(IMethod method, object request) => request is IMessage message
        && (_reads.GetOrAdd(method.FullName, static (_, asked) => IsRead(asked.method, asked.message), (method, message)) || HasKey(message));

    private static bool IsRead(IMethod method, IMessage request) =>
        request.Descriptor.File.Services.FirstOrDefault(service => service.FullName == method.ServiceName)?
            .FindMethodByName(method.Name)?.GetOptions()?.IdempotencyLevel
            is MethodOptions.Types.IdempotencyLevel.NoSideEffects or MethodOptions.Types.IdempotencyLevel.Idempotent;

    private static bool HasKey(IMessage request) =>
        request.Descriptor.FindFieldByName(KeyField) is { FieldType: FieldType.String } field
            && field.Accessor.GetValue(request) is string { Length: > 0 };
}
