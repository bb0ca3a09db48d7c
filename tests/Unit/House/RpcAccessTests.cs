using Google.Protobuf.Reflection;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Intake.V1;

namespace UtilizationReview.Tests.Unit.House;

/// <summary>The access table covers the wire, and the wire only.</summary>
public sealed class RpcAccessTests
{
    private static readonly string[] OnTheWire = [.. Descriptors()
        .SelectMany(file => file.Services).SelectMany(service => service.Methods.Select(method => $"/{service.FullName}/{method.Name}"))
        .Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_rpc_has_exactly_one_row() =>
        RpcAccess.Table.Select(row => row.Method).Order(StringComparer.Ordinal).ShouldBe(OnTheWire);

    [Fact]
    public void Every_row_admits_somebody_and_only_known_roles()
    {
        foreach (var row in RpcAccess.Table)
        {
            row.Roles.ShouldNotBeEmpty(row.Method);
            row.Roles.ShouldBeSubsetOf(Roles.All, row.Method);
        }
    }

    [Fact]
    public void Only_a_physician_reaches_the_determination() =>
        RpcAccess.Table.Single(row => row.Method.EndsWith("/Determine", StringComparison.Ordinal)).Roles.ShouldBe([Roles.Physician]);

    [Fact]
    public void A_nurse_cannot_deny()
    {
        var words = RpcAccess.Table.Where(row => row.Roles.Contains(Roles.Nurse)).Select(row => row.Method);
        words.ShouldAllBe(method => !method.Contains("Determine", StringComparison.Ordinal) && !method.Contains("Deny", StringComparison.Ordinal)
            && !method.Contains("Revoke", StringComparison.Ordinal));
    }

    private static IEnumerable<FileDescriptor> Descriptors() => typeof(Order).Assembly.GetTypes()
        .Where(type => type.Name.EndsWith("Reflection", StringComparison.Ordinal) && type.Namespace?.StartsWith("UtilizationReview.Contracts", StringComparison.Ordinal) == true)
        .Select(type => (FileDescriptor)type.GetProperty("Descriptor")!.GetValue(null)!);
}
