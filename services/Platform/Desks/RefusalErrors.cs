using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks.Wire;

namespace UtilizationReview.Platform.Desks;

/// <summary>How answers of a desk are told over gRPC and on the bus.</summary>
public static class RefusalErrors
{
    /// <summary>Trailer with the refusal's stable code.</summary>
    public const string CodeTrailer = "reason-code";

    /// <summary>Trailer with a google.rpc.Status whose details name the fields at fault.</summary>
    public const string DetailsTrailer = "grpc-status-details-bin";

    /// <summary>The exception that makes the runtime answer with the refusal's status, sentence, code and fields.</summary>
    public static RpcException ToRpcException(this Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        var code = StatusOf(refusal.Kind);
        var trailers = new Metadata { { CodeTrailer, refusal.Code } };
        if (refusal.Fields.Count > 0)
        {
            var badRequest = new BadRequest();
            badRequest.FieldViolations.AddRange(
                refusal.Fields.Select(f => new BadRequest.Types.FieldViolation { Field = f.Field, Description = f.Problem }));
            var details = new Wire.Status { Code = (int)code, Message = refusal.Sentence, Details = { Any.Pack(badRequest) } };
            trailers.Add(DetailsTrailer, details.ToByteArray());
        }
        return new RpcException(new Grpc.Core.Status(code, refusal.Sentence), trailers);
    }

    /// <summary>What the refusal of a call says, read back by a client; null when the exception carries no refusal of ours.</summary>
    public static Refusal? ToRefusal(this RpcException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (exception.Trailers.GetValue(CodeTrailer) is not { } code) return null;
        var details = exception.Trailers.GetValueBytes(DetailsTrailer) is { } bytes ? Wire.Status.Parser.ParseFrom(bytes).Details : [];
        return new Refusal(code, exception.Status.Detail)
        {
            Kind = exception.StatusCode switch
            {
                StatusCode.InvalidArgument => RefusalKind.BadInput,
                StatusCode.NotFound => RefusalKind.Unknown,
                StatusCode.PermissionDenied => RefusalKind.NotAllowed,
                _ => RefusalKind.NotPossibleNow,
            },
            Fields = [.. details.Where(d => d.Is(BadRequest.Descriptor)).SelectMany(d => d.Unpack<BadRequest>().FieldViolations)
                .Select(v => new FieldProblem(v.Field, v.Description))],
        };
    }

    /// <summary>The record after a command that succeeded, was not needed or came again; a refusal is thrown for the caller.</summary>
    /// <exception cref="RpcException">The command was refused.</exception>
    public static Settled<TState> OrRefuse<TState>(this DeskAnswer<TState> answer) => answer switch
    {
        DeskAnswer<TState>.Accepted a => new(a.Id, a.State, a.Version),
        DeskAnswer<TState>.Repeated r => new(r.Id, r.State, r.Version),
        DeskAnswer<TState>.Ignored { State: { } state } i => new(i.Id, state, i.Version),
        DeskAnswer<TState>.Ignored => throw new Refusal("unknown", "There is no such record.") { Kind = RefusalKind.Unknown }.ToRpcException(),
        DeskAnswer<TState>.Rejected r => throw r.Refusal.ToRpcException(),
        DeskAnswer<TState>.Unknown u => throw u.Refusal.ToRpcException(),
        _ => throw new ArgumentOutOfRangeException(nameof(answer)),
    };

    /// <summary>For a consumer: everything is acknowledged (a refusal is kept in rejected_messages) but a record that is not known yet, whose
    /// message overtook it and has to be delivered again.</summary>
    /// <exception cref="NotKnownYetException">There is no such record yet.</exception>
    public static void Acknowledge<TState>(this DeskAnswer<TState> answer)
    {
        if (answer is DeskAnswer<TState>.Unknown unknown) throw new NotKnownYetException(unknown.Refusal.Code);
    }

    internal static StatusCode StatusOf(RefusalKind kind) => kind switch
    {
        RefusalKind.NotPossibleNow => StatusCode.FailedPrecondition,
        RefusalKind.BadInput => StatusCode.InvalidArgument,
        RefusalKind.Unknown => StatusCode.NotFound,
        RefusalKind.NotAllowed => StatusCode.PermissionDenied,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a kind of refusal"),
    };
}

/// <summary>The record after a command.</summary>
/// <param name="Id">Id of the record; for a repeated command that of the first one.</param>
/// <param name="State">Present state.</param>
/// <param name="Version">Present version.</param>
public sealed record Settled<TState>(string Id, TState State, int Version);

/// <summary>A message came before the record it is for.</summary>
/// <param name="code">Code of the domain's refusal.</param>
public sealed class NotKnownYetException(string code) : Exception($"There is no record for this message yet ({code}); it has to be delivered again.");
