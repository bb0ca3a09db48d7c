using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace UtilizationReview.Platform.Storage;

/// <summary>What each SQLite connection is told when it opens. With the write-ahead log, <c>synchronous=FULL</c> makes a commit last through a
/// power loss, <c>NORMAL</c> only through the death of the process.</summary>
internal sealed class SqliteSession : DbConnectionInterceptor
{
    private readonly string _pragmas;

    public SqliteSession(string synchronous)
    {
        if (synchronous is not ("Full" or "Normal")) throw new ArgumentException($"Data:Synchronous is '{synchronous}'; allowed are Full and Normal.", nameof(synchronous));
        _pragmas = $"PRAGMA busy_timeout=5000; PRAGMA synchronous={synchronous}; PRAGMA foreign_keys=ON;";
    }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Tell(connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Tell(connection);
        return Task.CompletedTask;
    }

    private void Tell(DbConnection connection)
    {
        if (connection is not SqliteConnection) return;
        using var command = connection.CreateCommand();
        command.CommandText = _pragmas;
        command.ExecuteNonQuery();
    }
}
