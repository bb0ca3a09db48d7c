using Grpc.Core;
using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Tests.Unit.Correspondence;

namespace UtilizationReview.Tests.Integration.Correspondence;

/// <summary>A practice reaches its own orders' documents, reviewers those of their plans' orders, and every reading is on record.</summary>
public sealed class WhoReadsDocuments : IAsyncLifetime
{
    private const string NoOrder = "There is no order with the number 'UR-MAPLE'.";

    private const string Readings = """
        SELECT person_id || ' ' || role || ' ' || command || ' ' || coalesce(json_extract(body, '$.what'), '') || ' '
            || coalesce(json_extract(body, '$.documentId'), '')
        FROM history WHERE aggregate_id = 'UR-MAPLE' ORDER BY version
        """;

    private static readonly DateTimeOffset Decided = new(2026, 11, 24, 15, 0, 0, TimeSpan.Zero);

    private DocumentsHouse _house = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _house = await DocumentsHouse.StartAsync();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public async Task Who_may_not_see_an_order_is_told_that_neither_it_nor_its_documents_exist()
    {
        var id = (await _house.Upload(Contents.Pdf())).Document.DocumentId;
        foreach (var stranger in new[] { DocumentsHouse.Oak, DocumentsHouse.NurseOfAnotherPlan })
        {
            await NotThere(() => _house.Download(id, stranger), $"There is no document '{id}'.");
            var there = _house.As(stranger);
            await NotThere(
                async () => await there.GetDocumentAsync(new() { DocumentId = id }, cancellationToken: Ct), $"There is no document '{id}'.");
            await NotThere(() => _house.List(by: stranger), NoOrder);
            await NotThere(async () => await there.CheckCitationsAsync(new() { Order = "UR-MAPLE" }, cancellationToken: Ct), NoOrder);
        }
        await NotThere(() => _house.Upload(Contents.Pdf(), by: DocumentsHouse.Oak), NoOrder);
        await NotThere(
            () => _house.Upload(Contents.Pdf(), DocumentsHouse.Header(order: "UR-NONE")), "There is no order with the number 'UR-NONE'.");
        foreach (var reader in new[] { DocumentsHouse.Maple, DocumentsHouse.MapleColleague, DocumentsHouse.Nurse, DocumentsHouse.ContactCenter })
            (await _house.Download(id, reader)).ShouldBe(Contents.Pdf());
    }

    [Fact]
    public async Task Every_reading_and_writing_is_in_history_with_who_and_what()
    {
        var id = (await _house.Upload(Contents.Pdf())).Document.DocumentId;
        await _house.List(by: DocumentsHouse.Nurse);
        await _house.Download(id, DocumentsHouse.Nurse);
        await _house.As(DocumentsHouse.ContactCenter).GetDocumentAsync(new() { DocumentId = id }, cancellationToken: Ct);
        (await _house.Rows(Readings)).ShouldBe(
        [
            "p-maple-1 practice Receive  ", "nurse-1 nurse RecordReading List ", $"nurse-1 nurse RecordReading Content {id}",
            $"cc-1 contact_center RecordReading Particulars {id}",
        ]);
    }

    [Fact]
    public async Task An_order_is_found_by_its_order_number_and_without_documents_its_list_is_empty()
    {
        (await _house.List("ORD-MAPLE")).ShouldBeEmpty();
        var document = (await _house.Upload(Contents.Pdf(), DocumentsHouse.Header(order: "ORD-MAPLE"))).Document;
        document.Order.ShouldBe("UR-MAPLE");
        (await _house.List("ORD-MAPLE")).ShouldBe([document]);
    }

    [Fact]
    public async Task Documents_can_be_read_while_Intake_is_away_and_sent_once_it_is_back()
    {
        var id = (await _house.Upload(Contents.Pdf())).Document.DocumentId;
        _house.Intake.Failure = new(StatusCode.Unavailable, "away");
        (await _house.Download(id, DocumentsHouse.Nurse)).ShouldBe(Contents.Pdf());
        (await _house.List()).Count.ShouldBe(1);
        var away = await _house.Refused(Contents.Text, DocumentsHouse.Header("text/plain"));
        (away.StatusCode, away.ToRefusal()!.Code).ShouldBe((StatusCode.Unavailable, "intake-away"));
    }

    [Fact]
    public async Task A_drafts_documents_are_its_practices_and_not_the_reviewers()
    {
        var header = DocumentsHouse.Header();
        header.DraftId = "D-MAPLE";
        var document = (await _house.Upload(Contents.Pdf(), header)).Document;
        (document.Order, document.DraftId).ShouldBe(("", "D-MAPLE"));
        (await _house.Download(document.DocumentId, DocumentsHouse.MapleColleague)).ShouldBe(Contents.Pdf());
        var center = _house.As(DocumentsHouse.ContactCenter);
        (await center.ListDocumentsAsync(new() { DraftId = "D-MAPLE" }, cancellationToken: Ct)).Documents.ShouldBe([document]);
        await NotThere(() => _house.Download(document.DocumentId, DocumentsHouse.Nurse), $"There is no document '{document.DocumentId}'.");
        var nurse = _house.As(DocumentsHouse.Nurse);
        await NotThere(
            async () => await nurse.ListDocumentsAsync(new() { DraftId = "D-MAPLE" }, cancellationToken: Ct), "There is no draft D-MAPLE.");
        await NotThere(() => _house.List("D-MAPLE"), "There is no order with the number 'D-MAPLE'.");

        _house.Intake.Drafts["D-MAPLE"].SubmittedAs = "UR-MAPLE";
        var late = DocumentsHouse.Header();
        late.DraftId = "D-MAPLE";
        (await _house.Refused(Contents.Pdf(2), late)).Status.Detail
            .ShouldBe("The draft D-MAPLE has become the order UR-MAPLE; send the document there.");
    }

    [Theory]
    [InlineData(RecourseState.Open, "It came after a denial: a physician looks at what is denied with it, which is not a request for reconsideration.")]
    [InlineData(RecourseState.Running, "It came after a denial: the physician who looks at the denial again sees it.")]
    [InlineData(RecourseState.Closed, "It came after a denial that documents cannot open any more; the rights named in the notice remain.")]
    [InlineData(RecourseState.Used, "It came after a denial that documents cannot open any more; the rights named in the notice remain.")]
    [InlineData(null, "It came after a denial and is on record.")]
    public async Task A_document_after_a_denial_is_promised_what_the_ladder_says(RecourseState? documents, string promise)
    {
        _house.Intake.Documents = documents;
        _house.Intake.Add("UR-DENIED", status: OrderStatus.Denied, decided: [(LineOutcome.Denied, Decided)]);
        (await _house.Upload(Contents.Pdf(), DocumentsHouse.Header(order: "UR-DENIED"))).Sentence.ShouldEndWith(promise);
    }

    [Theory]
    [InlineData(OrderStatus.NurseReview, false)]
    [InlineData(OrderStatus.PhysicianReview, false)]
    [InlineData(OrderStatus.Approved, false)]
    [InlineData(OrderStatus.PartiallyApproved, true)]
    [InlineData(OrderStatus.DenialUpheld, true)]
    [InlineData(OrderStatus.Reconsideration, true)]
    public async Task Only_after_a_denial_it_came_after_one_whatever_was_decided_of_other_lines(OrderStatus status, bool after)
    {
        var order = _house.Intake.Add(
            "UR-LINES", status: status, decided: [(LineOutcome.Denied, Decided), (LineOutcome.Approved, Decided.AddHours(2))]);
        if (!after) order.Lines.RemoveAt(0);
        var answer = await _house.Upload(Contents.Pdf(), DocumentsHouse.Header(order: "UR-LINES"));
        (answer.Document.AfterDetermination?.ToDateTimeOffset()).ShouldBe(after ? Decided : null);
        if (!after) answer.Sentence.ShouldEndWith("It can be read and cited.");
        else answer.Sentence.ShouldContain("It came after a denial");
    }

    [Fact]
    public async Task A_denial_during_the_upload_counts_and_Intake_away_at_its_end_costs_nobody_the_upload()
    {
        foreach (var away in new[] { false, true })
        {
            var number = $"UR-{away}";
            _house.Intake.Add(number);
            using var call = _house.As(DocumentsHouse.Maple).Upload(cancellationToken: Ct);
            await call.RequestStream.WriteAsync(new() { Header = DocumentsHouse.Header(order: number) }, Ct);
            await call.RequestStream.WriteAsync(new() { Chunk = Google.Protobuf.ByteString.CopyFrom(Contents.Pdf()) }, Ct);
            await Eventually.Becomes(() => Task.FromResult(_house.Spooled.Count), count => count == 1);
            _house.Intake.Add(number, status: OrderStatus.Denied, decided: [(LineOutcome.Denied, Decided)]);
            if (away) _house.Intake.Failure = new(StatusCode.Unavailable, "away");
            await call.RequestStream.CompleteAsync();
            ((await call.ResponseAsync).Document.AfterDetermination?.ToDateTimeOffset()).ShouldBe(away ? null : Decided);
        }
    }

    [Fact]
    public async Task A_document_after_a_denial_is_told_with_its_instant()
    {
        _house.Intake.Add("UR-DENIED", status: OrderStatus.Denied, decided: [(LineOutcome.Denied, Decided)]);
        var answer = await _house.Upload(Contents.Pdf(), DocumentsHouse.Header(order: "UR-DENIED"));
        answer.Document.AfterDetermination.ToDateTimeOffset().ShouldBe(Decided);
        var told = (await _house.Rows("SELECT body FROM outbox")).ShouldHaveSingleItem();
        told.ShouldContain("\"afterDetermination\":\"2026-11-24T15:00:00");
        told.ShouldNotContain("notes of therapy", Case.Insensitive, "no file name leaves");
    }

    [Fact]
    public async Task A_citation_is_checked_for_the_document_and_its_page()
    {
        var pdf = (await _house.Upload(Contents.Pdf(3))).Document.DocumentId;
        var text = (await _house.Upload(Contents.Text, DocumentsHouse.Header("text/plain"))).Document.DocumentId;
        Citation[] citations =
        [
            new() { DocumentId = pdf, Page = 3 }, new() { DocumentId = pdf, Page = 4 }, new() { DocumentId = text, Page = 9 },
            new() { DocumentId = "DOC-none" }, new() { DocumentId = pdf, Page = -1 },
        ];
        var answer = await _house.As(DocumentsHouse.Nurse).CheckCitationsAsync(
            new() { Order = "UR-MAPLE", Citations = { citations } }, cancellationToken: Ct);
        answer.Problems.Select(p => (p.Index, p.Problem)).ShouldBe(
        [
            (1, $"The document {pdf} has 3 pages, and no page 4."), (3, "There is no document 'DOC-none' on this record."),
            (4, "Page -1 is none; pages count from 1, 0 is the whole document."),
        ]);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1_000_000)]
    public async Task An_offset_outside_the_document_is_refused(long offset)
    {
        var id = (await _house.Upload(Contents.Pdf())).Document.DocumentId;
        (await Should.ThrowAsync<RpcException>(() => _house.Download(id, offset: offset))).ToRefusal()!.Fields.Single().Field.ShouldBe("offset");
    }

    private static async Task NotThere(Func<Task> ask, string sentence)
    {
        var refusal = await Should.ThrowAsync<RpcException>(ask);
        (refusal.StatusCode, refusal.Status.Detail).ShouldBe((StatusCode.NotFound, sentence));
    }
}
