using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace UtilizationReview.Platform.Storage;

/// <summary>
/// What a failure of a database means, on any provider. EF and Npgsql wrap one another's exceptions, so the causes are looked at too.
/// </summary>
internal static class DatabaseFailure
{
    private const int SqliteUnique = 2067;
    private const int SqlitePrimaryKey = 1555;
    private const int SqliteBusy = 5;

    /// <summary>A unique index or primary key refused a row.</summary>
    public static bool IsUniqueViolation(DbUpdateException problem) => problem.InnerException switch
    {
        SqliteException sqlite => sqlite.SqliteExtendedErrorCode is SqliteUnique or SqlitePrimaryKey,
        DbException other => other.SqlState == PostgresErrorCodes.UniqueViolation,
        _ => false,
    };

    /// <summary>The database gave up one of several transactions so that the others can go on: deciding again is the answer.</summary>
    public static bool IsLostRace(Exception problem) => Causes(problem).Any(cause =>
        cause is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected });

    /// <summary>The database is busy beyond the time a writer waits.</summary>
    public static bool IsBusy(Exception problem) => Causes(problem).Any(cause => cause is SqliteException { SqliteErrorCode: SqliteBusy });

    /// <summary>A text does not fit its column, or holds the NUL character, which PostgreSQL cannot store.</summary>
    public static bool IsUnstorable(Exception problem) => Causes(problem).Any(cause => cause is PostgresException
    {
        SqlState: PostgresErrorCodes.StringDataRightTruncation or PostgresErrorCodes.CharacterNotInRepertoire
            or PostgresErrorCodes.UntranslatableCharacter
    });

    /// <summary>The database cannot be reached, is stopping or starting, has no connection left, or went away in the middle. Whether a commit
    /// that was under way took place is then not known.</summary>
    public static bool IsAway(Exception problem) => !IsLostRace(problem) && Causes(problem).Any(cause => cause switch
    {
        // A standby that has not been promoted yet refuses to write; the next connection finds the new primary.
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => true,
        NpgsqlException npgsql => npgsql.IsTransient || npgsql.InnerException is SocketException or IOException,
        _ => false,
    });

    private static IEnumerable<Exception> Causes(Exception problem)
    {
        for (var cause = problem; cause is not null; cause = cause.InnerException) yield return cause;
    }
}
