using Grpc.Core;
using Grpc.Net.Client;
using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Host;
using UtilizationReview.Tests.Integration.Processes;
using UtilizationReview.Tests.Unit.Correspondence;

namespace UtilizationReview.Tests.Integration.Correspondence;

/// <summary>Documents and orders together, over the whole host.</summary>
public sealed class DocumentsAndTheOrder : IAsyncLifetime
{
    private ReviewHost _host = null!;
    private GrpcChannel _channel = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await ReviewHost.StartAsync(HostSettings.Private(), Ct);
        _channel = GrpcChannel.ForAddress(_host.GrpcAddress);
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_document_stands_in_the_timeline_of_its_order()
    {
        var request = OrderFiles.Read("01-lumbar-discectomy.json", TimeProvider.System.GetUtcNow(), "order-1");
        var number = (await Intake.SubmitAsync(request, cancellationToken: Ct)).Order.TrackingNumber;
        var document = (await DocumentsHouse.SendAsync(Documents, DocumentsHouse.Header(order: number), Contents.Pdf(2))).Document;
        document.AfterDetermination.ShouldBeNull("the rules have approved it at once, and nothing is denied");
        var entry = await AttachedAsync(number);
        (entry.Sentence, entry.PersonId, entry.StatusAfter).ShouldBe(
            ($"A document came: therapy notes ({document.DocumentId}).", "maple-staff", OrderStatus.Approved));
    }

    [Fact]
    public async Task The_documents_of_a_draft_are_its_orders_once_it_is_submitted()
    {
        var request = OrderFiles.Read("01-lumbar-discectomy.json", TimeProvider.System.GetUtcNow(), "order-2");
        var draft = await Intake.SaveDraftAsync(new() { Form = request.Form, IdempotencyKey = "draft-1" }, cancellationToken: Ct);
        var header = DocumentsHouse.Header();
        header.DraftId = draft.DraftId;
        var id = (await DocumentsHouse.SendAsync(Documents, header, Contents.Pdf(2))).Document.DocumentId;
        request.DraftId = draft.DraftId;
        var number = (await Intake.SubmitAsync(request, cancellationToken: Ct)).Order.TrackingNumber;
        var documents = await Eventually.Seen(
            async () => (await Documents.ListDocumentsAsync(new() { Order = number }, cancellationToken: Ct)).Documents, found => found.Count > 0);
        documents.Select(d => (d.DocumentId, d.Order, d.DraftId)).ShouldBe([(id, number, "")]);
        (await Documents.ListDocumentsAsync(new() { DraftId = draft.DraftId }, cancellationToken: Ct)).Documents.ShouldBe(documents);
        (await AttachedAsync(number)).Sentence.ShouldContain(id);
    }

    private async Task<TimelineEntry> AttachedAsync(string number) => (await Eventually.Seen(
        async () => (await Intake.GetTimelineAsync(new() { Number = number }, cancellationToken: Ct)).Entries
            .Where(e => e.What == "document-attached").ToList(),
        attached => attached.Count > 0)).ShouldHaveSingleItem();

    private Contracts.Intake.V1.Intake.IntakeClient Intake => new(Calls);

    private Documents.DocumentsClient Documents => new(Calls);

    private CallInvoker Calls => _channel.With(() => _host.TokenOf("maple-staff"));
}
