using System.Text.Json;
using UtilizationReview.Contracts.Events;
using UtilizationReview.Correspondence;
using UtilizationReview.Correspondence.Adapters;
using UtilizationReview.Correspondence.Domain;
using UtilizationReview.Platform.Deciding;
using static UtilizationReview.Correspondence.Domain.FolderCommand;

namespace UtilizationReview.Tests.Unit.Correspondence;

/// <summary>The documents of one order or draft.</summary>
public sealed class TheFolder
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 15, 0, 0, TimeSpan.Zero);
    private static readonly Ownership Owner = new("maple-spine", "meadow");

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void An_order_has_at_most_200_MB(long beyond, bool taken)
    {
        Folder? folder = null;
        for (var i = 0; i < 7; i++) folder = Do(folder, Receive($"d{i}", $"h{i}", Limits.DocumentBytes));
        var last = Limits.DocumentBytes + beyond;
        var answer = Folder.Decide(folder, Receive("last", "last", last), Now);
        if (taken)
        {
            answer.ShouldBeOfType<Answer<FolderEvent>.Accepted>();
            return;
        }
        var refusal = answer.ShouldBeOfType<Answer<FolderEvent>.Rejected>().Refusal;
        (refusal.Code, refusal.Fields.Single().Field).ShouldBe(("order-full", "chunk"));
        refusal.Sentence.ShouldContain("200 MB, the most an order can have");
    }

    [Fact]
    public void An_order_has_at_most_500_documents()
    {
        Folder? folder = null;
        for (var i = 0; i < Limits.MostDocuments; i++) folder = Do(folder, Receive($"d{i}", $"h{i}", 1));
        Refused(folder, Receive("one", "more", 1)).Code.ShouldBe("too-many-documents");
    }

    [Fact]
    public void The_same_content_twice_is_the_same_document()
    {
        var folder = Do(null, Receive("d1", "same", 5));
        Folder.Decide(folder, Receive("d2", "same", 5), Now).ShouldBeOfType<Answer<FolderEvent>.Ignored>();
        Do(folder, Receive("d3", "other", 5)).Documents.Count.ShouldBe(2);
    }

    [Fact]
    public void Without_a_scanner_a_document_is_usable_at_once_and_told()
    {
        var (folder, told) = Told(null, Receive("d1", "h", 5));
        (folder.Documents[0].State, folder.Documents[0].IsUsable, folder.WakeAt).ShouldBe((DocumentState.Unscanned, true, null));
        told.ShouldHaveSingleItem().ShouldBe(new DocumentReceived
        {
            OrderId = "UR-1", OccurredAt = Now, DocumentId = "d1", Kind = "therapy-notes", ReceivedAt = Now, SentBy = "p-1", SentByRole = "practice",
        });
    }

    [Fact]
    public void With_a_scanner_a_document_is_told_only_once_it_is_clean()
    {
        var (folder, told) = Told(null, Receive("d1", "h", 5, scanned: true));
        (folder.Documents[0].State, folder.Documents[0].IsUsable, told.Count).ShouldBe((DocumentState.Received, false, 0));
        (folder, told) = Told(folder, new RecordScanFailure("d1", "away"));
        (folder.Documents[0].State, folder.Documents[0].IsUsable, told.Count).ShouldBe((DocumentState.Quarantined, false, 0));
        (folder, told) = Told(folder, new RecordScan("d1", ""));
        (folder.Documents[0].State, folder.Documents[0].IsUsable, folder.WakeAt, told.Count).ShouldBe((DocumentState.Clean, true, null, 1));
        Folder.Decide(folder, new RecordScan("d1", "late"), Now).ShouldBeOfType<Answer<FolderEvent>.Ignored>();
    }

    [Fact]
    public void An_infected_document_is_a_record_without_content_that_nobody_hears_of()
    {
        var (folder, told) = Told(Do(null, Receive("d1", "h", 5, scanned: true)), new RecordScan("d1", "Made.Up"));
        var document = folder.Documents[0];
        (document.State, document.HasContent, document.Found, folder.Length, told.Count).ShouldBe((DocumentState.Infected, false, "Made.Up", 0, 0));
    }

    [Fact]
    public void The_scanner_is_asked_again_later_each_time_and_at_least_every_ten_minutes()
    {
        var folder = Do(null, Receive("d1", "h", 5, scanned: true));
        var pauses = new List<double>();
        for (var i = 0; i < 7; i++)
        {
            folder = Do(folder, new RecordScanFailure("d1", "away"));
            pauses.Add((folder.WakeAt!.Value - Now).TotalSeconds);
        }
        pauses.ShouldBe([30, 60, 120, 240, 480, 600, 600]);
    }

    [Fact]
    public void A_draft_hands_its_documents_to_its_order_once_and_takes_none_afterwards()
    {
        var draft = Do(Do(null, Receive("d1", "h1", 5, draft: true)), Receive("d2", "h2", 5, draft: true, scanned: true));
        var (closed, told) = Told(draft, new HandOver("D-1", Owner, "UR-1"));
        (told.Count, closed.WakeAt).ShouldBe((0, null));
        Refused(closed, Receive("d3", "h3", 5, draft: true)).Sentence.ShouldBe(
            "The draft D-1 has become the order UR-1; send the document there.");
        Folder.Decide(closed, new RecordScan("d2", ""), Now).ShouldBeOfType<Answer<FolderEvent>.Ignored>();

        var take = new TakeOver("UR-1", Owner, "D-1", closed.Documents);
        (var order, told) = Told(Do(null, Receive("d0", "h0", 5)), take);
        (order.Id, order.IsDraft).ShouldBe(("UR-1", false));
        order.Documents.Select(d => d.Id).ShouldBe(["d0", "d1", "d2"]);
        told.Cast<DocumentReceived>().Select(e => e.DocumentId).ShouldBe(["d1"], "the other one waits for the scanner");
        order.WakeAt.ShouldNotBeNull();
        Folder.Decide(order, take, Now).ShouldBeOfType<Answer<FolderEvent>.Ignored>();
    }

    [Fact]
    public void A_draft_that_became_an_order_before_its_first_document_arrived_takes_none()
    {
        var closed = Do(null, new HandOver("D-1", Owner, "UR-1"));
        Refused(closed, Receive("d1", "h1", 5, draft: true)).Code.ShouldBe("draft-is-order");
    }

    [Fact]
    public void Documents_of_a_draft_are_told_to_nobody() => Told(null, Receive("d1", "h", 5, draft: true)).Told.ShouldBeEmpty();

    [Fact]
    public void What_is_stored_reads_back_as_it_was()
    {
        var folder = Do(Do(null, Receive("d1", "h", 5, scanned: true)), new RecordScanFailure("d1", "away"));
        var text = JsonSerializer.Serialize(folder, FolderDesk.Rules.Json);
        JsonSerializer.Serialize(JsonSerializer.Deserialize<Folder>(text, FolderDesk.Rules.Json), FolderDesk.Rules.Json).ShouldBe(text);
    }

    [Theory]
    [InlineData("stream: OK", "")]
    [InlineData("stream: Made.Up.Pattern.UNOFFICIAL FOUND", "Made.Up.Pattern.UNOFFICIAL")]
    public void The_scanners_answer_is_read(string answer, string found) => Clamd.Read(answer).Found.ShouldBe(found);

    [Theory]
    [InlineData("")]
    [InlineData("INSTREAM size limit exceeded. ERROR")]
    [InlineData("stream: ")]
    [InlineData("stream:  FOUND")]
    [InlineData("OK")]
    public void What_is_no_answer_is_never_taken_for_clean(string answer) => Should.Throw<ScanFailedException>(() => Clamd.Read(answer));

    private static Receive Receive(string id, string hash, long length, bool draft = false, bool scanned = false) => new(
        draft ? "D-1" : "UR-1", draft, Owner, id, new("notes.pdf", "application/pdf", DocumentKind.TherapyNotes, length, hash, 0, null), scanned,
        "p-1", "practice");

    private static Refusal Refused(Folder? folder, FolderCommand command) =>
        Folder.Decide(folder, command, Now).ShouldBeOfType<Answer<FolderEvent>.Rejected>().Refusal;

    private static Folder Do(Folder? folder, FolderCommand command) => Told(folder, command).Folder;

    private static (Folder Folder, IReadOnlyList<object> Told) Told(Folder? folder, FolderCommand command)
    {
        var facts = Folder.Decide(folder, command, Now).ShouldBeOfType<Answer<FolderEvent>.Accepted>().Events;
        var after = facts.Aggregate(folder, Folder.Evolve)!;
        return (after, [.. facts.SelectMany(fact => FolderDesk.Rules.Tell(after, fact, 1))]);
    }
}
