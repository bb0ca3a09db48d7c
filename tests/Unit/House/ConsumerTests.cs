namespace UtilizationReview.Tests.Unit.House;

/// <summary>What comes over the bus changes state only the way everything does.</summary>
public sealed class ConsumerTests
{
    private static readonly (string Path, string[] Lines)[] Consumers =
        [.. SourceTree.CSharp("services").Where(file => !file.Path.Contains("/Platform/", StringComparison.Ordinal)
            && file.Lines.Any(line => line.Contains("IConsumer<", StringComparison.Ordinal)))];

    [Fact]
    public void Every_consumer_goes_through_a_desk() =>
        Consumers.Where(file => !file.Lines.Any(line => line.Contains("Desk", StringComparison.Ordinal))).Select(file => file.Path).ShouldBeEmpty();

    [Fact]
    public void Every_consumer_acts_under_the_key_of_its_message() =>
        Consumers.Where(file => !file.Lines.Any(line => line.Contains("KeyOf(", StringComparison.Ordinal))).Select(file => file.Path).ShouldBeEmpty();

    [Fact]
    public void No_consumer_and_no_rpc_writes_to_a_database_past_its_desk()
    {
        var offences = SourceTree.CSharp("services")
            .Where(file => file.Path.EndsWith("Consumers.cs", StringComparison.Ordinal) || file.Path.Contains("Grpc", StringComparison.Ordinal))
            .SelectMany(file => file.Lines.Where(line => line.Contains("SaveChanges", StringComparison.Ordinal) || line.Contains("ExecuteUpdate", StringComparison.Ordinal))
                .Select(line => $"{file.Path}: {line.Trim()}"));
        offences.ShouldBeEmpty();
    }
}
