using Grpc.Core;
using Grpc.Net.Client;
using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Host;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Tests.Integration.Correspondence;
using UtilizationReview.Tests.Integration.Processes;
using UtilizationReview.Tests.Unit.Correspondence;

namespace UtilizationReview.Tests.Integration.Intake;

/// <summary>Facts that cite documents, over the whole host with the service that keeps them.</summary>
public sealed class CitationsOfRealDocuments : IAsyncLifetime
{
    private ReviewHost _host = null!;
    private GrpcChannel _channel = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private UtilizationReview.Contracts.Intake.V1.Intake.IntakeClient Orders => new(Calls);

    private Documents.DocumentsClient Papers => new(Calls);

    private CallInvoker Calls => _channel.With(() => _host.TokenOf("maple-staff"));

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
    public async Task A_page_of_a_document_on_the_draft_is_cited_and_submitted_and_no_page_beyond_its_last_one()
    {
        var request = OrderFiles.Read("01-lumbar-discectomy.json", TimeProvider.System.GetUtcNow(), "cite-1");
        var draft = await Orders.SaveDraftAsync(new() { Form = request.Form, IdempotencyKey = "cite-draft" }, cancellationToken: Ct);
        var header = DocumentsHouse.Header();
        header.DraftId = draft.DraftId;
        var id = (await DocumentsHouse.SendAsync(Papers, header, Contents.Pdf(2))).Document.DocumentId;

        var form = draft.Form.Clone();
        var fact = form.Facts[0];
        (fact.Origin, fact.Document, fact.Page) = (FactOrigin.Document, id, 3);
        Contracts.Intake.V1.SaveDraftRequest Save(string key) => new() { DraftId = draft.DraftId, Form = form, Version = draft.Version, IdempotencyKey = key };
        var refusal = (await Should.ThrowAsync<RpcException>(async () => await Orders.SaveDraftAsync(Save("cite-3"), cancellationToken: Ct))).ToRefusal()!;
        (refusal.Fields.Single().Field, refusal.Sentence).ShouldBe(("form.facts[0].document", $"The document {id} has 2 pages, and no page 3."));
        fact.Page = 2;
        await Orders.SaveDraftAsync(Save("cite-2"), cancellationToken: Ct);

        request.DraftId = draft.DraftId;
        var order = (await Orders.SubmitAsync(request, cancellationToken: Ct)).Order;
        order.UncheckedCitations.ShouldBeEmpty();
        order.Form.Facts.Single(f => f.Name == fact.Name).ShouldSatisfyAllConditions(f => f.Document.ShouldBe(id), f => f.Page.ShouldBe(2));
    }
}
