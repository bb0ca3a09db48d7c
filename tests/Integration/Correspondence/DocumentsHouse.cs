using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.Correspondence;
using UtilizationReview.Correspondence.Adapters;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.Tests.Integration.Correspondence;

/// <summary>Correspondence on a real port, with a database of its own, a clock that tests move, and an Intake that is played.</summary>
internal sealed class DocumentsHouse : IAsyncDisposable
{
    public static readonly Caller Maple = new("p-maple-1", "Maple Staff", Roles.Practice, "maple-spine", [], null);
    public static readonly Caller MapleColleague = Maple with { PersonId = "p-maple-2" };
    public static readonly Caller Oak = new("p-oak-1", "Oak Staff", Roles.Practice, "oak-joint", [], null);
    public static readonly Caller Nurse = new("nurse-1", "Nurse", Roles.Nurse, null, ["meadow-commercial"], null);
    public static readonly Caller NurseOfAnotherPlan = new("nurse-2", "Nurse", Roles.Nurse, null, ["summit-advantage"], null);
    public static readonly Caller ContactCenter = new("cc-1", "Contact", Roles.ContactCenter, null, ["meadow-commercial"], null);

    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;
    private readonly string _directory;

    private DocumentsHouse(WebApplication app, ScriptedIntake intake, MovableClock clock, string directory)
    {
        (_app, Intake, Clock, _directory) = (app, intake, clock, directory);
        _channel = app.Channel();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ScriptedIntake Intake { get; }

    public MovableClock Clock { get; }

    public IServiceProvider Services => _app.Services;

    public IDocumentStore Store => Services.GetRequiredService<Holding>().Store;

    /// <summary>Files in the spool.</summary>
    public IReadOnlyList<string> Spooled => [.. Directory.EnumerateFiles(Path.Combine(_directory, "documents", "incoming"))];

    public static async Task<DocumentsHouse> StartAsync(IReadOnlyDictionary<string, string?>? settings = null, string? scanner = null)
    {
        var intake = await ScriptedIntake.StartAsync();
        var directory = Directory.CreateTempSubdirectory("documents-test-").FullName;
        var clock = new MovableClock();
        var builder = SlimServer.Builder(
        [
            new("Data:Directory", directory), new("Services:Intake", intake.Address), new("Documents:Scanner", scanner),
            new("Calls:BreakSeconds", "0"),
        ]);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddCorrespondence(builder.Configuration).AddEventDelivery(builder.Configuration);
        return new(await builder.StartedAsync(app => app.MapCorrespondence()), intake, clock, directory);
    }

    public Documents.DocumentsClient As(Caller caller) => new(_channel.As(caller, Services));

    /// <summary>What is said of a content in front of it.</summary>
    public static UploadHeader Header(string mediaType = "application/pdf", string order = "UR-MAPLE", string? key = null) => new()
    {
        Order = order, FileName = "notes of therapy.pdf", MediaType = mediaType, Kind = DocumentKind.TherapyNotes,
        IdempotencyKey = key ?? Guid.NewGuid().ToString("N"),
    };

    /// <summary>Sends a document in pieces.</summary>
    public Task<UploadResponse> Upload(byte[] content, UploadHeader? header = null, Caller? by = null, int piece = 64 * 1024) =>
        SendAsync(As(by ?? Maple), header ?? Header(), content, piece);

    public static async Task<UploadResponse> SendAsync(Documents.DocumentsClient client, UploadHeader header, byte[] content, int piece = 64 * 1024)
    {
        using var call = client.Upload(cancellationToken: Ct);
        try
        {
            await call.RequestStream.WriteAsync(new() { Header = header }, Ct);
            for (var at = 0; at < content.Length; at += piece)
            {
                var chunk = UnsafeByteOperations.UnsafeWrap(content.AsMemory(at, Math.Min(piece, content.Length - at)));
                await call.RequestStream.WriteAsync(new() { Chunk = chunk }, Ct);
            }
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception early) when (early is RpcException or InvalidOperationException)
        {
            // The server has said what it thinks before it heard all; the answer tells.
        }
        return await call.ResponseAsync;
    }

    public async Task<RpcException> Refused(byte[] content, UploadHeader? header = null, Caller? by = null, int piece = 64 * 1024) =>
        await Should.ThrowAsync<RpcException>(() => Upload(content, header, by, piece));

    /// <summary>The content from an offset on.</summary>
    public async Task<byte[]> Download(string documentId, Caller? by = null, long offset = 0)
    {
        using var call = As(by ?? Maple).Download(new() { DocumentId = documentId, Offset = offset }, cancellationToken: Ct);
        using var content = new MemoryStream();
        while (await call.ResponseStream.MoveNext(Ct)) content.Write(call.ResponseStream.Current.Chunk.Span);
        return content.ToArray();
    }

    public async Task<IReadOnlyList<Document>> List(string order = "UR-MAPLE", Caller? by = null) =>
        [.. (await As(by ?? Maple).ListDocumentsAsync(new() { Order = order }, cancellationToken: Ct)).Documents];

    /// <summary>Ids of everything in the store.</summary>
    public async Task<IReadOnlyList<string>> Stored()
    {
        List<string> ids = [];
        await foreach (var id in Store.ListAsync(Ct)) ids.Add(id);
        return ids;
    }

    /// <summary>The first column of a query over the service's database.</summary>
    public Task<IReadOnlyList<string>> Rows(string sql) => FirstColumn.OfAsync(Path.Combine(_directory, "correspondence.db"), sql);

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Intake.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }
}
