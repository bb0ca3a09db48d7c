using Grpc.Core;

namespace UtilizationReview.Tests.Integration.NurseReview;

/// <summary>A call that is refused, by the code of its refusal.</summary>
internal static class Refusal
{
    /// <summary>The sentence of the refusal.</summary>
    public static async Task<string> Of<T>(Func<AsyncUnaryCall<T>> call, string code)
    {
        var refused = await Should.ThrowAsync<RpcException>(async () => await call());
        refused.Trailers.GetValue("reason-code").ShouldBe(code, refused.Status.Detail);
        return refused.Status.Detail;
    }
}
