using System.Threading.Channels;
using Grpc.Health.V1;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Grpc.AspNetCore.HealthChecks;

/// <summary>The last known status of every service name, and those who watch it.</summary>
internal sealed class HealthBoard
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ServingStatus> _statuses = new(StringComparer.Ordinal);
    private readonly HashSet<Watcher> _watchers = [];
    private readonly ServiceMappingCollection _services;
    private readonly HealthCheckService _checks;
    private bool _reported;
    private bool _stopping;

    public HealthBoard(IOptions<GrpcHealthChecksOptions> options, HealthCheckService checks, IHostApplicationLifetime lifetime)
    {
        _services = options.Value.Services;
        _checks = checks;
        lifetime.ApplicationStopping.Register(Stop);
    }

    /// <summary>The status of a service; null if nobody registered it.</summary>
    internal ServingStatus? Find(string service)
    {
        lock (_gate) return _statuses.TryGetValue(service, out ServingStatus status) ? status : null;
    }

    /// <summary>Runs the health checks if no report has come in yet, so that the first caller is not told "unknown".</summary>
    internal async Task EnsureReportedAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_reported) return;
        }

        Report(await _checks.CheckHealthAsync(cancellationToken));
    }

    /// <summary>Takes a report over and tells watchers what changed.</summary>
    internal void Report(HealthReport report)
    {
        lock (_gate)
        {
            _reported = true;
            if (_stopping) return;
            foreach ((string service, Func<HealthCheckMapContext, bool> predicate) in _services.ByName)
            {
                bool unhealthy = report.Entries.Any(entry => entry.Value.Status == HealthStatus.Unhealthy
                    && predicate(new HealthCheckMapContext(entry.Key, entry.Value.Tags)));
                Set(service, unhealthy ? ServingStatus.NotServing : ServingStatus.Serving);
            }
        }
    }

    /// <summary>The statuses of a service as they change, the present one first. Slow readers miss the oldest changes.</summary>
    internal Watcher Watch(string service)
    {
        lock (_gate)
        {
            var watcher = new Watcher(this, service, Channel.CreateBounded<ServingStatus>(
                new BoundedChannelOptions(5) { FullMode = BoundedChannelFullMode.DropOldest }));
            watcher.Changes.Writer.TryWrite(_statuses.GetValueOrDefault(service, ServingStatus.ServiceUnknown));
            if (_stopping) watcher.Changes.Writer.TryComplete();
            else _watchers.Add(watcher);
            return watcher;
        }
    }

    private void Stop()
    {
        lock (_gate)
        {
            _stopping = true;
            _reported = true;
            foreach (string service in _services.ByName.Keys) Set(service, ServingStatus.NotServing);
            foreach (Watcher watcher in _watchers) watcher.Changes.Writer.TryComplete();
            _watchers.Clear();
        }
    }

    private void Set(string service, ServingStatus status)
    {
        if (_statuses.TryGetValue(service, out ServingStatus before) && before == status) return;
        _statuses[service] = status;
        foreach (Watcher watcher in _watchers.Where(one => one.Service == service)) watcher.Changes.Writer.TryWrite(status);
    }

    private void Remove(Watcher watcher)
    {
        lock (_gate) _watchers.Remove(watcher);
    }

    /// <summary>One watcher of one service.</summary>
    internal sealed class Watcher(HealthBoard board, string service, Channel<ServingStatus> changes) : IDisposable
    {
        internal string Service { get; } = service;

        internal Channel<ServingStatus> Changes { get; } = changes;

        public void Dispose() => board.Remove(this);
    }
}

/// <summary>Brings the reports of the application's health checks to the board.</summary>
internal sealed class HealthBoardPublisher(HealthBoard board) : IHealthCheckPublisher
{
    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        board.Report(report);
        return Task.CompletedTask;
    }
}
