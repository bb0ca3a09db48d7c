using Microsoft.Data.Sqlite;

namespace UtilizationReview.Tests.Integration;

/// <summary>What a query finds in a database file of a service, beside the service.</summary>
internal static class FirstColumn
{
    /// <summary>The texts of the first column, in the order they come.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(string file, string sql)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var connection = new SqliteConnection($"Data Source={file}");
        await connection.OpenAsync(ct);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // texts of the tests
        command.CommandText = sql;
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<string> rows = [];
        while (await reader.ReadAsync(ct)) rows.Add(reader.GetString(0));
        return rows;
    }
}
