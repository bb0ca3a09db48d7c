using System.Collections.Concurrent;
using System.Data.Common;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace UtilizationReview.Platform.Storage;

/// <summary>What a command of a desk writes: the row of its aggregate, and rows for tables that are only appended to, with one statement list in
/// the transaction at hand. Change tracking would cost several times the insert itself, and every command of every service pays it.</summary>
internal sealed class Appending
{
    private static readonly ConcurrentDictionary<(string Table, int Columns, int Rows, int First), string> Texts = [];

    private readonly List<(string Table, string Columns, List<object?[]> Rows)> _tables = [];
    private Action<DbCommand, StringBuilder>? _first;

    /// <summary>The row of an aggregate goes first, in the same command.</summary>
    public void Begin<TRow>(RowWriter<TRow> writer, TRow row)
        where TRow : AggregateRow => _first = (command, text) => writer.Write(command, text, row);

    /// <summary>
    /// Adds a row. Values are long, int, string, Guid or null, in the order of the columns; the rows of a table are added one after the other.
    /// </summary>
    public void Add(string table, string columns, object?[] values)
    {
        if (_tables.Count == 0 || _tables[^1].Table != table) _tables.Add((table, columns, []));
        _tables[^1].Rows.Add(values);
    }

    /// <summary>Writes what was added.</summary>
    /// <exception cref="DbUpdateConcurrencyException">The aggregate is no longer at the version it was read at.</exception>
    /// <exception cref="DbUpdateException">The database refused; its exception is the inner one.</exception>
    public async Task WriteAsync(DbContext context, CancellationToken ct)
    {
        if (_tables.Count == 0) return;
        await using var command = Command(context);
        var text = new StringBuilder();
        _first?.Invoke(command, text);
        foreach (var (table, columns, rows) in _tables)
        {
            text.Append(Text(table, columns, rows[0].Length, rows.Count, command.Parameters.Count));
            foreach (var value in rows.SelectMany(row => row)) Bind(command, value);
        }
#pragma warning disable CA2100 // table and column names are constants of this project, values are parameters
        command.CommandText = text.ToString();
#pragma warning restore CA2100
        var wanted = _tables.Sum(table => table.Rows.Count) + (_first is null ? 0 : 1);
        int written;
        try
        {
            written = await command.ExecuteNonQueryAsync(ct);
        }
        catch (DbException problem)
        {
            throw new DbUpdateException("The database refused what a command wanted to write.", problem);
        }
        if (written != wanted) throw new DbUpdateConcurrencyException("The record has changed since it was read.");
    }

    /// <summary>A command in the context's connection and transaction.</summary>
    public static DbCommand Command(DbContext context)
    {
        var command = context.Database.GetDbConnection().CreateCommand();
        command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
        return command;
    }

    /// <summary>Binds the next parameter: @p0, @p1, …</summary>
    public static void Bind(DbCommand command, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = $"@p{command.Parameters.Count}";
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }

    private static string Text(string table, string columns, int width, int rows, int first) => Texts.GetOrAdd((table, width, rows, first), _ =>
    {
        var values = Enumerable.Range(0, rows)
            .Select(r => $"({string.Join(", ", Enumerable.Range(first + (r * width), width).Select(p => $"@p{p}"))})");
        return $"INSERT INTO {table} ({columns}) VALUES {string.Join(", ", values)};";
    });
}
