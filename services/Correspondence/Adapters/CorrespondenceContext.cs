using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using UtilizationReview.Correspondence.Domain;
using UtilizationReview.Correspondence.Domain.Notices;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.Correspondence.Adapters;

/// <summary>A folder as stored. <see cref="TimedRow.WakeAt"/> is when the scanner is owed a look.</summary>
internal sealed class FolderRow : TimedRow;

/// <summary>Where a document is and how far; written with its folder.</summary>
internal sealed class DocumentRow
{
    [Key, MaxLength(64)]
    public string Id { get; set; } = "";

    [MaxLength(64)]
    public string FolderId { get; set; } = "";

    public DocumentState State { get; set; }
}

/// <summary>A notice as stored. <see cref="TimedRow.WakeAt"/> is when writing or a delivery is owed.</summary>
internal sealed class NoticeRow : TimedRow
{
    [MaxLength(64)]
    public string OrderId { get; set; } = "";

    [MaxLength(64)]
    public string? PracticeId { get; set; }

    [MaxLength(64)]
    public string? PlanId { get; set; }

    public NoticeKind Kind { get; set; }

    public Recipient Recipient { get; set; }

    public NoticeStage Stage { get; set; }

    public DateTimeOffset OwedAt { get; set; }

    public DateTimeOffset? IssuedAt { get; set; }

    public bool Urgent { get; set; }

    public bool Unread { get; set; }

    public bool WaitsForMail { get; set; }

    public bool HasProblem { get; set; }
}

/// <summary>The text of an issued notice; written with it, and never changed.</summary>
internal sealed class NoticeTextRow
{
    [Key, MaxLength(64)]
    public string Id { get; set; } = "";

    public string Markdown { get; set; } = "";
}

/// <summary>Where notices go, by practice or plan.</summary>
internal sealed class DeliveryAddressRow : AggregateRow;

/// <summary>The database of the service.</summary>
internal sealed class CorrespondenceContext(DbContextOptions<CorrespondenceContext> options) : ServiceContext(options)
{
    public DbSet<FolderRow> Folders => Set<FolderRow>();

    public DbSet<DocumentRow> Documents => Set<DocumentRow>();

    public DbSet<NoticeRow> Notices => Set<NoticeRow>();

    public DbSet<NoticeTextRow> NoticeTexts => Set<NoticeTextRow>();

    /// <summary>Keeps the text of a notice beside it.</summary>
    public static Task FollowAsync(CorrespondenceContext context, Notice notice, NoticeEvent fact, CancellationToken ct)
    {
        if (fact is NoticeEvent.NoticeIssued issued) context.NoticeTexts.Add(new() { Id = notice.Id, Markdown = issued.Markdown });
        return Task.CompletedTask;
    }

    /// <summary>Keeps the rows of documents beside their folder.</summary>
    public static async Task FollowAsync(CorrespondenceContext context, Folder folder, FolderEvent fact, CancellationToken ct)
    {
        switch (fact)
        {
            case FolderEvent.DocumentStored e:
                context.Documents.Add(new() { Id = e.Document.Id, FolderId = folder.Id, State = e.Document.State });
                break;
            case FolderEvent.DocumentQuarantined e:
                (await FindAsync(e.DocumentId)).State = DocumentState.Quarantined;
                break;
            case FolderEvent.DocumentCleared e:
                (await FindAsync(e.DocumentId)).State = DocumentState.Clean;
                break;
            case FolderEvent.DocumentFoundInfected e:
                (await FindAsync(e.DocumentId)).State = DocumentState.Infected;
                break;
            case FolderEvent.DraftTakenOver e:
                foreach (var document in e.Documents) (await FindAsync(document.Id)).FolderId = folder.Id;
                break;
            default:
                break; // changes no document
        }

        async Task<DocumentRow> FindAsync(string id) => await context.Documents.FindAsync([id], ct)
            ?? throw new InvalidDataException($"The document {id} of the folder {folder.Id} has no row.");
    }

    protected override void Map(ModelBuilder model)
    {
        model.Entity<FolderRow>(row =>
        {
            row.ToTable("folders");
            row.HasIndex(r => r.WakeAt).HasFilter("wake_at IS NOT NULL");
        });
        model.Entity<DocumentRow>(row =>
        {
            row.ToTable("documents");
            row.HasIndex(r => r.State);
        });
        model.Entity<NoticeRow>(row =>
        {
            row.ToTable("notices");
            row.HasIndex(r => r.WakeAt).HasFilter("wake_at IS NOT NULL");
            row.HasIndex(r => r.OrderId);
            row.HasIndex(r => new { r.PracticeId, r.IssuedAt });
            row.HasIndex(r => new { r.PlanId, r.IssuedAt });
            row.HasIndex(r => new { r.PlanId, r.WaitsForMail }).HasFilter("waits_for_mail");
            row.HasIndex(r => new { r.PlanId, r.HasProblem }).HasFilter("has_problem");
        });
        model.Entity<NoticeTextRow>(row => row.ToTable("notice_texts"));
        model.Entity<DeliveryAddressRow>(row => row.ToTable("delivery_addresses"));
    }
}
