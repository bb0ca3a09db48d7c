using System.Data.Common;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace UtilizationReview.Platform.Storage;

/// <summary>Writes the row of an aggregate by the model's own columns and conversions, as text that goes to the server together with the rows
/// that are appended: one round trip a command instead of two, and no tracking of changes.</summary>
internal sealed class RowWriter<TRow>
    where TRow : AggregateRow
{
    private readonly (string Column, bool Nullable, IClrPropertyGetter Value, RelationalTypeMapping Mapping)[] _columns;
    private readonly string _insert;
    private readonly string _update;

    /// <param name="type">The row's place in the model.</param>
    public RowWriter(IEntityType type)
    {
        _columns = [.. type.GetProperties().Select(p => (p.GetColumnName(), p.IsNullable, p.GetGetter(), p.GetRelationalTypeMapping()))];
        var (table, id, version) = (type.GetTableName(), Place(type, nameof(AggregateRow.Id)), Place(type, nameof(AggregateRow.Version)));
        _insert = $"INSERT INTO {table} ({string.Join(", ", _columns.Select(c => c.Column))}) VALUES "
            + $"({string.Join(", ", _columns.Select((_, at) => Name(at)))});";
        _update = $"UPDATE {table} SET {string.Join(", ", _columns.Select((c, at) => $"{c.Column} = {Name(at)}").Where((_, at) => at != id))} "
            + $"WHERE {_columns[id].Column} = {Name(id)} AND {_columns[version].Column} = {Name(_columns.Length)};";
    }

    /// <summary>Adds the statement to an empty command: an insert for version 1, else an update that finds no row when the version before is not
    /// there any more.</summary>
    public void Write(DbCommand command, StringBuilder text, TRow row)
    {
        foreach (var (_, nullable, value, mapping) in _columns)
        {
            command.Parameters.Add(mapping.CreateParameter(command, Name(command.Parameters.Count), value.GetClrValue(row), nullable));
        }
        if (row.Version == 1)
        {
            text.Append(_insert);
            return;
        }
        Appending.Bind(command, row.Version - 1);
        text.Append(_update);
    }

    private static string Name(int parameter) => $"@p{parameter}";

    private int Place(IEntityType type, string property) =>
        Array.FindIndex(_columns, c => c.Column == type.FindProperty(property)!.GetColumnName());
}
