using Google.Protobuf;
using Grpc.Core;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.Correspondence.Adapters.Letters;
using UtilizationReview.Correspondence.Domain.Notices;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using Wire = UtilizationReview.Contracts.Correspondence.V1;

namespace UtilizationReview.Correspondence.Adapters.Notices;

/// <summary>Notices on the wire.</summary>
internal sealed class NoticesGrpc(NoticeDesk desk, AddressDesk addresses, NoticeTextStore store, NoticeTemplates templates, Couriers couriers)
    : Wire.Notices.NoticesBase
{
    public override async Task<ListNoticesResponse> ListNotices(ListNoticesRequest request, ServerCallContext context)
    {
        var (notices, next) = await store.FindAsync(NoticesWire.Search(request), context.Caller(), context.CancellationToken);
        return new() { Notices = { notices.Select(NoticesWire.ToWire) }, NextPageToken = next };
    }

    public override async Task<Wire.Notice> GetNotice(GetNoticeRequest request, ServerCallContext context)
    {
        var (caller, ct) = (context.Caller(), context.CancellationToken);
        var notice = await SeenAsync(request.NoticeId, caller, ct);
        if (notice.Issue is not { } issue) throw NoticeRefusals.Unknown(request.NoticeId).ToRpcException();
        // Nothing is shown before the reading is on record.
        var read = new NoticeCommand.RecordReading(IsRecipient(notice, caller));
        notice = (await desk.ExecuteAsync(notice.Id, read, key: null, payloadHash: "", caller.Actor, ct)).OrRefuse().State;
        var markdown = await store.MarkdownAsync(notice.Id, ct);
        var letter = NoticePosting.LetterOf(notice, markdown);
        var forms = request.Forms.Count == 0 ? [NoticeForm.Markdown] : request.Forms.ToHashSet();
        return new()
        {
            Summary = NoticesWire.ToWire(notice), Language = issue.Language, Sha256 = issue.Sha256, Template = issue.Template,
            Fields = { issue.Fields },
            Markdown = forms.Contains(NoticeForm.Markdown) || forms.Contains(NoticeForm.Unspecified) ? markdown : "",
            Html = forms.Contains(NoticeForm.Html) ? LetterHtml.Render(letter) : "",
            Pdf = forms.Contains(NoticeForm.Pdf) ? ByteString.CopyFrom(LetterPdf.Render(letter)) : ByteString.Empty,
        };
    }

    public override async Task<NoticeSummary> MarkRead(MarkReadRequest request, ServerCallContext context)
    {
        var (caller, ct) = (context.Caller(), context.CancellationToken);
        var notice = await SeenAsync(request.NoticeId, caller, ct);
        return NoticesWire.ToWire((await desk.ExecuteAsync(
            notice.Id, new NoticeCommand.MarkRead(), key: null, payloadHash: "", caller.Actor, ct)).OrRefuse().State);
    }

    public override async Task<ListLettersToMailResponse> ListLettersToMail(ListLettersToMailRequest request, ServerCallContext context) => new()
    {
        Letters =
        {
            (await store.LettersAsync(request.PlanId, NoticesWire.Size(request.PageSize), context.Caller(), context.CancellationToken))
                .Select(NoticesWire.ToWire),
        },
    };

    public override Task<NoticeSummary> RecordMailed(RecordMailedRequest request, ServerCallContext context) =>
        ChangeAsync(
            request.NoticeId, new NoticeCommand.RecordMailed(NoticesWire.Reference(request.Reference)), request.IdempotencyKey, request, context);

    public override async Task<ListDeliveryProblemsResponse> ListDeliveryProblems(ListDeliveryProblemsRequest request, ServerCallContext context)
    {
        var found = await store.ProblemsAsync(request.PlanId, NoticesWire.Size(request.PageSize), context.Caller(), context.CancellationToken);
        return new() { Notices = { found.Select(NoticesWire.ToWire) } };
    }

    public override Task<NoticeSummary> Redeliver(RedeliverRequest request, ServerCallContext context) =>
        ChangeAsync(request.NoticeId, new NoticeCommand.Redeliver(request.DeliveryId), request.IdempotencyKey, request, context);

    public override Task<NoticeSummary> Reissue(ReissueRequest request, ServerCallContext context) =>
        ChangeAsync(request.NoticeId, new NoticeCommand.WriteAgain(), request.IdempotencyKey, request, context);

    public override async Task<Wire.DeliveryAddress> SaveDeliveryAddress(SaveDeliveryAddressRequest request, ServerCallContext context)
    {
        var (caller, ct) = (context.Caller(), context.CancellationToken);
        NoticesWire.Check(request, couriers.Rule);
        var id = Owned(request.PracticeId, request.PlanId, caller);
        if (request.WebhookSecret.Length > 0 && !couriers.Seal.IsAble)
        {
            throw new Refusal("no-secret-key",
                "Secrets cannot be kept here, because Notices__SecretKey is not set; tell the operator.").ToRpcException();
        }
        var save = new SaveAddress(id, [.. request.Emails], request.AttachPdf, request.WebhookUrl,
            request.WebhookSecret.Length > 0 ? couriers.Seal.Close(request.WebhookSecret, id) : "");
        var saved = (await addresses.SaveAsync(
            save, request.Version, context.KeyOf(NoticesWire.Key(request.IdempotencyKey)), PayloadHash.Of(request), caller.Actor, ct)).OrRefuse();
        return NoticesWire.ToWire(request.PracticeId, request.PlanId, new(saved.State, saved.Version));
    }

    public override async Task<Wire.DeliveryAddress> GetDeliveryAddress(GetDeliveryAddressRequest request, ServerCallContext context)
    {
        if (request.PracticeId.Length == 0 == (request.PlanId.Length == 0))
            throw NoticesWire.Bad("owner", "practice_id", "Name a practice or a plan, one of them.");
        var id = Owned(request.PracticeId, request.PlanId, context.Caller());
        return NoticesWire.ToWire(request.PracticeId, request.PlanId, await addresses.ReadAsync(id, context.CancellationToken));
    }

    public override Task<ListTemplatesResponse> ListTemplates(ListTemplatesRequest request, ServerCallContext context) => Task.FromResult(
        new ListTemplatesResponse
        {
            Templates =
            {
                templates.All.Select(t => new TemplateSummary
                {
                    Kind = (IssuedKind)t.Kind, LineOfBusiness = t.LineOfBusiness, Template = t.Id, EffectiveFrom = NoticesWire.Day(t.EffectiveFrom),
                    Language = t.Language, Parts = { t.Parts },
                }),
            },
        });

    public override Task<PreviewTemplateResponse> PreviewTemplate(PreviewTemplateRequest request, ServerCallContext context)
    {
        var kind = NoticesWire.Known((Domain.Notices.NoticeKind)request.Kind, "kind");
        if (!TemplateFiles.LinesOfBusiness.Contains(request.LineOfBusiness, StringComparer.Ordinal))
        {
            throw NoticesWire.Bad("line-of-business", "line_of_business",
                $"The line of business is missing or unknown; allowed are {string.Join(", ", TemplateFiles.LinesOfBusiness)}.");
        }
        var facts = InventedNotice.Of(kind, request.LineOfBusiness, request.Recipient == NoticeRecipient.Member);
        var template = templates.Find(kind, request.LineOfBusiness, facts.Date)
            ?? throw new Refusal("no-template", "No template of this kind is in force for the line of business.").ToRpcException();
        var written = NoticeTemplates.Write(template, facts);
        return Task.FromResult(new PreviewTemplateResponse
        {
            Template = template.Id, Markdown = written.Markdown,
            Html = LetterHtml.Render(new(written.Title, template.Language, facts.Date, written.Markdown, "Preview with invented people")),
        });
    }

    private async Task<NoticeSummary> ChangeAsync(string noticeId, NoticeCommand command, string key, IMessage request, ServerCallContext context)
    {
        var (caller, ct) = (context.Caller(), context.CancellationToken);
        var known = NoticesWire.Key(key);
        var notice = await SeenAsync(noticeId, caller, ct);
        return NoticesWire.ToWire((await desk.ExecuteAsync(
            notice.Id, command, context.KeyOf(known), PayloadHash.Of(request), caller.Actor, ct)).OrRefuse().State);
    }

    private async Task<Domain.Notices.Notice> SeenAsync(string noticeId, Caller caller, CancellationToken ct)
    {
        var notice = await desk.ReadAsync(noticeId, ct);
        return notice is not null && (notice.Owner is { } owner ? caller.Sees(owner.PracticeId, owner.PlanId) : caller.Sees(null, ""))
            ? notice
            : throw NoticeRefusals.Unknown(noticeId).ToRpcException();
    }

    private static bool IsRecipient(Domain.Notices.Notice notice, Caller caller) =>
        notice.To == Recipient.Practice && caller.Role == Roles.Practice && caller.PracticeId == notice.Owner?.PracticeId;

    /// <summary>A practice keeps its own address, a plan administrator those of the plan and none of a practice.</summary>
    private static string Owned(string practiceId, string planId, Caller caller) =>
        practiceId.Length > 0 && caller.PracticeId == practiceId ? Domain.Notices.DeliveryAddress.OfPractice(practiceId)
        : planId.Length > 0 && caller.Role == Roles.PlanAdministrator && caller.PlanIds.Contains(planId)
        ? Domain.Notices.DeliveryAddress.OfPlan(planId)
        : throw new Refusal("unknown-owner", "There is no such practice or plan.") { Kind = RefusalKind.Unknown }.ToRpcException();
}
