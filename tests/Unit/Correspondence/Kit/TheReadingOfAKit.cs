using System.Text.Json;
using UtilizationReview.Correspondence;
using UtilizationReview.Correspondence.Domain;
using UtilizationReview.Platform.Deciding;

namespace UtilizationReview.Tests.Unit.Correspondence.Kit;

/// <summary>Reading what is made of an order's record is on record, with documents and without.</summary>
public sealed class TheReadingOfAKit
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 15, 0, 0, TimeSpan.Zero);
    private static readonly Ownership Owner = new("maple-spine", "meadow");

    [Fact]
    public void A_reading_opens_the_folder_of_an_order_without_documents()
    {
        var fact = Read(null);
        fact.ShouldBe(new FolderEvent.KitRead(Now, "UR-1", Owner, "why"));
        var folder = Folder.Evolve(null, fact);
        (folder.Id, folder.IsDraft, folder.Owner, folder.Documents.Count, folder.WakeAt).ShouldBe(("UR-1", false, Owner, 0, null));
        Folder.Evolve(folder, Read(folder)).ShouldBe(folder);
    }

    [Fact]
    public void The_reading_is_stored_under_its_name() =>
        JsonSerializer.Serialize(Read(null), FolderDesk.Rules.Json).ShouldBe(
            """{"$type":"kit-read","folderId":"UR-1","owner":{"practiceId":"maple-spine","planId":"meadow"},"document":"why","""
                + "\"at\":\"2026-11-24T15:00:00+00:00\"}");

    private static FolderEvent Read(Folder? folder) => Folder.Decide(folder, new FolderCommand.RecordKit("UR-1", Owner, "why"), Now)
        .ShouldBeOfType<Answer<FolderEvent>.Accepted>().Events.Single();
}
