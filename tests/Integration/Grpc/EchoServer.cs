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

    private EchoServer(WebApplication app, LoggedErrors errors) => (_app, _errors) = (app, errors);

    public EchoEvents Events => _app.Services.GetRequiredService<EchoEvents>();

    public IServiceProvider Services => _app.Services;

    public Uri Address => new(_app.Urls.First());

    /// <summary>Announces that the server will log an error whose text contains this.</summary>
    public void ExpectError(string text) => _errors.Expected.Add(text);

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
        _errors.Unexpected().ShouldBeEmpty();
    }

    private sealed class LoggedErrors : ILoggerProvider
    {
        private readonly ConcurrentQueue<string> _entries = new();

        public ConcurrentBag<string> Expected { get; } = [];

        public List<string> Unexpected() => [.. _entries.Where(entry => !Expected.Any(text => entry.Contains(text, StringComparison.Ordinal)))];

        public ILogger CreateLogger(string categoryName) => new ErrorLog(categoryName, _entries);

        public void Dispose()
        {
        }

        private sealed class ErrorLog(string category, ConcurrentQueue<string> entries) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

            public void Log<TState>(
                LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                if (logLevel >= LogLevel.Error) entries.Enqueue($"{category}: {formatter(state, exception)} {exception}");
            }
        }
    }
}

/// <summary>Waits for something without sleeping blindly.</summary>
internal static class Eventually
{
    public static async Task IsTrueAsync(Func<bool> condition, Func<string> last)
    {
        DateTime end = DateTime.UtcNow.AddSeconds(10);
        while (!condition())
        {
            if (DateTime.UtcNow > end) throw new TimeoutException($"Did not happen within 10 s; last seen: {last()}");
            await Task.Delay(10);
        }
    }
}
