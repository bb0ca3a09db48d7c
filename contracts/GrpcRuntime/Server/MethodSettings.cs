using System.Collections.Frozen;
using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Compression;
using Grpc.Text;

namespace Grpc.AspNetCore.Server;

/// <summary>The settings of one method, merged from the general options and those of its service.</summary>
internal sealed record MethodSettings
{
    internal required IMethod Method { get; init; }

    internal required int? MaxReceive { get; init; }

    internal required int? MaxSend { get; init; }

    internal required bool DetailedErrors { get; init; }

    internal required FrozenDictionary<string, ICompressionProvider> Codecs { get; init; }

    internal required ICompressionProvider? ResponseCodec { get; init; }

    internal required CompressionLevel? ResponseLevel { get; init; }

    internal required IReadOnlyList<InterceptorRegistration> Interceptors { get; init; }

    /// <summary>What is told to a caller whose codec is not there.</summary>
    internal string AcceptEncoding => string.Join(',', Codecs.Keys.Order(StringComparer.Ordinal).Prepend(WireNames.Identity));

    internal static MethodSettings Merge(IMethod method, GrpcServiceOptions general, GrpcServiceOptions own)
    {
        var codecs = new Dictionary<string, ICompressionProvider>(StringComparer.Ordinal);
        foreach (ICompressionProvider codec in general.CompressionProviders.Concat(own.CompressionProviders)) codecs[codec.EncodingName] = codec;
        string? algorithm = own.ResponseCompressionAlgorithm ?? general.ResponseCompressionAlgorithm;
        ICompressionProvider? responseCodec = null;
        if (algorithm is not (null or WireNames.Identity) && !codecs.TryGetValue(algorithm, out responseCodec))
        {
            throw new InvalidOperationException(
                $"ResponseCompressionAlgorithm is '{algorithm}', for which there is no compression provider; "
                    + $"known are {string.Join(", ", codecs.Keys)}.");
        }

        return new MethodSettings
        {
            Method = method,
            MaxReceive = own.IsMaxReceiveSet ? own.MaxReceiveMessageSize : general.MaxReceiveMessageSize,
            MaxSend = own.MaxSendMessageSize ?? general.MaxSendMessageSize,
            DetailedErrors = own.EnableDetailedErrors ?? general.EnableDetailedErrors ?? false,
            Codecs = codecs.ToFrozenDictionary(StringComparer.Ordinal),
            ResponseCodec = responseCodec,
            ResponseLevel = own.ResponseCompressionLevel ?? general.ResponseCompressionLevel,
            Interceptors = [.. general.Interceptors, .. own.Interceptors],
        };
    }
}
