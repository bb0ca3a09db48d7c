using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Data.Sqlite;
using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Host;
using UtilizationReview.Host.Journeys;

namespace UtilizationReview.Tests.Integration.Correspondence.Kit;

/// <summary>The whole host with a clock that stories move, and its people.</summary>
internal sealed class KitHouse : IAsyncDisposable
{
    private readonly ReviewHost _host;
    private readonly GrpcChannel _channel;
    private readonly DirectoryInfo _directory;

    private KitHouse(ReviewHost host, DirectoryInfo directory)
    {
        (_host, _directory) = (host, directory);
        _channel = GrpcChannel.ForAddress(host.GrpcAddress);
        Calls = new(_channel.CreateCallInvoker(), (person, _) => Task.FromResult(host.TokenOf(person)), TimeSpan.Zero);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public DemoCalls Calls { get; }

    public static async Task<KitHouse> StartAsync(DateTimeOffset clock)
    {
        var directory = Directory.CreateTempSubdirectory("kit-test-");
        return new(await ReviewHost.StartAsync(HostSettings.Private(clock) with { DataDirectory = directory.FullName }, Ct), directory);
    }

    /// <summary>Plays the steps of a story; the host stays.</summary>
    /// <param name="story">A journey.</param>
    /// <param name="beforeStep">Done ahead of the step of that place, from 0.</param>
    public async Task<Order> PlayAsync(string story, int beforeStep = -1, Func<Order, Task>? act = null)
    {
        var file = Path.Combine(_directory.FullName, "story.yaml");
        await File.WriteAllTextAsync(file, story, Ct);
        List<string> problems = [];
        var journey = JourneyFiles.Load(file, problems).Single();
        problems.ShouldBeEmpty();
        var player = new JourneyPlayer(journey, Calls, _host.Cast, "kit");
        await player.PrepareAsync(Ct);
        await Calls.MoveClockAsync(player.Dated().First().At, "operator-hale", Ct);
        foreach (var (step, place) in journey.Steps.Select((step, place) => (step, place)))
        {
            if (place == beforeStep) await act!((await player.EndAsync(Ct)).Order);
            await player.PlayAsync(step, Ct);
        }
        return (await player.EndAsync(Ct)).Order;
    }

    public AdvocatesKit.AdvocatesKitClient Kit(string person = "maple-staff") => new(As(person));

    public Documents.DocumentsClient Documents(string person = "maple-staff") => new(As(person));

    public Contracts.Intake.V1.Intake.IntakeClient Intake(string person = "maple-staff") => new(As(person));

    /// <summary>The first column of a query over the service's database, or that of a neighbour.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync(string sql, string database = "correspondence")
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_directory.FullName, $"{database}.db")}");
        await connection.OpenAsync(Ct);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // texts of these tests
        command.CommandText = sql;
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(Ct);
        List<string> rows = [];
        while (await reader.ReadAsync(Ct)) rows.Add(reader.GetString(0));
        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _host.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _directory.Delete(recursive: true);
    }

    private CallInvoker As(string person) => _channel.With(() => _host.TokenOf(person));
}
