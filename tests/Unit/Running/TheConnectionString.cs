using Microsoft.Extensions.Configuration;
using Npgsql;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.Tests.Unit.Running;

/// <summary>What a service adds to the operator's connection string, and what it leaves alone.</summary>
public sealed class TheConnectionString
{
    [Fact]
    public void Statements_are_prepared_and_connections_kept_as_they_are()
    {
        var own = Of("Host=db;Username=ur");

        own.MaxAutoPrepare.ShouldBe(100);
        own.NoResetOnClose.ShouldBeTrue();
        own.Database.ShouldBe("ur_intake");
    }

    [Fact]
    public void What_the_operator_says_for_a_pooler_in_between_stays()
    {
        var own = Of("Host=db;Username=ur;Max Auto Prepare=0;No Reset On Close=false");

        own.MaxAutoPrepare.ShouldBe(0);
        own.NoResetOnClose.ShouldBeFalse();
    }

    private static NpgsqlConnectionStringBuilder Of(string server) => new(new PostgreSqlStorage(
        new ConfigurationBuilder().AddInMemoryCollection([new("Database:ConnectionString", server)]).Build()).ConnectionString("intake"));
}
