using System.Collections.Concurrent;
using System.Net;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace UtilizationReview.Tests.Integration.GrpcWire;

/// <summary>The echo service on a real Kestrel with a port of its own. An error in its log that no test announced fails the test.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly LoggedErrors _errors;
    private readonly ConcurrentBag<string> _expected = [];

    private EchoServer(WebApplication app, LoggedErrors errors) => (_app, _errors) = (app, errors);

    public EchoEvents Events => _app.Services.GetRequiredService<EchoEvents>();

    public IServiceProvider Services => _app.Services;

    public Uri Address => new(_app.Urls.First());

    /// <summary>Announces that the server will log an error whose text contains this.</summary>
    public void ExpectError(string text) => _expected.Add(text);

    public static async Task<EchoServer> StartAsync(
        Action<IServiceCollection>? services = null, Action<WebApplication>? map = null, HttpProtocols protocols = HttpProtocols.Http2,
        Action<WebApplication>? service = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        var errors = new LoggedErrors();
        builder.Logging.ClearProviders().AddProvider(errors).SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<EchoEvents>();
        services?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        if (service is null) app.MapGrpcService<EchoService>();
        else service(app);
        map?.Invoke(app);
        await app.StartAsync();
        return new EchoServer(app, errors);
    }

    public GrpcChannel Channel(Action<GrpcChannelOptions>? configure = null)
    {
        var options = new GrpcChannelOptions();
        configure?.Invoke(options);
        return GrpcChannel.ForAddress(Address, options);
    }

    public Echo.EchoClient Client(Action<GrpcChannelOptions>? configure = null) => new(Channel(configure));

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _errors.Entries.Where(entry => !_expected.Any(text => entry.Contains(text, StringComparison.Ordinal))).ShouldBeEmpty();
    }
}
