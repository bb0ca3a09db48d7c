using Grpc.Core;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;

namespace UtilizationReview.Tests.Integration.Intake;

/// <summary>A fact that cites a document of the platform cites one that is there; an outage of the documents loses no order.</summary>
public sealed class CitationTests : IAsyncLifetime
{
    private IntakeHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private UtilizationReview.Contracts.Intake.V1.Intake.IntakeClient Practice => _host.As(IntakeHost.MapleStaff);

    public async ValueTask InitializeAsync()
    {
        _host = await IntakeHost.StartAsync();
        _host.Script.Documents["DOC-1"] = 3;
        _host.Script.Judge = (_, _) => ScriptedCriteria.NotMet();
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_cited_page_that_is_there_is_taken_and_one_that_is_not_is_refused_with_its_field()
    {
        var draft = await Practice.SaveDraftAsync(new() { Form = _host.LumbarDiscectomy(), IdempotencyKey = _host.Key() }, cancellationToken: Ct);
        var wrong = await RefusedAsync(() => Save(draft, Cited("sx.pain", "DOC-1", 4), Cited("cm.weeks", "DOC-2", 1)));
        wrong.Fields.Select(f => f.Field).ShouldBe(["form.facts[0].document", "form.facts[1].document"]);
        wrong.Fields[0].Problem.ShouldBe("The document DOC-1 has 3 pages, and no page 4.");
        var saved = await Save(draft, Cited("sx.pain", "DOC-1", 3), Cited("cm.weeks", "DOC-1", 0));
        _host.Script.Documents.Clear();
        (await RefusedAsync(() => Submit(saved))).Fields.Select(f => f.Field).ShouldBe(["draft.form.facts[0].document", "draft.form.facts[1].document"]);
        _host.Script.Documents["DOC-1"] = 3;
        var order = (await Submit(saved)).Order;
        order.UncheckedCitations.ShouldBeEmpty();
        order.Form.Facts.Single(f => f.Name == "sx.pain").Page.ShouldBe(3);
    }

    [Fact]
    public async Task A_form_that_is_no_draft_has_no_documents_yet()
    {
        var refusal = await RefusedAsync(() => _host.Submit(_host.LumbarDiscectomy().With(f => f.Facts[1].Document = "DOC-1")));
        refusal.Fields.Single().Field.ShouldBe("form.facts[1].document");
        refusal.Sentence.ShouldContain("save a draft, upload them to it, and submit the draft");
        (await RefusedAsync(async () => await Practice.SaveDraftAsync(
            new() { Form = _host.LumbarDiscectomy().With(f => f.Facts[0].Document = "DOC-1"), IdempotencyKey = _host.Key() }, cancellationToken: Ct)))
            .Fields.Single().Field.ShouldBe("form.facts[0].document");
        _host.Script.Calls.ContainsKey("CheckCitations").ShouldBeFalse();
    }

    [Fact]
    public async Task The_name_of_a_paper_outside_stays_free_text_and_costs_no_call()
    {
        var order = (await _host.Submit(_host.LumbarDiscectomy().With(f => (f.Facts[0].Origin, f.Facts[0].Document, f.Facts[0].Page) = (FactOrigin.Document, "note.pdf", 2)))).Order;
        order.Form.Facts[0].Document.ShouldBe("note.pdf");
        order.UncheckedCitations.ShouldBeEmpty();
        _host.Script.Calls.ContainsKey("CheckCitations").ShouldBeFalse();
    }

    [Fact]
    public async Task More_facts_and_a_reconsideration_cite_documents_of_the_order()
    {
        var number = (await _host.Submit(_host.LumbarDiscectomy())).Order.TrackingNumber;
        (await RefusedAsync(async () => await Practice.AddInformationAsync(
            new() { Number = number, Facts = { Cited("cm.weeks", "DOC-9", 1) }, IdempotencyKey = _host.Key() }, cancellationToken: Ct))).Fields.Single().Field.ShouldBe("facts[0].document");
        await Practice.AddInformationAsync(new() { Number = number, Facts = { Cited("cm.weeks", "DOC-1", 1) }, IdempotencyKey = _host.Key() }, cancellationToken: Ct);
        await _host.Deliver(_host.NurseRefers(number));
        await _host.Deliver(_host.Talk(number, "offered"));
        await _host.Deliver(_host.PhysicianDecides(number, "deny"));
        (await RefusedAsync(async () => await Practice.RequestReconsiderationAsync(
            new() { Number = number, Facts = { Cited("cm.weeks", "DOC-1", 9) }, Reason = "New notes.", IdempotencyKey = _host.Key() }, cancellationToken: Ct)))
            .Fields.Single().Field.ShouldBe("facts[0].document");
        (await Practice.RequestReconsiderationAsync(
            new() { Number = number, Facts = { Cited("cm.weeks", "DOC-1", 2) }, Reason = "New notes.", IdempotencyKey = _host.Key() }, cancellationToken: Ct))
            .Status.ShouldBe(OrderStatus.Reconsideration);
    }

    [Fact]
    public async Task A_document_that_is_still_with_the_draft_can_be_cited_on_its_order()
    {
        _host.Script.DocumentsOfDrafts["DOC-5"] = 2;
        var draft = await Practice.SaveDraftAsync(new() { Form = _host.LumbarDiscectomy(), IdempotencyKey = _host.Key() }, cancellationToken: Ct);
        var number = (await Submit(draft)).Order.TrackingNumber;
        async Task<Order> Add(int page) => await Practice.AddInformationAsync(
            new() { Number = number, Facts = { Cited("cm.weeks", "DOC-5", page) }, IdempotencyKey = _host.Key() }, cancellationToken: Ct);
        (await Add(2)).UncheckedCitations.ShouldBeEmpty();
        (await RefusedAsync(() => Add(3))).Fields.Single().Field.ShouldBe("facts[0].document");
    }

    [Fact]
    public async Task With_the_documents_away_the_order_is_taken_and_says_what_was_not_checked_until_it_is_given_again()
    {
        var draft = await Practice.SaveDraftAsync(new() { Form = _host.LumbarDiscectomy(), IdempotencyKey = _host.Key() }, cancellationToken: Ct);
        _host.Script.DocumentsAway = true;
        var saved = await Save(draft, Cited("sx.pain", "DOC-1", 3), Cited("cm.weeks", "DOC-7", 1));
        var order = (await Submit(saved)).Order;
        (order.Status, order.UncheckedCitations).ShouldSatisfyAllConditions(
            o => o.Status.ShouldBe(OrderStatus.NurseReview), o => o.UncheckedCitations.ShouldBe(["sx.pain", "cm.weeks"]));
        var timeline = (await Practice.GetTimelineAsync(new() { Number = order.TrackingNumber }, cancellationToken: Ct)).Entries;
        timeline.Single(e => e.What == "citations-unchecked").Sentence.ShouldBe(
            "The documents that 2 facts cite could not be checked, because the service that keeps them was away: sx.pain, cm.weeks.");
        _host.Script.DocumentsAway = false;
        var given = await Practice.AddInformationAsync(
            new() { Number = order.TrackingNumber, Facts = { Cited("cm.weeks", "DOC-1", 1) }, IdempotencyKey = _host.Key() }, cancellationToken: Ct);
        given.UncheckedCitations.ShouldBe(["sx.pain"]);
        (await _host.Order(order.TrackingNumber, IntakeHost.Nurse)).UncheckedCitations.ShouldBe(["sx.pain"]);
    }

    private static Fact Cited(string name, string document, int page) =>
        new() { Name = name, Value = new() { Number = 8 }, Origin = FactOrigin.Document, Document = document, Page = page };

    private async Task<Draft> Save(Draft draft, params Fact[] facts)
    {
        var form = draft.Form.Clone();
        form.Facts.Clear();
        form.Facts.AddRange(facts);
        return await Practice.SaveDraftAsync(new() { DraftId = draft.DraftId, Form = form, Version = draft.Version, IdempotencyKey = _host.Key() }, cancellationToken: Ct);
    }

    private async Task<SubmitResponse> Submit(Draft draft) =>
        await Practice.SubmitAsync(new() { DraftId = draft.DraftId, Channel = Channel.Portal, IdempotencyKey = _host.Key() }, cancellationToken: Ct);

    private static async Task<Refusal> RefusedAsync(Func<Task> call) => (await Should.ThrowAsync<RpcException>(call)).ToRefusal()!;
}
