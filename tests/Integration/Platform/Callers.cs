using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Platform.Telemetry;
using UtilizationReview.Platform.Time;
using CriteriaStubs = UtilizationReview.Contracts.Criteria.V1.ClinicalCriteria;

namespace UtilizationReview.Tests.Integration.Platform;

/// <summary>Tokens, roles and errors over real gRPC on loopback, with a service that says who calls.</summary>
public sealed class Callers : IAsyncLifetime
{
    private const string Service = "/utilization_review.criteria.v1.ClinicalCriteria/";
    private readonly OwnDirectory _directory = new();
    private readonly MovableClock _clock = new();
    private WebApplication _app = null!;
    private GrpcChannel _channel = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = SlimServer.Builder([new("Data:Directory", _directory.Path)]);
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.Services.AddCallers(builder.Configuration, new Dictionary<string, IReadOnlySet<string>>
        {
            [Service + "ListFacts"] = new HashSet<string> { "nurse", "service" },
            [Service + "ListGuidelines"] = new HashSet<string> { "nurse" },
        });
        builder.Services.AddServiceClient<CriteriaStubs.ClinicalCriteriaClient>(builder.Configuration, "ClinicalCriteria");
        _app = await builder.StartedAsync(app => app.MapGrpcService<WhoCalls>());
        _channel = _app.Channel();
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _app.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task An_admitted_caller_is_known_to_the_handler() =>
        (await ListFactsAsync(Token("nurse"))).Facts.Select(f => f.Name).ShouldBe(["nurse-1", "nurse", "practice-7", "plan-1,plan-2", "1234567893"]);

    [Fact]
    public async Task No_token_is_unauthenticated() => await Refused(ListFactsAsync(null), StatusCode.Unauthenticated, "No token came with the call");

    [Fact]
    public async Task A_changed_token_is_unauthenticated()
    {
        var parts = Token("nurse").Split('.');
        var forged = $"{parts[0]}.{parts[1]}.{new string('A', parts[2].Length)}";
        await Refused(ListFactsAsync(forged), StatusCode.Unauthenticated, "signature is not valid");
        await Refused(ListFactsAsync("nonsense"), StatusCode.Unauthenticated, "not a valid token");
    }

    [Fact]
    public async Task A_token_without_a_signature_is_unauthenticated()
    {
        const string Unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0"; // {"alg":"none","typ":"JWT"}
        await Refused(ListFactsAsync($"{Unsigned}.{Token("nurse").Split('.')[1]}."), StatusCode.Unauthenticated, "token");
    }

    [Fact]
    public async Task A_token_of_another_issuer_is_unauthenticated()
    {
        using var elsewhere = new OwnDirectory();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Data:Directory", elsewhere.Path)]).Build();
        await using var provider = new ServiceCollection().AddLogging().BuildServiceProvider();
        using var data = new UtilizationReview.Platform.Storage.DataDirectory(
            configuration, provider.GetRequiredService<ILogger<UtilizationReview.Platform.Storage.DataDirectory>>());
        var other = new DemoIssuer(data, _clock, provider.GetRequiredService<ILogger<DemoIssuer>>());
        await Refused(ListFactsAsync(other.Sign(Nurse)), StatusCode.Unauthenticated, "signature is not valid");
    }

    [Fact]
    public async Task An_expired_token_is_unauthenticated_by_the_platforms_clock()
    {
        var token = Token("nurse");
        _clock.Advance(TimeSpan.FromHours(9));
        await Refused(ListFactsAsync(token), StatusCode.Unauthenticated, "The token has expired");
        (await ListFactsAsync(Token("nurse"))).Facts.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_role_that_is_not_admitted_is_denied_and_told_who_is()
    {
        var refused = await Refused(ListFactsAsync(Token("clerk")), StatusCode.PermissionDenied, $"The role 'clerk' may not call {Service}ListFacts. Admitted: nurse, service.");
        refused.Trailers.GetValue("reason-code").ShouldBe("role-not-admitted");
    }

    [Fact]
    public async Task An_rpc_without_a_row_admits_nobody() =>
        await Refused(Client.ListProceduresAsync(new(), Headers(Token("nurse")), cancellationToken: Ct).ResponseAsync, StatusCode.PermissionDenied, "admits no role");

    [Fact]
    public async Task A_service_calls_another_with_its_own_token_and_needs_no_address_in_one_process()
    {
        var client = _app.Services.GetRequiredService<CriteriaStubs.ClinicalCriteriaClient>();
        (await client.ListFactsAsync(new(), cancellationToken: Ct)).Facts[1].Name.ShouldBe("service");
        _clock.Advance(TimeSpan.FromDays(60)); // its kept token is long expired: a new one is signed
        (await client.ListFactsAsync(new(), cancellationToken: Ct)).Facts[1].Name.ShouldBe("service");
    }

    [Theory]
    [InlineData("refuse", StatusCode.InvalidArgument, "The side is missing.")]
    [InlineData("conflict", StatusCode.Aborted, "The record was changed meanwhile: reload and try again.")]
    [InlineData("bug", StatusCode.Internal, "Something went wrong here. Tell the operator this trace id: ")]
    public async Task What_a_handler_throws_is_told_as_a_status(string how, StatusCode status, string sentence)
    {
        var headers = Headers(Token("nurse"));
        headers.Add("how", how);
        var told = await Refused(Client.ListGuidelinesAsync(new(), headers, cancellationToken: Ct).ResponseAsync, status, sentence);
        told.Status.Detail.ShouldNotContain("Jane");
        if (how != "refuse") return;
        var refusal = told.ToRefusal()!;
        (refusal.Code, refusal.Kind).ShouldBe(("side-missing", RefusalKind.BadInput));
        refusal.Fields.ShouldBe([new FieldProblem("order.lines[0].side", "missing; allowed are left, right and both")]);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private static Caller Nurse => new("nurse-1", "Nina", "nurse", "practice-7", ["plan-1", "plan-2"], "1234567893");
    private CriteriaStubs.ClinicalCriteriaClient Client => new(_channel);

    private string Token(string role) => _app.Services.GetRequiredService<DemoIssuer>().Sign(Nurse with { Role = role });

    private static Metadata Headers(string token) => new() { { "authorization", "Bearer " + token } };

    private async Task<ListFactsResponse> ListFactsAsync(string? token) =>
        await Client.ListFactsAsync(new(), token is null ? [] : Headers(token), cancellationToken: Ct);

    private static async Task<RpcException> Refused(Task call, StatusCode status, string sentence)
    {
        var refused = await Should.ThrowAsync<RpcException>(() => call);
        (refused.StatusCode, refused.Status.Detail).ShouldBe((status, refused.Status.Detail));
        refused.Status.Detail.ShouldContain(sentence);
        return refused;
    }

    private sealed class WhoCalls : CriteriaStubs.ClinicalCriteriaBase
    {
        public override Task<ListFactsResponse> ListFacts(ListFactsRequest request, ServerCallContext context)
        {
            var caller = context.Caller();
            var answer = new ListFactsResponse();
            foreach (var word in new[] { caller.PersonId, caller.Role, caller.PracticeId ?? "", string.Join(',', caller.PlanIds), caller.Npi ?? "" })
            {
                answer.Facts.Add(new FactDefinition { Name = word });
            }
            return Task.FromResult(answer);
        }

        public override Task<ListGuidelinesResponse> ListGuidelines(ListGuidelinesRequest request, ServerCallContext context) =>
            throw context.RequestHeaders.GetValue("how") switch
            {
                "refuse" => new Refusal("side-missing", "The side is missing.")
                {
                    Kind = RefusalKind.BadInput, Fields = [new("order.lines[0].side", "missing; allowed are left, right and both")],
                }.ToRpcException(),
                "conflict" => new DbUpdateConcurrencyException("row of Jane"),
                _ => new InvalidOperationException("something about Jane"),
            };
    }
}
