using System.Diagnostics;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace UtilizationReview.Platform.Telemetry;

/// <summary>Turns what a handler throws into a status: refusals as they are, conflicts into ABORTED, everything else into INTERNAL with a fixed
/// sentence and the trace id, under which the log tells more.</summary>
internal sealed partial class ErrorInterceptor(ILogger<ErrorInterceptor> log) : Interceptor
{
    private const int SqliteBusy = 5;

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
            case SqliteException { SqliteErrorCode: SqliteBusy }:
                LogBusy(context.Method);
                return Status(StatusCode.Unavailable, "The database is busy: try again in a moment.");
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
}
