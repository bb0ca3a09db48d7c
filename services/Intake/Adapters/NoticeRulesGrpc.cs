using Grpc.Core;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using NoticeKind = UtilizationReview.Intake.Domain.NoticeKind;
using NoticeNeed = UtilizationReview.Contracts.Intake.V1.NoticeNeed;

namespace UtilizationReview.Intake.Adapters;

/// <summary>What a notice about an order has to say, for the service that writes it and for the plan administrator.</summary>
internal sealed class NoticeRulesGrpc(OrderViews views, Rules rules) : NoticeRules.NoticeRulesBase
{
    private static readonly Dictionary<string, NoticeField> Fields =
        Enum.GetValues<NoticeField>().ToDictionary(field => RegimeWords.Snake(field.ToString()), StringComparer.Ordinal);

    public override async Task<CheckNoticeResponse> CheckNotice(CheckNoticeRequest request, ServerCallContext context)
    {
        var order = await views.SeenAsync(request.Number, context.Caller(), context.CancellationToken);
        var kind = (NoticeKind)request.Kind;
        if (!Enum.IsDefined(kind))
        {
            throw OrderRefusals.BadField("unknown-notice", "kind", "The kind of notice is missing or unknown; allowed are "
                + $"{string.Join(", ", Enum.GetNames<NoticeKind>().Select(RegimeWords.Snake))}.").ToRpcException();
        }
        var day = request.NoticeDate.Length == 0 ? views.Today(order.State)
            : IntakeDates.TryRead(request.NoticeDate, out var given) ? given
            : throw OrderRefusals.BadField("bad-date", "notice_date", "The day of the notice is not a date (yyyy-MM-dd).").ToRpcException();
        var (plan, filled) = (order.State.Plan, Filled(request));
        return new()
        {
            Rules = { Notices.Of(kind, plan, day, rules).Select(ToWire) },
            Missing = { Notices.Missing(kind, plan, filled, day, rules).Select(ToWire) },
        };
    }

    private static Dictionary<NoticeField, string> Filled(CheckNoticeRequest request)
    {
        var filled = new Dictionary<NoticeField, string>();
        foreach (var (name, text) in request.Fields)
        {
            filled[Fields.TryGetValue(name, out var field) ? field : throw OrderRefusals.BadField("unknown-notice-field", "fields",
                $"A notice has no field '{(name.Length <= 40 ? name : name[..40])}'; its fields are {string.Join(", ", Fields.Keys)}.")
                .ToRpcException()] = text;
        }
        return filled;
    }

    private static NoticeFieldRule ToWire(NoticeRule rule) => new()
    {
        Field = RegimeWords.Snake(rule.Field.ToString()), Need = rule.Need switch
        {
            Domain.NoticeNeed.Required => NoticeNeed.Required,
            Domain.NoticeNeed.RequiredOrOffered => NoticeNeed.RequiredOrOffered,
            _ => NoticeNeed.GoodPractice,
        },
        Sentence = rule.Sentence, Citation = rule.Source.Citation,
    };
}
