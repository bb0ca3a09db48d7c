using System.Text;
using Grpc.Core;
using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Tests.Integration.Servers;
using UtilizationReview.Tests.Servers;
using UtilizationReview.Tests.Unit.Correspondence;

namespace UtilizationReview.Tests.Integration.Correspondence;

/// <summary>Documents and a real ClamAV daemon with one made-up pattern.</summary>
public sealed class DocumentsAreScreened(RealServers servers)
{
    private static readonly byte[] Infected = Encoding.ASCII.GetBytes($"Six weeks of therapy, and {PrivateClamd.Pattern}.");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_clean_document_is_usable_when_the_upload_returns_and_told_once()
    {
        await using var house = await DocumentsHouse.StartAsync(scanner: (await servers.ScannerAsync()).Address);
        var document = (await house.Upload(Contents.Pdf())).Document;
        (document.State, document.Usable).ShouldBe((DocumentState.Clean, true));
        (await house.Download(document.DocumentId, DocumentsHouse.Nurse)).ShouldBe(Contents.Pdf());
        (await house.Rows("SELECT type FROM outbox")).ShouldBe(["ur:document-received:v1"]);
    }

    [Fact]
    public async Task An_infected_document_stays_as_a_record_without_content_and_nobody_hears_of_it()
    {
        await using var house = await DocumentsHouse.StartAsync(scanner: (await servers.ScannerAsync()).Address);
        var answer = await house.Upload(Infected, DocumentsHouse.Header("text/plain"));
        (answer.Document.State, answer.Document.Usable, answer.Document.Found).ShouldBe((DocumentState.Infected, false, PrivateClamd.PatternName));
        answer.Sentence.ShouldContain("The virus scanner found something in it");
        (await house.Stored()).ShouldBeEmpty();
        foreach (var reader in new[] { DocumentsHouse.Maple, DocumentsHouse.Nurse })
            (await NotReadable(house, answer.Document.DocumentId, reader)).ShouldBe("document-infected");
        (await house.List(by: DocumentsHouse.Nurse)).ShouldBe([answer.Document]);
        (await house.Rows("SELECT type FROM outbox")).ShouldBeEmpty();
        var cited = await house.As(DocumentsHouse.Nurse).CheckCitationsAsync(
            new() { Order = "UR-MAPLE", Citations = { new Citation { DocumentId = answer.Document.DocumentId } } }, cancellationToken: Ct);
        cited.Problems.Single().Problem.ShouldEndWith("is infected and cannot be cited.");
        (await house.Upload(Infected, DocumentsHouse.Header("text/plain"))).AlreadyThere.ShouldBeTrue();
    }

    [Fact]
    public async Task While_the_scanner_is_away_a_document_is_held_back_and_looked_at_once_it_is_back()
    {
        await using var scanner = await PrivateClamd.StartNewAsync();
        await using var house = await DocumentsHouse.StartAsync(scanner: scanner.Address);
        await scanner.KillAsync();
        var answer = await house.Upload(Contents.Pdf());
        var id = answer.Document.DocumentId;
        (answer.Document.State, answer.Document.Usable).ShouldBe((DocumentState.Quarantined, false));
        answer.Sentence.ShouldEndWith("It is held back until the virus scanner has looked at it; there is nothing you have to do.");
        foreach (var reader in new[] { DocumentsHouse.Nurse, DocumentsHouse.MapleColleague })
            (await NotReadable(house, id, reader)).ShouldBe("document-not-checked");
        (await house.Download(id)).ShouldBe(Contents.Pdf(), "who sent it reads it");
        var cited = await house.As(DocumentsHouse.Nurse).CheckCitationsAsync(
            new() { Order = "UR-MAPLE", Citations = { new Citation { DocumentId = id, Page = 1 } } }, cancellationToken: Ct);
        cited.Problems.Single().Problem.ShouldEndWith("has not been found clean yet and cannot be cited before.");
        (await house.Rows("SELECT type FROM outbox")).ShouldBeEmpty();

        await scanner.StartAsync();
        house.Clock.Advance(TimeSpan.FromSeconds(31));
        await Eventually.Becomes(() => house.List(), documents => documents[0].State == DocumentState.Clean);
        (await house.Download(id, DocumentsHouse.Nurse)).ShouldBe(Contents.Pdf());
        (await house.Rows("SELECT type FROM outbox")).ShouldBe(["ur:document-received:v1"]);
    }

    [Fact]
    public async Task Twenty_five_megabytes_are_looked_at_whole()
    {
        await using var house = await DocumentsHouse.StartAsync(scanner: (await servers.ScannerAsync()).Address);
        var text = new byte[25 * 1024 * 1024];
        Array.Fill(text, (byte)'a');
        Infected.CopyTo(text, text.Length - Infected.Length);
        (await house.Upload(text, DocumentsHouse.Header("text/plain"), piece: 1024 * 1024)).Document.State.ShouldBe(DocumentState.Infected);
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(70, false)]
    public async Task What_the_scanner_cannot_look_at_whole_is_never_taken_for_clean(int megabytes, bool clean)
    {
        await using var house = await DocumentsHouse.StartAsync(scanner: (await servers.ScannerAsync()).Address);
        var word = Contents.AlmostDocx(more: "word/media/picture.bin", filling: new string('a', megabytes * 1024 * 1024));
        var answer = await house.Upload(word, DocumentsHouse.Header(Contents.DocxType));
        answer.Document.State.ShouldBe(clean ? DocumentState.Clean : DocumentState.Infected);
        if (clean) return;
        answer.Document.Found.ShouldStartWith("Heuristics.Limits.Exceeded");
        answer.Sentence.ShouldContain("The virus scanner could not look at all that is in it");
    }

    private static async Task<string> NotReadable(DocumentsHouse house, string id, UtilizationReview.Platform.Identity.Caller reader)
    {
        var refusal = await Should.ThrowAsync<RpcException>(() => house.Download(id, reader));
        refusal.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        return refusal.ToRefusal()!.Code;
    }
}
