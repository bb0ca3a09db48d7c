using System.Net;
using System.Security.Claims;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Configuration;
using Microsoft.IdentityModel.Tokens;
using UtilizationReview.Platform.Desks;

namespace UtilizationReview.Platform.Identity;

/// <summary>Lets a call through when its token is valid and its role is admitted to the RPC, and puts the caller in reach.</summary>
internal sealed class AccessInterceptor(Admissions admissions, IConfiguration configuration) : Interceptor
{
    // A demo key that somebody configured was meant to be shared by processes, on whatever machines; one made here stays here.
    private readonly bool _onlyHere = CallersModule.IsDemo(configuration) && string.IsNullOrEmpty(configuration["Identity:DemoKey"]);

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        await AdmitAsync(context);
        return await continuation(request, context);
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        await AdmitAsync(context);
        return await continuation(requestStream, context);
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        await AdmitAsync(context);
        await continuation(request, responseStream, context);
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        await AdmitAsync(context);
        await continuation(requestStream, responseStream, context);
    }

    private async Task AdmitAsync(ServerCallContext context)
    {
        if (Admissions.IsExempt(context.Method)) return;
        var http = context.GetHttpContext();
        if (_onlyHere && http.Connection.RemoteIpAddress is { } from && !IPAddress.IsLoopback(from))
        {
            throw Unauthenticated("Demo identity takes calls from this machine only; set Identity__Authority (or, for a "
                + "demonstration across machines, the same Identity__DemoKey everywhere) to be called from elsewhere.");
        }
        var ticket = await http.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);
        if (ticket.Failure is { } failure) throw Unauthenticated(Explain(failure));
        if (!ticket.Succeeded) throw Unauthenticated("No token came with the call: send the header 'authorization: Bearer TOKEN'.");
        var caller = Read(ticket.Principal);
        if (admissions.Refuse(context.Method, caller.Role) is { } refusal) throw refusal.ToRpcException();
        context.UserState[typeof(Caller)] = caller;
    }

    private static Caller Read(ClaimsPrincipal principal)
    {
        var roles = principal.FindAll("role").Select(c => c.Value).ToList();
        if (principal.FindFirstValue("sub") is not { Length: > 0 } person || roles.Count != 1)
        {
            throw Unauthenticated("The token must name the person (claim 'sub') and exactly one role (claim 'role').");
        }
        return new(
            person, principal.FindFirstValue("name") ?? person, roles[0], principal.FindFirstValue("practice"),
            [.. principal.FindAll("plan").Select(c => c.Value)], principal.FindFirstValue("npi"));
    }

    private static string Explain(Exception failure) => failure switch
    {
        SecurityTokenExpiredException => "The token has expired: sign in again.",
        SecurityTokenNotYetValidException => "The token is not valid yet: check the clock of who signed it.",
        SecurityTokenInvalidSignatureException or SecurityTokenSignatureKeyNotFoundException =>
            "The token's signature is not valid here: it was signed by somebody else, or changed.",
        SecurityTokenInvalidIssuerException or SecurityTokenInvalidAudienceException => "The token was issued by, or for, somebody else.",
        _ => "The token is not a valid token.",
    };

    private static RpcException Unauthenticated(string sentence) =>
        new(new Status(StatusCode.Unauthenticated, sentence), new Metadata { { RefusalErrors.CodeTrailer, "unauthenticated" } });
}
