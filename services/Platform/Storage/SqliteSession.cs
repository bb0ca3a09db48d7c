using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace UtilizationReview.Platform.Storage;

/// <summary>What each SQLite connection is told when it opens. With the write-ahead log, <c>synchronous=FULL</c> makes a commit last through a
/// power loss, <c>NORMAL</c> only through the death of the process.</summary>
internal sealed class SqliteSession : DbConnectionInterceptor
{
    private readonly ConditionalWeakTable<sqlite3, object> _told = [];
    private readonly string _pragmas;

    public SqliteSession(string synchronous)
    {
        if (synchronous is not ("Full" or "Normal"))
            throw new ArgumentException($"Data:Synchronous is '{synchronous}'; allowed are Full and Normal.", nameof(synchronous));
        _pragmas = $"PRAGMA synchronous={synchronous}; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=5000;";
    }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Tell(connection);

    public override Task ConnectionOpenedAsync(DbConnection connection,
        ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Tell(connection);
        return Task.CompletedTask;
    }

    private void Tell(DbConnection connection)
    {
        // The pool hands out the same native connection again and again: it is told once.
        if (connection is not SqliteConnection { Handle: { } handle } || !_told.TryAdd(handle, connection.DataSource)) return;
        using var command = connection.CreateCommand();
        command.CommandText = _pragmas;
        command.ExecuteNonQuery();
    }
}
