using System.Collections.Concurrent;
using UtilizationReview.Platform.Deciding;

namespace UtilizationReview.Platform.Identity;

/// <summary>Which roles each RPC admits. Closed by default: an RPC without a row admits nobody.</summary>
internal sealed class Admissions
{
    private readonly ConcurrentDictionary<string, IReadOnlySet<string>> _rows = [];

    public void Add(IReadOnlyDictionary<string, IReadOnlySet<string>> rows)
    {
        foreach (var (method, roles) in rows)
        {
            if (!_rows.GetOrAdd(method, roles).SetEquals(roles))
                throw new InvalidOperationException($"{method} has two rows that admit different roles.");
        }
    }

    /// <summary>Health and reflection tell nothing about records and are asked by tools without a token.</summary>
    public static bool IsExempt(string method) =>
        method.StartsWith("/grpc.health.v1.", StringComparison.Ordinal) || method.StartsWith("/grpc.reflection.", StringComparison.Ordinal);

    /// <summary>Null when the role is admitted, else the refusal.</summary>
    public Refusal? Refuse(string method, string role)
    {
        if (!_rows.TryGetValue(method, out var roles))
            return Refusal("rpc-admits-nobody", $"{method} admits no role: it has no row in the table of access.");
        return roles.Contains(role)
            ? null
            : Refusal("role-not-admitted",
                $"The role '{role}' may not call {method}. Admitted: {string.Join(", ", roles.Order(StringComparer.Ordinal))}.");
    }

    private static Refusal Refusal(string code, string sentence) => new(code, sentence) { Kind = RefusalKind.NotAllowed };
}
