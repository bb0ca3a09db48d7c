using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Compression;
using Grpc.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grpc.Net.Client;

/// <summary>A way to one server; long-lived, safe for use from many threads.</summary>
public sealed class GrpcChannel : ChannelBase, IDisposable
{
    private readonly ConcurrentDictionary<IMethod, Uri> _paths = new(ReferenceEqualityComparer.Instance as IEqualityComparer<IMethod>);
    private readonly HttpMessageInvoker _invoker;
    private readonly CancellationTokenSource _disposed = new();

    private GrpcChannel(Uri address, GrpcChannelOptions options)
        : base(address.Authority)
    {
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
            throw new ArgumentException($"The address '{address}' is not usable: it must start with http:// or https://.", nameof(address));
        if (options is { HttpClient: not null, HttpHandler: not null })
            throw new ArgumentException("Give either HttpClient or HttpHandler, not both.", nameof(options));
        Address = address;
        Options = options;
        OwnsInvoker = options.DisposeHttpClient || options is { HttpClient: null, HttpHandler: null };
        _invoker = options.HttpClient ?? new HttpMessageInvoker(
            options.HttpHandler ?? new SocketsHttpHandler { EnableMultipleHttp2Connections = true }, disposeHandler: OwnsInvoker);
        Logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger("Grpc.Net.Client.Internal.GrpcCall");
        Codecs = (options.CompressionProviders ?? [new GzipCompressionProvider(CompressionLevel.Fastest)])
            .ToFrozenDictionary(codec => codec.EncodingName, StringComparer.Ordinal);
        AcceptEncoding = string.Join(',', Codecs.Keys.Order(StringComparer.Ordinal).Prepend(WireNames.Identity));
        HttpVersion = options.HttpVersion ?? System.Net.HttpVersion.Version20;
        HttpVersionPolicy = options.HttpVersionPolicy ?? System.Net.Http.HttpVersionPolicy.RequestVersionExact;
    }

    internal Uri Address { get; }

    internal GrpcChannelOptions Options { get; }

    internal ILogger Logger { get; }

    internal FrozenDictionary<string, ICompressionProvider> Codecs { get; }

    internal string AcceptEncoding { get; }

    internal Version HttpVersion { get; }

    internal HttpVersionPolicy HttpVersionPolicy { get; }

    /// <summary>Deadlines are counted by the system's clock even where the application's own clock is moved by hand.</summary>
    internal TimeProvider Clock { get; } = TimeProvider.System;

    internal CancellationToken Disposed => _disposed.Token;

    /// <summary>Whether disposing the channel closes the connections.</summary>
    internal bool OwnsInvoker { get; }

    internal bool AllowsCallCredentials => Address.Scheme == Uri.UriSchemeHttps || Options.UnsafeUseInsecureChannelCallCredentials;

    /// <summary>A channel to an address such as <c>http://localhost:5000</c>.</summary>
    public static GrpcChannel ForAddress(string address) => ForAddress(address, new GrpcChannelOptions());

    /// <summary>A channel to an address, with options.</summary>
    public static GrpcChannel ForAddress(string address, GrpcChannelOptions channelOptions) => ForAddress(new Uri(address), channelOptions);

    /// <summary>A channel to an address.</summary>
    public static GrpcChannel ForAddress(Uri address) => ForAddress(address, new GrpcChannelOptions());

    /// <summary>A channel to an address, with options.</summary>
    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions channelOptions)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(channelOptions);
        return new GrpcChannel(address, channelOptions);
    }

    /// <inheritdoc/>
    public override CallInvoker CreateCallInvoker()
    {
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        return new ChannelInvoker(this);
    }

    /// <summary>Waits until the server's port takes connections.</summary>
    public async Task ConnectAsync(CancellationToken cancellationToken = default)
    {
        TimeSpan pause = TimeSpan.FromMilliseconds(50);
        while (true)
        {
            try
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(new DnsEndPoint(Address.DnsSafeHost, Address.Port), cancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(pause, Clock, cancellationToken);
                if (pause < TimeSpan.FromSeconds(2)) pause *= 2;
            }
        }
    }

    /// <summary>Closes the channel; running calls end as cancelled.</summary>
    public void Dispose()
    {
        if (_disposed.IsCancellationRequested) return;
        _disposed.Cancel();
        if (OwnsInvoker) _invoker.Dispose();
    }

    /// <summary>The address with its path replaced by the rpc's.</summary>
    internal Uri PathOf(IMethod method) =>
        _paths.GetOrAdd(method, static (one, channel) => new Uri(new Uri(channel.Address.GetLeftPart(UriPartial.Authority)), one.FullName), this);

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _invoker is HttpClient client
            ? client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            : _invoker.SendAsync(request, cancellationToken);
}
