using Grpc.Core;
using Grpc.Net.Client;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Host;
using UtilizationReview.Platform.Identity;

namespace UtilizationReview.Tests.Integration.Access;

/// <summary>Walks every RPC with every role, with no token, and with a token nobody signed.</summary>
public sealed class EveryRpcEveryRoleTests(EveryRpcEveryRoleTests.Running running) : IClassFixture<EveryRpcEveryRoleTests.Running>
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create<byte[]>(
        (payload, context) => context.Complete(payload), context => context.PayloadAsNewBuffer());

    public static TheoryData<string> Methods => [.. RpcAccess.Table.Select(row => row.Method)];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Exactly_the_roles_of_its_row_reach_an_rpc(string method)
    {
        var admitted = RpcAccess.Table.Single(row => row.Method == method).Roles;
        foreach (var role in Roles.All)
        {
            var refusal = await CallAsync(method, running.TokenFor(role));
            if (admitted.Contains(role))
                (refusal?.StatusCode is StatusCode.PermissionDenied or StatusCode.Unauthenticated or StatusCode.Unimplemented).ShouldBeFalse($"{role} is kept from {method}: {refusal?.Status.Detail}");
            else
                refusal?.StatusCode.ShouldBe(StatusCode.PermissionDenied, $"{role} reaches {method}");
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Nobody_reaches_an_rpc_without_a_token_somebody_signed(string method)
    {
        (await CallAsync(method, null))!.StatusCode.ShouldBe(StatusCode.Unauthenticated);
        var forged = running.TokenFor(Roles.Operator);
        (await CallAsync(method, forged[..^6] + "AAAAAA"))!.StatusCode.ShouldBe(StatusCode.Unauthenticated);
    }

    [Fact]
    public async Task A_refused_caller_reads_who_is_admitted()
    {
        var refusal = await CallAsync("/utilization_review.peer_to_peer.v1.PeerToPeer/Determine", running.TokenFor(Roles.Nurse));
        refusal!.Status.Detail.ShouldContain("nurse");
        refusal.Status.Detail.ShouldContain("physician");
    }

    /// <summary>Calls with an empty message; null when the call is answered, or goes on answering.</summary>
    private async Task<RpcException?> CallAsync(string fullName, string? token)
    {
        var parts = fullName.Split('/');
        var method = new Method<byte[], byte[]>(MethodType.ServerStreaming, parts[1], parts[2], Bytes, Bytes);
        var headers = new Metadata();
        if (token is not null)
            headers.Add("authorization", $"Bearer {token}");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var call = running.Channel.CreateCallInvoker().AsyncServerStreamingCall(method, null, new CallOptions(headers, cancellationToken: patience.Token), []);
        try
        {
            await call.ResponseStream.MoveNext(patience.Token);
            return null;
        }
        catch (RpcException refusal)
        {
            return refusal;
        }
    }

    /// <summary>One host for all of them.</summary>
    public sealed class Running : IAsyncLifetime
    {
        private ReviewHost? _host;
        private GrpcChannel? _channel;

        internal GrpcChannel Channel => _channel!;

        public async ValueTask InitializeAsync()
        {
            _host = await ReviewHost.StartAsync(HostSettings.Private(TimeProvider.System.GetUtcNow()), TestContext.Current.CancellationToken);
            _channel = GrpcChannel.ForAddress(_host.GrpcAddress);
        }

        public async ValueTask DisposeAsync()
        {
            _channel?.Dispose();
            if (_host is not null)
                await _host.DisposeAsync();
        }

        internal string TokenFor(string role) => ((DemoIssuer)_host!.Services.GetService(typeof(DemoIssuer))!)
            .Sign(new Caller($"walker-{role}", "Walker", role, role == Roles.Practice ? "nowhere" : null, ["meadow-commercial"], null));
    }
}
