using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace UtilizationReview.Platform.Live;

/// <summary>The way to Redis, which may be missing at any moment: a question is answered within the patience or not at all. After a
/// failure nobody asks until the background loop, which looks every second, has had an answer again.</summary>
/// <param name="options">Where Redis is; null: there is none.</param>
/// <param name="prefix">What stands in front of every key.</param>
/// <param name="patience">Longest wait of a call for Redis.</param>
internal sealed partial class RedisLink(ConfigurationOptions? options, string prefix, TimeSpan patience, ILogger<RedisLink> log) : BackgroundService
{
    public static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    /// <summary>Rounds without an answer after which the connection is made anew: the server may have moved to another address.</summary>
    private const int RoundsUntilNew = 5;

    private ConnectionMultiplexer? _connection;
    private volatile bool _answers;
    private int _silentRounds;

    /// <summary>False: everything is kept in memory of this process.</summary>
    public bool IsConfigured => options is not null;

    /// <summary>Whether Redis answered when last asked.</summary>
    public bool Answers => _answers;

    public RedisKey Key(string name) => prefix + name;

    /// <summary>Asks; Known is false when Redis is away or slow.</summary>
    public async Task<(bool Known, T? Value)> AskAsync<T>(Func<IDatabase, Task<T>> ask, CancellationToken ct)
    {
        if (!_answers || _connection is not { } connection) return default;
        try
        {
            var value = await ask(connection.GetDatabase()).WaitAsync(patience, ct);
            await Task.Yield(); // off the thread that reads from Redis
            return (true, value);
        }
        catch (Exception problem) when (!ct.IsCancellationRequested)
        {
            Silent(problem);
            return default;
        }
    }

    /// <summary>Tells without waiting; lost when Redis is away.</summary>
    public void Tell(Action<IDatabase> tell)
    {
        if (!_answers || _connection is not { } connection) return;
        try
        {
            tell(connection.GetDatabase());
        }
        catch (Exception problem) when (problem is RedisException or TimeoutException or ObjectDisposedException)
        {
            Silent(problem);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options is null)
        {
            LogInMemory();
            return;
        }
        while (!stoppingToken.IsCancellationRequested)
        {
            await LookAsync(options, stoppingToken);
            await Task.Delay(Round, TimeProvider.System, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        _answers = false;
        await CloseAsync();
    }

    private async Task LookAsync(ConfigurationOptions configured, CancellationToken ct)
    {
        try
        {
            _connection ??= await ConnectionMultiplexer.ConnectAsync(configured);
            await _connection.GetDatabase().PingAsync().WaitAsync(patience, ct);
            await Task.Yield();
            _silentRounds = 0;
            if (_answers) return;
            _answers = true;
            var endpoints = string.Join(", ", configured.EndPoints);
            LogAnswers(endpoints);
        }
        catch (Exception problem) when (!ct.IsCancellationRequested)
        {
            if (_answers || _silentRounds == 0) Silent(problem);
            if (++_silentRounds % RoundsUntilNew == 0) await CloseAsync();
        }
        catch (OperationCanceledException)
        {
            // stopping
        }
    }

    private async Task CloseAsync()
    {
        if (Interlocked.Exchange(ref _connection, null) is not { } connection) return;
        try
        {
            await connection.CloseAsync(allowCommandsToComplete: false).WaitAsync(ConnectPatience);
        }
        catch (Exception problem) when (problem is RedisException or TimeoutException or ObjectDisposedException)
        {
            var kind = problem.GetType().Name;
            LogCloseFailed(kind); // it was silent anyway
        }
    }

    private void Silent(Exception problem)
    {
        _answers = false;
        var kind = problem.GetType().Name; // the message could name keys
        LogAway(kind);
    }

    [LoggerMessage(EventId = 9501, Level = LogLevel.Information,
        Message = "Presence, rate limits, answered keys and counters are kept in memory of this process (no Redis:Configuration)")]
    private partial void LogInMemory();

    [LoggerMessage(EventId = 9502, Level = LogLevel.Information, Message = "Redis answers at {Endpoints}: presence, limits and counters are shared")]
    private partial void LogAnswers(string endpoints);

    [LoggerMessage(EventId = 9503, Level = LogLevel.Warning,
        Message = "Redis does not answer ({Problem}): this process goes on with what it knows itself and looks again every second")]
    private partial void LogAway(string problem);

    [LoggerMessage(EventId = 9504, Level = LogLevel.Debug, Message = "Closing a silent connection to Redis failed ({Problem})")]
    private partial void LogCloseFailed(string problem);
}
