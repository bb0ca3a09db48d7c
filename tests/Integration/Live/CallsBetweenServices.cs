using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using UtilizationReview.Contracts.SiteOfCare.V1;
using UtilizationReview.Tests.Integration.Platform;
using SiteStubs = UtilizationReview.Contracts.SiteOfCare.V1.SiteOfCare;

namespace UtilizationReview.Tests.Integration.Live;

/// <summary>Rule SVC-1 and the breaker: what one service does when another fails it.</summary>
public sealed class CallsBetweenServices : IAsyncLifetime
{
    private readonly OwnDirectory _directory = new();
    private Neighbour _neighbour = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _neighbour = await Neighbour.StartAsync(_directory.Path);

    public async ValueTask DisposeAsync()
    {
        await _neighbour.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_read_that_finds_nobody_is_sent_again_twice_at_most()
    {
        await using var services = _neighbour.Client(breakSeconds: "0");
        Fail(StatusCode.Unavailable, StatusCode.Unavailable);
        (await Read(services)).FacilityId.ShouldBe("f");
        _neighbour.Calls.ShouldBe(3);
        Fail(StatusCode.Unavailable, StatusCode.Unavailable, StatusCode.Unavailable);
        (await Should.ThrowAsync<RpcException>(() => Read(services))).StatusCode.ShouldBe(StatusCode.Unavailable);
        _neighbour.Calls.ShouldBe(6);
    }

    [Fact]
    public async Task A_change_is_sent_again_only_with_an_idempotency_key()
    {
        await using var services = _neighbour.Client();
        Fail(StatusCode.Unavailable);
        await Should.ThrowAsync<RpcException>(() => Change(services, key: ""));
        _neighbour.Calls.ShouldBe(1);
        Fail(StatusCode.Unavailable);
        (await Change(services, key: "k")).FacilityId.ShouldBe("f");
        _neighbour.Calls.ShouldBe(3);
    }

    [Theory]
    [InlineData(StatusCode.InvalidArgument), InlineData(StatusCode.NotFound), InlineData(StatusCode.Internal), InlineData(StatusCode.Aborted)]
    public async Task An_answer_is_an_answer_and_not_asked_for_again(StatusCode answer)
    {
        await using var services = _neighbour.Client();
        for (var i = 1; i <= 8; i++)
        {
            Fail(answer);
            (await Should.ThrowAsync<RpcException>(() => Read(services))).StatusCode.ShouldBe(answer);
            _neighbour.Calls.ShouldBe(i);
        }
    }

    [Fact]
    public async Task A_service_that_keeps_failing_is_left_alone_and_a_probe_finds_it_well_again()
    {
        await using var services = _neighbour.Client();
        _neighbour.Always = StatusCode.Unavailable;
        RpcException? refused = null;
        for (var i = 0; i < 4; i++) refused = await Should.ThrowAsync<RpcException>(() => Read(services));
        refused!.StatusCode.ShouldBe(StatusCode.Unavailable);
        refused.Status.Detail.ShouldBe("SiteOfCare has not been answering; it is asked again in 1 s.");
        refused.Trailers.GetValue("retry-after").ShouldBe("1");
        _neighbour.Calls.ShouldBeLessThan(8);

        _neighbour.Always = null;
        await Eventually.Becomes(() => Answered(services), answered => answered, "the read is answered again");
        (await Change(services, key: "")).FacilityId.ShouldBe("f");
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_found_when_it_comes_back()
    {
        await using var services = _neighbour.Client();
        (await Read(services)).FacilityId.ShouldBe("f");
        await _neighbour.StopAsync();
        for (var i = 0; i < 5; i++)
            (await Should.ThrowAsync<RpcException>(() => Read(services))).StatusCode.ShouldBe(StatusCode.Unavailable);
        await _neighbour.StartAsync();
        await Eventually.Becomes(() => Answered(services), answered => answered, "the read is answered again");
    }

    [Fact]
    public async Task A_call_that_is_cancelled_says_so_and_is_not_sent_again()
    {
        await using var services = _neighbour.Client();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var call = services.GetRequiredService<SiteStubs.SiteOfCareClient>().GetFacilityAsync(new() { FacilityId = "f" }, cancellationToken: cancelled.Token);
        (await Should.ThrowAsync<RpcException>(() => call.ResponseAsync)).StatusCode.ShouldBe(StatusCode.Cancelled);
        call.GetStatus().StatusCode.ShouldBe(StatusCode.Cancelled);
        _neighbour.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task The_caller_sees_the_headers_and_the_status_of_the_last_try()
    {
        await using var services = _neighbour.Client();
        Fail(StatusCode.Unavailable);
        var call = services.GetRequiredService<SiteStubs.SiteOfCareClient>().GetFacilityAsync(new() { FacilityId = "f" }, cancellationToken: Ct);
        (await call.ResponseHeadersAsync).ShouldNotBeNull();
        call.GetStatus().StatusCode.ShouldBe(StatusCode.OK);
        call.GetTrailers().ShouldNotBeNull();
        call.Dispose();
    }

    private void Fail(params StatusCode[] codes)
    {
        foreach (var code in codes) _neighbour.Failures.Enqueue(code);
    }

    private static Task<Facility> Read(IServiceProvider services) =>
        services.GetRequiredService<SiteStubs.SiteOfCareClient>().GetFacilityAsync(new() { FacilityId = "f" }, cancellationToken: Ct).ResponseAsync;

    private static Task<Facility> Change(IServiceProvider services, string key) =>
        services.GetRequiredService<SiteStubs.SiteOfCareClient>().SaveFacilityAsync(new() { IdempotencyKey = key }, cancellationToken: Ct).ResponseAsync;

    private static async Task<bool> Answered(IServiceProvider services)
    {
        try
        {
            return (await Read(services)).FacilityId == "f";
        }
        catch (RpcException problem) when (problem.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
        {
            return false;
        }
    }
}
