using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using UtilizationReview.Correspondence.Domain;
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

/// <summary>The database of the service.</summary>
internal sealed class CorrespondenceContext(DbContextOptions<CorrespondenceContext> options) : ServiceContext(options)
{
    public DbSet<FolderRow> Folders => Set<FolderRow>();

    public DbSet<DocumentRow> Documents => Set<DocumentRow>();

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
    }
}
