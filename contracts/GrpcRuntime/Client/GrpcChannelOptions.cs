using Grpc.Net.Compression;
using Microsoft.Extensions.Logging;

namespace Grpc.Net.Client;

/// <summary>Options of a channel.</summary>
public sealed class GrpcChannelOptions
{
    /// <summary>The handler that carries the calls; by default a <see cref="SocketsHttpHandler"/> with several HTTP/2 connections.</summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>The client that carries the calls, instead of <see cref="HttpHandler"/>.</summary>
    public HttpClient? HttpClient { get; set; }

    /// <summary>Whether disposing the channel disposes the given handler or client. Default: no.</summary>
    public bool DisposeHttpClient { get; set; }

    /// <summary>Where the channel logs; nowhere if null.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Largest message to take, in bytes before and after decompression; null for no limit. Default: 4 MiB.</summary>
    public int? MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>Largest message to send, in bytes; null for no limit.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>The codecs; null for gzip.</summary>
    public IList<ICompressionProvider>? CompressionProviders { get; set; }

    /// <summary>Whether a cancelled or late call throws <see cref="OperationCanceledException"/> instead of an RpcException. Default: no.</summary>
    public bool ThrowOperationCanceledOnCancellation { get; set; }

    /// <summary>Whether call credentials, such as bearer tokens, may travel without TLS. Default: no.</summary>
    public bool UnsafeUseInsecureChannelCallCredentials { get; set; }

    /// <summary>HTTP version; null for 2.0.</summary>
    public Version? HttpVersion { get; set; }

    /// <summary>How strictly the version is taken; null for exactly.</summary>
    public HttpVersionPolicy? HttpVersionPolicy { get; set; }
}
