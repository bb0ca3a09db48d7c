using Microsoft.EntityFrameworkCore;

namespace UtilizationReview.Platform.Storage;

/// <summary>Writers of one SQLite file take turns in this process: SQLite has one writer at a time and its own waiting is sleep and retry, so
/// a queue is both fairer and faster. Other processes are kept out by SQLite itself. On other databases there is nothing to wait for.</summary>
internal sealed class WriteTurns<TContext> : IDisposable
    where TContext : ServiceContext
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    public async ValueTask<Turn> TakeAsync(TContext context, CancellationToken ct)
    {
        if (!context.Database.IsSqlite()) return default;
        await _turn.WaitAsync(ct);
        return new Turn(_turn);
    }

    public void Dispose() => _turn.Dispose();

    internal readonly struct Turn(SemaphoreSlim? turn) : IDisposable
    {
        public void Dispose() => turn?.Release();
    }
}
