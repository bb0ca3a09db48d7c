using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace UtilizationReview.Platform.Storage;

/// <summary>Recognises that a unique index or primary key refused a row, on either database.</summary>
internal static class UniqueIndex
{
    private const int SqliteUnique = 2067;
    private const int SqlitePrimaryKey = 1555;
    private const string PostgresUnique = "23505";

    public static bool IsViolatedBy(DbUpdateException problem) => problem.InnerException switch
    {
        SqliteException sqlite => sqlite.SqliteExtendedErrorCode is SqliteUnique or SqlitePrimaryKey,
        DbException other => other.SqlState == PostgresUnique,
        _ => false,
    };
}
