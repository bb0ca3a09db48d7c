using System.Globalization;
using Microsoft.EntityFrameworkCore;
using UtilizationReview.Correspondence.Domain.Notices;
using UtilizationReview.Platform.Identity;

namespace UtilizationReview.Correspondence.Adapters.Notices;

/// <summary>Which notices are looked for; null or empty: not narrowed.</summary>
internal sealed record NoticeSearch(
    string OrderId, string PracticeId, string PlanId, IReadOnlyList<NoticeKind> Kinds, Recipient? To, bool UnreadOnly, int Size, string Token);

/// <summary>Reads notices and their texts; changes nothing.</summary>
internal sealed class NoticeTextStore(IDbContextFactory<CorrespondenceContext> contexts, NoticeDesk desk)
{
    /// <summary>The text as issued.</summary>
    public async Task<string> MarkdownAsync(string noticeId, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        return await context.NoticeTexts.AsNoTracking().Where(r => r.Id == noticeId).Select(r => r.Markdown).SingleAsync(ct);
    }

    /// <summary>Issued notices the caller may see, newest first, and the token of the next page (empty: none).</summary>
    public async Task<(IReadOnlyList<Notice> Notices, string Next)> FindAsync(NoticeSearch search, Caller caller, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var rows = Seen(context.Notices.AsNoTracking(), caller).Where(r => r.Stage == NoticeStage.Issued);
        if (search.OrderId.Length > 0) rows = rows.Where(r => r.OrderId == search.OrderId);
        if (search.PracticeId.Length > 0) rows = rows.Where(r => r.PracticeId == search.PracticeId);
        if (search.PlanId.Length > 0) rows = rows.Where(r => r.PlanId == search.PlanId);
        if (search.Kinds.Count > 0) rows = rows.Where(r => search.Kinds.Contains(r.Kind));
        if (search.To is { } to) rows = rows.Where(r => r.Recipient == to);
        if (search.UnreadOnly) rows = rows.Where(r => r.Unread);
        if (Parse(search.Token) is var (at, id)) rows = rows.Where(r => r.IssuedAt < at || (r.IssuedAt == at && r.Id.CompareTo(id) > 0));
        var page = await rows.OrderByDescending(r => r.IssuedAt).ThenBy(r => r.Id).Take(search.Size + 1).ToListAsync(ct);
        var last = page.Count > search.Size ? page[search.Size - 1] : null;
        return ([.. page.Take(search.Size).Select(desk.Fold)],
            last is null ? "" : $"{last.IssuedAt!.Value.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}-{last.Id}");
    }

    /// <summary>True for a token of an earlier answer, and for none.</summary>
    public static bool IsToken(string token) => token.Length == 0 || Parse(token) is not null;

    /// <summary>Letters that wait for the mail room, urgent ones first, then the oldest.</summary>
    public async Task<IReadOnlyList<Notice>> LettersAsync(string planId, int size, Caller caller, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var rows = Seen(context.Notices.AsNoTracking(), caller).Where(r => r.WaitsForMail && (planId.Length == 0 || r.PlanId == planId));
        var page = await rows.OrderByDescending(r => r.Urgent).ThenBy(r => r.IssuedAt).ThenBy(r => r.Id).Take(size).ToListAsync(ct);
        return [.. page.Select(desk.Fold)];
    }

    /// <summary>Notices that are held or given up on a channel, oldest first.</summary>
    public async Task<IReadOnlyList<Notice>> ProblemsAsync(string planId, int size, Caller caller, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var rows = Seen(context.Notices.AsNoTracking(), caller).Where(r => r.HasProblem && (planId.Length == 0 || r.PlanId == planId));
        return [.. (await rows.OrderBy(r => r.OwedAt).ThenBy(r => r.Id).Take(size).ToListAsync(ct)).Select(desk.Fold)];
    }

    /// <summary>The same rule as <see cref="Caller.Sees"/>, as a query.</summary>
    private static IQueryable<NoticeRow> Seen(IQueryable<NoticeRow> rows, Caller caller) => caller switch
    {
        { Role: Caller.ServiceRole or Caller.OperatorRole } => rows,
        { PracticeId: { } practice } => rows.Where(r => r.PracticeId == practice),
        _ => rows.Where(r => r.PlanId != null && caller.PlanIds.Contains(r.PlanId)),
    };

    private static (DateTimeOffset At, string Id)? Parse(string token) =>
        token.IndexOf('-') is > 0 and var dash && long.TryParse(token.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
        && at < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? (DateTimeOffset.FromUnixTimeMilliseconds(at), token[(dash + 1)..]) : null;
}
