using Microsoft.EntityFrameworkCore;

namespace UtilizationReview.Platform.Storage;

/// <summary>Loads rows so that nobody else changes them before the transaction ends. SQLite has one writer at a time and needs no more; on
/// PostgreSQL the row is locked. The version stays the last word on both.</summary>
internal static class RowLocks
{
    /// <summary>The row, once nobody else is changing it; null when there is none.</summary>
    /// <param name="context">In a transaction.</param>
    /// <param name="table">Its table.</param>
    /// <param name="id">Its id.</param>
    /// <param name="ct">Cancels the wait.</param>
    public static async Task<TRow?> LoadAsync<TRow>(DbContext context, string table, string id, CancellationToken ct)
        where TRow : AggregateRow =>
        (await Rows<TRow>(context, $"SELECT * FROM {table} WHERE id = {{0}} FOR NO KEY UPDATE", id, ct)) is [var row] ? row : null;

    /// <summary>The first of the rows that nobody else is changing now, and nobody waits; null when all are being changed or gone.</summary>
    /// <param name="context">In a transaction.</param>
    /// <param name="table">Their table.</param>
    /// <param name="ids">Their ids, the most wanted first.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<TRow?> LoadFirstFreeAsync<TRow>(DbContext context, string table, string[] ids, CancellationToken ct)
        where TRow : AggregateRow =>
        (await Rows<TRow>(
            context,
            $"SELECT * FROM {table} WHERE id = ANY ({{0}}) ORDER BY array_position({{0}}, id) LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED", ids, ct))
        is [var row] ? row : null;

    private static Task<List<TRow>> Rows<TRow>(DbContext context, string sql, object value, CancellationToken ct)
        where TRow : AggregateRow =>
#pragma warning disable EF1002 // the text is made of the model's table name; the value is a parameter
        context.Set<TRow>().FromSqlRaw(sql, value).AsNoTracking().ToListAsync(ct);
#pragma warning restore EF1002
}
