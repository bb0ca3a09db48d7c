using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using UtilizationReview.ClinicalCriteria;
using UtilizationReview.Intake;
using UtilizationReview.NurseReview;
using UtilizationReview.PeerToPeer;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Platform.Time;
using UtilizationReview.SiteOfCare;

namespace UtilizationReview.Tests.Integration.Telemetry;

/// <summary>Every service in one process, with everything that is logged kept.</summary>
internal sealed class MetricsHouse : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;

    private MetricsHouse(WebApplication app, Logged log, MovableClock clock) =>
        (_app, Log, Clock, _channel) = (app, log, clock, app.Channel());

    public Logged Log { get; }
    public MovableClock Clock { get; }
    public IServiceProvider Services => _app.Services;

    public static async Task<MetricsHouse> StartAsync(string directory, params KeyValuePair<string, string?>[] settings)
    {
        var (log, clock) = (new Logged(), new MovableClock());
        var builder = SlimServer.Builder([new("Data:Directory", directory), .. settings]);
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddClinicalCriteria(builder.Configuration).AddSiteOfCare(builder.Configuration);
        builder.Services.AddIntake(builder.Configuration);
        builder.Services.AddNurseReview(builder.Configuration);
        builder.Services.AddPeerToPeer(builder.Configuration).AddEmbeddedDelivery();
        return new(await builder.StartedAsync(app =>
        {
            app.MapClinicalCriteria();
            app.MapSiteOfCare();
            app.MapIntake();
            app.MapNurseReview();
            app.MapPeerToPeer();
        }), log, clock);
    }

    public CallInvoker As(string person, string role, string? practice = null, params string[] plans) =>
        _channel.As(new(person, person, role, practice, plans, null), Services);

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>Every log entry with its scopes, as text.</summary>
    internal sealed class Logged : ILoggerProvider, ISupportExternalScope
    {
        private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

        public ConcurrentQueue<string> Entries { get; } = [];

        public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);
        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;
        public void Dispose() { }

        private sealed class Category(Logged log, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => log._scopes.Push(state);

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                var values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs.Select(p => $"{p.Key}={p.Value}")) : "";
                var scopes = new List<string>();
                log._scopes.ForEachScope((scope, all) => all.Add(scope?.ToString() ?? ""), scopes);
                log.Entries.Enqueue($"{category}: {formatter(state, exception)} {values} {string.Join(' ', scopes)} {exception}");
            }
        }
    }
}
