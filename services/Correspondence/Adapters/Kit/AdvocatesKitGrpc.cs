using Grpc.Core;
using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.Correspondence.Domain;
using UtilizationReview.Correspondence.Domain.Kit;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;

namespace UtilizationReview.Correspondence.Adapters.Kit;

/// <summary>The advocate's kit on the wire.</summary>
internal sealed class AdvocatesKitGrpc(CaseRecords records, FolderDesk desk, SheetSections sections) : AdvocatesKit.AdvocatesKitBase
{
    public override Task<KitDocument> GetWhy(GetKitRequest request, ServerCallContext context) => AnswerAsync(request, "why", Why.Of, context);

    public override Task<KitDocument> GetCallSheet(GetKitRequest request, ServerCallContext context) =>
        AnswerAsync(request, "call-sheet", record => CallSheet.Of(record, sections), context);

    public override Task<KitDocument> GetReconsiderationLetter(GetKitRequest request, ServerCallContext context) =>
        AnswerAsync(request, "reconsideration-letter", record => ReconsiderationLetter.Of(record, sections), context);

    private async Task<KitDocument> AnswerAsync<T>(
        GetKitRequest request, string name, Func<CaseRecord, (T? Document, Refusal? Refusal)> write, ServerCallContext context)
        where T : KitText
    {
        var (caller, ct) = (context.Caller(), context.CancellationToken);
        if (!Enum.IsDefined(request.Format))
            throw Refusals.Bad("unknown-format", "format", "The format is unknown; it is Markdown, HTML or PDF.").ToRpcException();
        var seen = await records.OfAsync(request.Number, caller, ct);
        var (document, refusal) = write(seen.Case);
        if (refusal is not null) throw refusal.ToRpcException();
        // Nothing is shown before the reading is on record.
        var form = seen.Order.Form;
        await desk.ExecuteAsync(seen.Case.Number, new FolderCommand.RecordKit(seen.Case.Number, new(form.PracticeId, form.PlanId), name),
            key: null, payloadHash: "", caller.Actor, ct);
        return KitWire.ToWire(document!, seen, request.Format);
    }
}
