using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using UtilizationReview.Correspondence.Adapters;
using UtilizationReview.Correspondence.Domain;
using UtilizationReview.Platform.Desks;
using Desk = UtilizationReview.Platform.Desks.Desk<
    UtilizationReview.Correspondence.Adapters.CorrespondenceContext, UtilizationReview.Correspondence.Adapters.FolderRow,
    UtilizationReview.Correspondence.Domain.Folder,
    UtilizationReview.Correspondence.Domain.FolderCommand, UtilizationReview.Correspondence.Domain.FolderEvent>;

namespace UtilizationReview.Correspondence;

/// <summary>The one way documents come into a folder, change and are recorded as read.</summary>
internal sealed class FolderDesk(Desk desk, IDbContextFactory<CorrespondenceContext> contexts)
{
    /// <summary>What the desk is composed of.</summary>
    public static DeskRules<FolderRow, Folder, FolderCommand, FolderEvent> Rules { get; } = new()
    {
        Decide = Folder.Decide,
        Evolve = Folder.Evolve,
        Index = (folder, row) => row.WakeAt = folder.WakeAt,
        Tell = (folder, fact, _) => CorrespondenceEvents.Tell(folder, fact),
        // Kept in a database and never in a page: quotes need no escape beyond JSON's own.
        Json = new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping },
    };

    /// <summary>Carries out one command.</summary>
    public Task<DeskAnswer<Folder>> ExecuteAsync(
        string folderId, FolderCommand command, MessageKey? key, string payloadHash, Actor actor, CancellationToken ct) =>
        desk.ExecuteAsync(folderId, command, key, payloadHash, actor, ct);

    /// <summary>A draft that became an order brings its documents: when the event tells of it, or ahead of the order's first document, so that what
    /// holds of all documents of an order holds of these too. First the draft's folder is closed, so that what is in it stays as it is; then the
    /// order takes it. Both are harmless twice.</summary>
    public async Task TakeOverAsync(string draft, string order, Ownership owner, MessageKey? key, CancellationToken ct)
    {
        (await ExecuteAsync(draft, new FolderCommand.HandOver(draft, owner, order), key: null, "", Actor.Platform, ct)).Acknowledge();
        var documents = (await ReadAsync(draft, ct))!.Documents;
        if (documents.Count == 0) return;
        (await ExecuteAsync(order, new FolderCommand.TakeOver(order, owner, draft, documents), key, "", Actor.Platform, ct)).Acknowledge();
    }

    /// <inheritdoc cref="Desk{TContext,TRow,TState,TCommand,TEvent}.RepeatedAsync"/>
    public Task<DeskAnswer<Folder>?> RepeatedAsync(MessageKey key, string payloadHash, CancellationToken ct) =>
        desk.RepeatedAsync(key, payloadHash, ct);

    /// <summary>The folder as it stands, or null.</summary>
    public async Task<Folder?> ReadAsync(string folderId, CancellationToken ct) => (await desk.ReadAsync(folderId, ct))?.State;

    /// <summary>The folder a document is in, or null.</summary>
    public async Task<Folder?> FolderOfAsync(string documentId, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var folderId = await context.Documents.AsNoTracking().Where(r => r.Id == documentId).Select(r => r.FolderId).SingleOrDefaultAsync(ct);
        return folderId is null ? null : await ReadAsync(folderId, ct);
    }

    /// <summary>Those of the ids whose content a record still needs.</summary>
    public async Task<IReadOnlySet<string>> NeededAsync(IReadOnlyCollection<string> ids, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        return (await context.Documents.AsNoTracking().Where(r => ids.Contains(r.Id) && r.State != DocumentState.Infected).Select(r => r.Id)
            .ToListAsync(ct)).ToHashSet(StringComparer.Ordinal);
    }
}
