using System.Diagnostics;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.Platform.Telemetry;

/// <summary>Turns what a handler throws into a status: refusals as they are, conflicts into ABORTED, a database that is away into
/// UNAVAILABLE, everything else into INTERNAL with a fixed
/// sentence and the trace id, under which the log tells more.</summary>
internal sealed partial class ErrorInterceptor(ILogger<ErrorInterceptor> log) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception problem) when (problem is not RpcException)
        {
            throw Told(problem, context);
        }
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(requestStream, context);
        }
        catch (Exception problem) when (problem is not RpcException)
        {
            throw Told(problem, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception problem) when (problem is not RpcException)
        {
            throw Told(problem, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception problem) when (problem is not RpcException)
        {
            throw Told(problem, context);
        }
    }

    private RpcException Told(Exception problem, ServerCallContext context)
    {
        switch (problem)
        {
            case OperationCanceledException when context.CancellationToken.IsCancellationRequested:
                return Status(StatusCode.Cancelled, "The call was cancelled.");
            case DbUpdateConcurrencyException:
                return Status(StatusCode.Aborted, "The record was changed meanwhile: reload and try again.");
            case var _ when DatabaseFailure.IsLostRace(problem):
                return Status(StatusCode.Aborted, "Others were at the same records: try again.");
            case var _ when DatabaseFailure.IsBusy(problem):
                LogBusy(context.Method);
                return Status(StatusCode.Unavailable, "The database is busy: try again in a moment.");
            case var _ when DatabaseFailure.IsAway(problem):
                LogAway(context.Method, problem.GetBaseException().Message);
                return Status(StatusCode.Unavailable,
                    "The database does not answer at the moment, and whether the request was recorded is not known: "
                    + "send it again unchanged, with the same idempotency key.");
            case var _ when DatabaseFailure.IsUnstorable(problem):
                return Status(StatusCode.InvalidArgument, "A text of the request is too long or holds a NUL character: shorten or correct it.");
            default:
                var trace = Activity.Current?.TraceId.ToString() ?? "none";
                LogBug(problem, context.Method, trace);
                return Status(StatusCode.Internal, $"Something went wrong here. Tell the operator this trace id: {trace}");
        }
    }

    private static RpcException Status(StatusCode code, string sentence) => new(new Status(code, sentence));

    [LoggerMessage(EventId = 9401, Level = LogLevel.Error, Message = "{Method} failed, trace {Trace}")]
    private partial void LogBug(Exception problem, string method, string trace);

    [LoggerMessage(EventId = 9402, Level = LogLevel.Warning, Message = "{Method} found the database busy")]
    private partial void LogBusy(string method);

    [LoggerMessage(EventId = 9403, Level = LogLevel.Warning, Message = "{Method} could not reach the database: {Problem}")]
    private partial void LogAway(string method, string problem);
}
