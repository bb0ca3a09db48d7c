using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Tests.Servers;
using UtilizationReview.Tests.Unit.Correspondence;

namespace UtilizationReview.Tests.Integration.Correspondence;

/// <summary>The service as a process of its own: killed in the middle of uploads, and measured while many run.</summary>
public sealed partial class UploadsAndTheProcess : IAsyncLifetime
{
    private const int Megabyte = 1024 * 1024;

    private readonly string _directory = Directory.CreateTempSubdirectory("ur-documents-").FullName;
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private ScriptedIntake _intake = null!;
    private ServiceCopy _copy = null!;
    private GrpcChannel _channel = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Documents.DocumentsClient Client => new(_channel.With(() => new DemoIssuer(_key, TimeProvider.System).Sign(DocumentsHouse.Maple)));

    private string[] Parts => Directory.GetFiles(Path.Combine(_directory, "store", "incoming"));

    public async ValueTask InitializeAsync()
    {
        _intake = await ScriptedIntake.StartAsync();
        _copy = new("Correspondence", 1, _directory, new Dictionary<string, string>
        {
            ["Services__Self"] = _intake.Address, ["Identity__DemoKey"] = Convert.ToBase64String(_key), ["DOTNET_gcServer"] = "0",
            ["Documents__Directory"] = Path.Combine(_directory, "store"),
        }, ["dotnet", ServiceFleet.Program("Correspondence")]);
        _copy.Start();
        await _copy.ReadyAsync();
        _channel = GrpcChannel.ForAddress(_copy.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _copy.DisposeAsync();
        await _intake.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task A_process_that_is_killed_in_the_middle_of_an_upload_leaves_nothing_after_its_next_start()
    {
        var kept = (await DocumentsHouse.SendAsync(Client, DocumentsHouse.Header(), Contents.Pdf())).Document.DocumentId;
        var header = DocumentsHouse.Header("text/plain");
        using (var call = Client.Upload(cancellationToken: Ct))
        {
            await call.RequestStream.WriteAsync(new() { Header = header }, Ct);
            await call.RequestStream.WriteAsync(new() { Chunk = ByteString.CopyFrom(Contents.Text) }, Ct);
            await Eventually.Becomes(() => Task.FromResult(Parts.Length), count => count == 1);
            await _copy.KillAsync();
        }
        Parts.Length.ShouldBe(1, "the killed process could not clean up");

        _copy.Start();
        await _copy.ReadyAsync();
        await Eventually.Becomes(() => Task.FromResult(Parts.Length), count => count == 0);
        Directory.GetFiles(Path.Combine(_directory, "store", "content"), "*", SearchOption.AllDirectories).Select(Path.GetFileName).ShouldBe([kept]);
        (await Client.ListDocumentsAsync(new() { Order = "UR-MAPLE" }, cancellationToken: Ct)).Documents.Select(d => d.DocumentId).ShouldBe([kept]);
        (await DocumentsHouse.SendAsync(Client, header, Contents.Text)).AlreadyThere.ShouldBeFalse("the same upload, repeated, is taken");
        _copy.Account.ShouldContain("documents are readable as they come, marked as not scanned", Case.Sensitive, "the operator is told at start");
        _copy.Account.ShouldNotContain("notes of therapy", Case.Insensitive, "no file name is logged");
    }

    [Fact]
    public async Task Whenever_the_process_is_killed_every_record_has_its_content()
    {
        var (number, answered, last) = (0, 0, "");
        for (var round = 0; round < 4; round++)
        {
            var senders = Enumerable.Range(0, 4).Select(async sender =>
            {
                for (var i = 0; i < 100; i++)
                {
                    var text = new byte[200_000];
                    Array.Fill(text, (byte)'a');
                    System.Text.Encoding.ASCII.GetBytes($"{Interlocked.Increment(ref number)}\n", text);
                    try
                    {
                        await DocumentsHouse.SendAsync(Client, DocumentsHouse.Header("text/plain"), text);
                        Interlocked.Increment(ref answered);
                    }
                    catch (RpcException gone)
                    {
                        last = gone.Status.ToString();
                        return;
                    }
                }
            }).ToList();
            var enough = (round + 1) * 7;
            await Eventually.Becomes(() => Task.FromResult($"{answered} answered, {last}"), _ => answered >= enough);
            await _copy.KillAsync();
            await Task.WhenAll(senders);
            _copy.Start();
            await _copy.ReadyAsync();
        }
        await Eventually.Becomes(() => Task.FromResult(Parts.Length), count => count == 0);
        var recorded = (await Client.ListDocumentsAsync(new() { Order = "UR-MAPLE" }, cancellationToken: Ct)).Documents;
        recorded.Count.ShouldBeGreaterThanOrEqualTo(answered, "what was answered is there");
        var stored = Directory.GetFiles(Path.Combine(_directory, "store", "content"), "*", SearchOption.AllDirectories)
            .ToDictionary(f => Path.GetFileName(f), StringComparer.Ordinal);
        foreach (var document in recorded)
            Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(stored[document.DocumentId], Ct))).ShouldBe(document.Sha256);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{recorded.Count} recorded, {stored.Count - recorded.Count} stored without a record, to be swept within the hour");
    }

    /// <summary>Eight uploads of 25 MB at once are 200 MB; held in memory they would show.</summary>
    [Fact]
    public async Task Many_large_uploads_at_once_cost_a_bounded_piece_of_memory()
    {
        await DocumentsHouse.SendAsync(Client, DocumentsHouse.Header(), Contents.Pdf());
        var before = PeakMegabytes();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number =>
        {
            var text = new byte[(25 * Megabyte) - 100];
            Array.Fill(text, (byte)('a' + number));
            _intake.Add($"UR-{number}", "maple-spine", "meadow-commercial");
            return DocumentsHouse.SendAsync(Client, DocumentsHouse.Header("text/plain", $"UR-{number}"), text);
        }));
        answers.ShouldAllBe(answer => answer.Document.Usable);
        var grown = PeakMegabytes() - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"8 uploads of 25 MB at once: the peak of {before} MB grew by {grown} MB");
        grown.ShouldBeLessThan(100);
    }

    private int PeakMegabytes() => int.Parse(
        Peak().Match(File.ReadAllText($"/proc/{_copy.ProcessId}/status")).Groups["kb"].Value, CultureInfo.InvariantCulture) / 1024;

    [GeneratedRegex(@"VmHWM:\s+(?<kb>\d+) kB", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Peak();
}
