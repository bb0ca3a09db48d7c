using System.Security.Cryptography;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.Correspondence.Adapters;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Tests.Integration.Servers;
using UtilizationReview.Tests.Unit.Correspondence;

namespace UtilizationReview.Tests.Integration.Correspondence;

/// <summary>Sending, reading and sweeping documents, on both stores.</summary>
public sealed class DocumentsAreKept(RealServers servers)
{
    private const int Megabyte = 1024 * 1024;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("disk")]
    [InlineData("s3")]
    [InlineData("disk, PostgreSQL")]
    public async Task A_document_comes_back_byte_by_byte_from_any_offset(string store)
    {
        await using var house = await StartAsync(store);
        var content = Contents.Pdf(3, extra: new string('x', 300_000));
        var answer = await house.Upload(content, piece: 100_000);
        var document = answer.Document;
        (document.Length, document.Pages, document.State, document.Usable).ShouldBe((content.Length, 3, DocumentState.Unscanned, true));
        (document.Order, document.Sha256, document.SentBy).ShouldBe(("UR-MAPLE", Convert.ToHexStringLower(SHA256.HashData(content)), "p-maple-1"));
        answer.Sentence.ShouldBe($"The document was received as {document.DocumentId}. It can be read and cited.");
        foreach (var offset in new[] { 0, 1, 65_536, content.Length - 1, content.Length })
            (await house.Download(document.DocumentId, DocumentsHouse.Nurse, offset)).ShouldBe(content[offset..]);
        (await house.List()).ShouldBe([document]);
        var colleague = house.As(DocumentsHouse.MapleColleague);
        (await colleague.GetDocumentAsync(new() { DocumentId = document.DocumentId }, cancellationToken: Ct)).ShouldBe(document);
        (await house.Stored()).ShouldBe([document.DocumentId]);
        house.Spooled.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("disk")]
    [InlineData("s3")]
    public async Task The_same_content_twice_on_one_order_is_the_same_document_and_told_so(string store)
    {
        await using var house = await StartAsync(store);
        var header = DocumentsHouse.Header("text/plain");
        var first = await house.Upload(Contents.Text, header);
        var again = await house.Upload(Contents.Text, DocumentsHouse.Header("text/plain"), DocumentsHouse.ContactCenter);
        (again.AlreadyThere, again.Document).ShouldBe((true, first.Document));
        again.Sentence.ShouldStartWith($"The same content is there already, as {first.Document.DocumentId}; nothing was added.");
        var elsewhere = await house.Upload(Contents.Text, DocumentsHouse.Header("text/plain", "UR-OAK"), DocumentsHouse.Oak);
        elsewhere.AlreadyThere.ShouldBeFalse("another order");

        var repeated = await house.Upload(Contents.Text, header);
        (repeated.AlreadyThere, repeated.Document).ShouldBe((false, first.Document), "the same upload, repeated, is answered as the first");
        (await house.Refused([.. Contents.Text, (byte)'x'], header)).ToRefusal()!.Code.ShouldBe("idempotency-key-reused");
        (await house.Stored()).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("disk")]
    [InlineData("s3")]
    [InlineData("disk, PostgreSQL")]
    public async Task Many_senders_of_one_content_make_one_document(string store)
    {
        await using var house = await StartAsync(store);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => house.Upload(Contents.Text, DocumentsHouse.Header("text/plain"))));
        answers.Select(a => a.Document.DocumentId).Distinct().Count().ShouldBe(1);
        answers.Count(a => !a.AlreadyThere).ShouldBe(1);
        (await house.Stored()).ShouldBe([answers[0].Document.DocumentId]);
    }

    [Fact]
    public async Task Twenty_five_megabytes_are_taken_and_one_byte_more_is_not()
    {
        await using var house = await StartAsync("disk");
        var text = new byte[(25 * Megabyte) + 1];
        Array.Fill(text, (byte)'a');
        (await house.Upload(text[1..^1], DocumentsHouse.Header("text/plain"), piece: Megabyte)).Document.Length.ShouldBe((25 * Megabyte) - 1);
        (await house.Upload(text[1..], DocumentsHouse.Header("text/plain"), piece: Megabyte)).Document.Length.ShouldBe(25 * Megabyte);
        var refusal = (await house.Refused(text, DocumentsHouse.Header("text/plain"), piece: Megabyte)).ToRefusal()!;
        (refusal.Code, refusal.Fields.Single().Field).ShouldBe(("document-too-large", "chunk"));
        (await house.Refused(text, DocumentsHouse.Header("text/plain"), piece: Megabyte + 1)).ToRefusal()!.Code.ShouldBe("chunk-too-large");
        (await house.Stored()).Count.ShouldBe(2);
        house.Spooled.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_order_has_at_most_200_MB_with_what_its_draft_brought_and_however_many_send_at_once()
    {
        await using var house = await StartAsync("disk");
        var draft = DocumentsHouse.Header("text/plain");
        draft.DraftId = "D-MAPLE";
        var text = new byte[25 * Megabyte];
        Array.Fill(text, (byte)'a');
        var brought = (await Send(0, draft)).Document.DocumentId;
        // The event that the draft has become the order is still on its way.
        house.Intake.Orders["UR-MAPLE"].DraftId = "D-MAPLE";
        var again = await Send(0);
        (again.AlreadyThere, again.Document.DocumentId, again.Document.Order).ShouldBe((true, brought, "UR-MAPLE"));
        for (var i = 1; i < 7; i++) await Send(i);
        // 175 MB are there. Of two that would fill it one is taken; then not a byte more.
        var both = await Task.WhenAll(Try((byte)'b'), Try((byte)'c'));
        both.Count(code => code.Length == 0).ShouldBe(1);
        both.ShouldContain("order-full");
        (await house.Refused("x"u8.ToArray(), DocumentsHouse.Header("text/plain"))).ToRefusal()!.Code.ShouldBe("order-full");
        (await house.List()).Sum(document => document.Length).ShouldBe(200L * Megabyte);
        (await house.Stored()).Count.ShouldBe(8);

        Task<UploadResponse> Send(int number, UploadHeader? header = null)
        {
            text[0] = (byte)('a' + number);
            return house.Upload(text, header ?? DocumentsHouse.Header("text/plain"), piece: Megabyte);
        }

        async Task<string> Try(byte letter)
        {
            var mine = text.ToArray();
            mine[1] = letter;
            try
            {
                await house.Upload(mine, DocumentsHouse.Header("text/plain"), piece: Megabyte);
                return "";
            }
            catch (RpcException refused)
            {
                return refused.ToRefusal()!.Code;
            }
        }
    }

    [Fact]
    public async Task A_header_is_refused_with_every_field_at_fault_and_what_is_allowed()
    {
        await using var house = await StartAsync("disk");
        var refusal = (await house.Refused(Contents.Text, new() { FileName = "../x", MediaType = "image/gif" })).ToRefusal()!;
        refusal.Fields.Select(f => f.Field).ShouldBe(
            ["header.order", "header.file_name", "header.media_type", "header.kind", "header.idempotency_key"]);
        refusal.Sentence.ShouldContain("'image/gif' is not taken; allowed are application/pdf, image/tiff");
        var wrong = await house.Refused(Contents.Png);
        wrong.Status.Detail.ShouldStartWith("The content is not a PDF: it begins like a PNG image. Allowed are application/pdf,");
        using var call = house.As(DocumentsHouse.Maple).Upload(cancellationToken: Ct);
        await call.RequestStream.WriteAsync(new() { Chunk = Google.Protobuf.ByteString.CopyFromUtf8("first") }, Ct);
        (await Should.ThrowAsync<RpcException>(() => call.ResponseAsync)).ToRefusal()!.Code.ShouldBe("header-required");
        (await house.Stored()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("disk")]
    [InlineData("s3")]
    public async Task An_upload_that_is_broken_off_leaves_nothing_behind(string store)
    {
        await using var house = await StartAsync(store);
        using var gone = new CancellationTokenSource();
        using var call = house.As(DocumentsHouse.Maple).Upload(cancellationToken: gone.Token);
        await call.RequestStream.WriteAsync(new() { Header = DocumentsHouse.Header() }, Ct);
        await call.RequestStream.WriteAsync(new() { Chunk = Google.Protobuf.ByteString.CopyFrom(Contents.Pdf()) }, Ct);
        await Eventually.Becomes(() => Task.FromResult(house.Spooled.Count), count => count == 1);
        await gone.CancelAsync();
        await Eventually.Becomes(() => Task.FromResult(house.Spooled.Count), count => count == 0);
        (await house.Stored()).ShouldBeEmpty();
        (await house.List()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("disk")]
    [InlineData("s3")]
    public async Task Content_without_a_record_is_swept_after_an_hour_and_nothing_else(string store)
    {
        await using var house = await StartAsync(store);
        var kept = (await house.Upload(Contents.Text, DocumentsHouse.Header("text/plain"))).Document.DocumentId;
        var orphan = StoreSweeper.NewId(house.Clock);
        await using (var file = house.Services.GetRequiredService<Holding>().Spool.Open())
        {
            await file.AppendAsync(Contents.Text, Ct);
            await file.EndAsync(Ct);
            await house.Store.StoreAsync(orphan, file, Ct);
        }
        var sweeper = house.Services.GetRequiredService<StoreSweeper>();
        house.Clock.Advance(TimeSpan.FromMinutes(59));
        await sweeper.SweepAsync(Ct);
        (await house.Stored()).ShouldBe([kept, orphan], ignoreOrder: true);
        house.Clock.Advance(TimeSpan.FromMinutes(1));
        await sweeper.SweepAsync(Ct);
        (await house.Stored()).ShouldBe([kept]);
        (await house.Download(kept)).ShouldBe(Contents.Text);
    }

    [Fact]
    public async Task A_store_that_is_away_keeps_nothing_half_done_and_is_told_so()
    {
        await using var objects = await Tests.Servers.PrivateObjectStore.StartNewAsync();
        await using var house = await DocumentsHouse.StartAsync(objects.Settings);
        var header = DocumentsHouse.Header("text/plain");
        await objects.KillAsync();
        var away = await house.Refused(Contents.Text, header);
        away.StatusCode.ShouldBe(StatusCode.Unavailable);
        away.Status.Detail.ShouldBe("The document store does not answer right now. Nothing was changed; try again in a moment.");
        (await house.List()).ShouldBeEmpty();
        await objects.StartAsync();
        (await house.Upload(Contents.Text, header)).Document.Usable.ShouldBeTrue();
    }

    private async Task<DocumentsHouse> StartAsync(string store)
    {
        if (store == "disk") return await DocumentsHouse.StartAsync();
        if (store != "s3")
        {
            return await DocumentsHouse.StartAsync(new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Database:Provider"] = "PostgreSQL", ["Database:ConnectionString"] = (await servers.PostgresAsync()).ConnectionString,
                ["Database:Prefix"] = $"d{Guid.NewGuid():N}"[..9] + "_",
            });
        }
        var objects = await servers.ObjectsAsync();
        objects.Empty();
        return await DocumentsHouse.StartAsync(objects.Settings);
    }
}
