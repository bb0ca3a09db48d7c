using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>Finds what generated code says of a service class.</summary>
internal static class BindMethod
{
    /// <summary>The method that lists the service's rpcs, and the generated base class.</summary>
    internal static (MethodInfo Bind, Type GeneratedBase) Find(Type serviceType)
    {
        for (Type? type = serviceType; type is not null; type = type.BaseType)
        {
            if (type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is not { } attribute) continue;
            MethodInfo? bind = attribute.BindType.GetMethod(attribute.BindMethodName,
                BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic, [typeof(ServiceBinderBase), type]);
            if (bind is not null) return (bind, type);
        }

        throw new InvalidOperationException(
            $"{serviceType} is not a gRPC service: derive it from the base class that the protobuf compiler generated for its service.");
    }

    /// <summary>The protobuf description of a service class; null if it did not come from protobuf.</summary>
    internal static ServiceDescriptor? FindDescriptor(Type serviceType) =>
        Find(serviceType).Bind.DeclaringType?
            .GetProperty("Descriptor", BindingFlags.Static | BindingFlags.Public)?.GetValue(null) as ServiceDescriptor;
}
