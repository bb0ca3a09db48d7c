using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Platform.Identity;

namespace UtilizationReview.Tests.Integration;

/// <summary>Calls that say who calls.</summary>
internal static class SignedCalls
{
    /// <summary>Calls with a token, asked for anew at each.</summary>
    public static CallInvoker With(this GrpcChannel channel, Func<string> token) => channel.Intercept(headers =>
    {
        headers.Add("authorization", "Bearer " + token());
        return headers;
    });

    /// <summary>Calls of somebody, signed as the server of these services signs for demonstrations.</summary>
    public static CallInvoker As(this GrpcChannel channel, Caller caller, IServiceProvider services) =>
        channel.With(() => services.GetRequiredService<DemoIssuer>().Sign(caller));
}
