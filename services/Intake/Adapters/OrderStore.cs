using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Identity;

namespace UtilizationReview.Intake.Adapters;

/// <summary>The reads over the orders table; changes go through the desk.</summary>
internal sealed class OrderStore(IDbContextFactory<IntakeContext> contexts, OrderDesk desk)
{
    /// <summary>Days between dates of service within which the same content is taken for a duplicate.</summary>
    public const int DuplicateWindowDays = 14;

    private static readonly string[] NoDuplicateOf =
        [nameof(OrderStatus.Withdrawn), nameof(OrderStatus.Denied),
            nameof(OrderStatus.DenialUpheld), nameof(OrderStatus.Expired), nameof(OrderStatus.Revoked)];

    /// <summary>
    /// An order for the same member with the same codes, sides and levels, open or approved, near the same date; null when there is none.
    /// </summary>
    public async Task<Order?> FindDuplicateAsync(OrderForm form, IReadOnlyList<RequestedLine> lines, CancellationToken ct)
    {
        var (from, to) = (form.DateOfService.AddDays(-DuplicateWindowDays), form.DateOfService.AddDays(DuplicateWindowDays));
        await using var context = await contexts.CreateDbContextAsync(ct);
        var rows = await context.Orders.AsNoTracking()
            .Where(r => r.MemberId == form.MemberId && r.PlanId == form.PlanId && r.DateOfService >= from
                && r.DateOfService <= to && !NoDuplicateOf.Contains(r.Status))
            .OrderBy(r => r.ReceivedAt).Take(50).ToListAsync(ct);
        var content = Content(lines);
        return rows.Select(desk.Fold).FirstOrDefault(order => Content(order.Lines.Select(l => l.Asked)).SetEquals(content));
    }

    /// <summary>A page of the orders a caller sees, newest first, and the token of the next page (empty: no more).</summary>
    public async Task<(IReadOnlyList<Order> Orders, string Next)> FindAsync(
        Caller caller, IReadOnlyList<OrderStatus> statuses, string memberId, int pageSize, string pageToken, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var rows = context.Orders.AsNoTracking();
        if (caller.Role is not (Caller.ServiceRole or Caller.OperatorRole))
        {
            rows = caller.PracticeId is { } practice ? rows.Where(r => r.PracticeId == practice) : rows.Where(r => caller.PlanIds.Contains(r.PlanId));
        }
        if (memberId.Length > 0) rows = rows.Where(r => r.MemberId == memberId);
        if (statuses.Count > 0)
        {
            var names = statuses.Select(s => s.ToString()).ToList();
            rows = rows.Where(r => names.Contains(r.Status));
        }
        if (Token(pageToken) is { } after)
            rows = rows.Where(r => r.ReceivedAt < after.ReceivedAt || (r.ReceivedAt == after.ReceivedAt && r.Id.CompareTo(after.Id) < 0));
        var page = await rows.OrderByDescending(r => r.ReceivedAt).ThenByDescending(r => r.Id).Take(pageSize + 1).ToListAsync(ct);
        var more = page.Count > pageSize;
        if (more) page.RemoveAt(pageSize);
        return ([.. page.Select(desk.Fold)], more ? Token(page[^1]) : "");
    }

    /// <summary>Whether the token is one of ours, or empty.</summary>
    public static bool IsToken(string token) => token.Length == 0 || Token(token) is not null;

    private static string Token(OrderRow last) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes($"{last.ReceivedAt.ToUnixTimeMilliseconds()}|{last.Id}"));

    private static (DateTimeOffset ReceivedAt, string Id)? Token(string token)
    {
        if (token.Length == 0) return null;
        var bytes = new byte[token.Length];
        if (!Convert.TryFromBase64String(token, bytes, out var length)) return null;
        var parts = Encoding.ASCII.GetString(bytes, 0, length).Split('|');
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < 253402300799999
            ? (DateTimeOffset.FromUnixTimeMilliseconds(at), parts[1])
            : null;
    }

    private static HashSet<string> Content(IEnumerable<RequestedLine> lines) =>
        [.. lines.Select(l => $"{l.Code}|{l.Side}|{string.Join(',', l.Levels.Order(StringComparer.Ordinal))}")];
}
