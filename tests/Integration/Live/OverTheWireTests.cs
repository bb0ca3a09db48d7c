using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Live;
using UtilizationReview.Tests.Integration.Platform;
using UtilizationReview.Tests.Integration.Telemetry;
using CriteriaClient = UtilizationReview.Contracts.Criteria.V1.ClinicalCriteria.ClinicalCriteriaClient;

namespace UtilizationReview.Tests.Integration.Live;

/// <summary>Rate limits as a caller meets them, and answered keys as a command meets them.</summary>
public sealed class OverTheWireTests : IDisposable
{
    private readonly OwnDirectory _directory = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Who_calls_too_often_is_told_when_to_come_back_and_others_are_not_held_up()
    {
        await using var house = await MetricsHouse.StartAsync(_directory.Path, new KeyValuePair<string, string?>("RateLimits:CallsPerMinute", "5"));
        var nurse = new CriteriaClient(house.As("nurse-1", Roles.Nurse, null, "p"));
        RpcException? refused = null;
        for (var i = 0; i < 20 && refused is null; i++)
        {
            try
            {
                await nurse.ListFactsAsync(new(), cancellationToken: Ct);
            }
            catch (RpcException problem)
            {
                refused = problem;
            }
        }
        refused!.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        refused.Status.Detail.ShouldStartWith("More than 5 calls came from you within a minute: wait ");
        refused.Trailers.GetValue("reason-code").ShouldBe("too-many-calls");
        int.Parse(refused.Trailers.GetValue("retry-after")!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(1, 60);
        await new CriteriaClient(house.As("nurse-2", Roles.Nurse, null, "p")).ListFactsAsync(new(), cancellationToken: Ct);
        foreach (var role in new[] { Roles.Service, Roles.Operator })
        {
            var exempt = new CriteriaClient(house.As("exempt", role));
            for (var i = 0; i < 12; i++) (await exempt.ListFactsAsync(new(), cancellationToken: Ct)).ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task An_entry_for_a_key_that_never_came_changes_nothing()
    {
        await using var house = await ParcelHouse.StartAsync(_directory);
        var answers = house.Get<AnswerCache>();
        answers.Remember(new("/test.Parcels/Do", "never-came"));
        (await house.Do("p1", new ParcelCommand.Register("p1"), "never-came")).ShouldBeOfType<DeskAnswer<Parcel>.Accepted>();
        (await house.Do("p1", new ParcelCommand.Register("p1"), "never-came")).ShouldBeOfType<DeskAnswer<Parcel>.Repeated>();
    }

    [Fact]
    public async Task A_key_that_is_known_is_refused_with_other_content_and_repeated_with_the_same()
    {
        await using var house = await ParcelHouse.StartAsync(_directory);
        await house.Do("p1", new ParcelCommand.Register("p1"), "r");
        (await house.Do("p1", new ParcelCommand.Move("a"), "k")).ShouldBeOfType<DeskAnswer<Parcel>.Accepted>();
        (await house.Get<AnswerCache>().MayKnowAsync(new("/test.Parcels/Do", "k"), Ct)).ShouldBeTrue();
        (await house.Do("p1", new ParcelCommand.Move("b"), "k")).ShouldBeOfType<DeskAnswer<Parcel>.Rejected>().Refusal.Code.ShouldBe("idempotency-key-reused");
        await house.Do("p1", new ParcelCommand.Move("c"), "k2");
        (await house.Do("p1", new ParcelCommand.Move("a"), "k")).ShouldBeOfType<DeskAnswer<Parcel>.Repeated>().State.Shelf.ShouldBe("c");
    }

    [Fact]
    public async Task A_refused_key_is_not_kept()
    {
        await using var house = await ParcelHouse.StartAsync(_directory);
        await house.Do("p1", new ParcelCommand.Register("p1"), "r");
        (await house.Do("p1", new ParcelCommand.Move("roof"), "roof")).ShouldBeOfType<DeskAnswer<Parcel>.Rejected>().Refusal.ShouldBeOfType<Refusal>();
        (await house.Get<AnswerCache>().MayKnowAsync(new("/test.Parcels/Do", "roof"), Ct)).ShouldBeFalse();
    }
}
