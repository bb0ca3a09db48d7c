using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace UtilizationReview.Tests.Integration;

/// <summary>The errors a server has logged: one that no test expects fails it.</summary>
/// <param name="excused">Whether an entry of a category is no error of the test; null: none is.</param>
internal sealed class LoggedErrors(Func<string, string, bool>? excused = null) : ILoggerProvider
{
    /// <summary>Category, text and exception of each.</summary>
    public ConcurrentQueue<string> Entries { get; } = new();

    public ILogger CreateLogger(string categoryName) => new CategoryLog(this, categoryName);

    public void Dispose() { }

    private void Add(string category, string text)
    {
        if (excused?.Invoke(category, text) != true) Entries.Enqueue($"{category}: {text}");
    }

    private sealed class CategoryLog(LoggedErrors errors, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) errors.Add(category, $"{formatter(state, exception)} {exception}");
        }
    }
}
