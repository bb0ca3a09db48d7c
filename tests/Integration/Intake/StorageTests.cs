using UtilizationReview.Intake.Adapters;
using UtilizationReview.Tests.Integration.Platform;

namespace UtilizationReview.Tests.Integration.Intake;

public sealed class StorageTests
{
    [Fact]
    public async Task The_migrations_build_what_the_model_says()
    {
        var (migrated, model) = await SchemaComparison.OfAsync<IntakeContext>(options => new(options));
        migrated.ShouldBe(model);
    }
}
