using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Correspondence.Adapters.Letters;
using UtilizationReview.Correspondence.Domain;
using UtilizationReview.Correspondence.Domain.Notices;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.Correspondence.Adapters.Notices;

/// <summary>Writes notices that are owed: asks what is to be said, writes it, has it checked by what a reader will read, and issues it, or says
/// why that is not possible yet.</summary>
internal sealed partial class NoticeWriter(
    NoticeDesk desk, AddressDesk addresses, NoticeRecords records, NoticeTemplates templates, TimeProvider clock, ILogger<NoticeWriter> log)
{
    private const string Reason = "specific_reason";

    /// <summary>Where in the plan file stands what a section needs of the plan.</summary>
    private static readonly Dictionary<string, string> PlanKeys = new(StringComparer.Ordinal)
    {
        ["form"] = "correspondence.form (name, and confirmation that the plan has held its letters against it)",
        ["plan_provision"] = "correspondence.coverage_document", ["consumer_help"] = "correspondence.consumer_help",
        ["language_help"] = "correspondence.language_help",
    };

    /// <summary>Writes it, or holds it.</summary>
    public async Task WriteAsync(Notice notice, CancellationToken ct)
    {
        NoticeCommand command;
        try
        {
            command = await ComposeAsync(notice, ct);
        }
        catch (RpcException problem) when (!ct.IsCancellationRequested)
        {
            LogAway(notice.Id, problem.StatusCode);
            command = Hold(notice.Owner, NoticeRefusals.NeighbourAway,
                $"Another service does not answer ({problem.StatusCode}); the notice is written once it does.");
        }
        catch (InvalidDataException problem)
        {
            // A word of another service that this version does not know yet.
            command = Hold(notice.Owner, NoticeRefusals.NotOnRecord, problem.Message);
        }
        catch (Exception problem) when (!ct.IsCancellationRequested)
        {
            LogFailed(notice.Id, problem);
            command = Hold(notice.Owner, NoticeRefusals.CannotWrite,
                $"The notice cannot be written ({problem.GetType().Name}); the log of the service says why. It is tried again, or at once with Reissue.");
        }
        await desk.ExecuteAsync(notice.Id, command, key: null, payloadHash: "", Actor.Platform, ct);
        if (command is NoticeCommand.Hold held && held.Why.Code != NoticeRefusals.NeighbourAway) LogHeld(notice.Id, held.Why.Code);
    }

    private async Task<NoticeCommand> ComposeAsync(Notice notice, CancellationToken ct)
    {
        if (await records.OrderAsync(notice.OrderId, ct) is not { } order)
            return Hold(notice.Owner, NoticeRefusals.UnknownOrder, $"Intake knows no order {notice.OrderId}.");
        var owner = new Ownership(order.Form.PracticeId, order.Form.PlanId);
        var now = clock.GetUtcNow();
        if (await records.SourcesAsync(order, notice, now, ct) is not { } from)
            return Hold(owner, NoticeRefusals.UnknownOrder, $"The plan {order.Form.PlanId} is not among the plan files.");
        var isUnderReview = order.Status is OrderStatus.Submitted or OrderStatus.NurseReview or OrderStatus.PhysicianReview or OrderStatus.Reconsideration;
        if (Occasions.Overtaken(notice.Occasion, from.Entry is not null, isUnderReview, order.OpenInformationRequest?.Items) is { } over)
            return new NoticeCommand.Drop(owner, new(NoticeRefusals.Overtaken, [over], []));
        if (NotOnRecord(notice, from) is { } why) return Hold(owner, NoticeRefusals.NotOnRecord, why);
        if (notice.To == Recipient.Member && from.Member.AddressLines.Count == 0)
        {
            return Hold(owner, NoticeRefusals.NoAddress,
                "The member has no address for letters; save one with SaveMember (address_lines).");
        }
        var today = now.DateIn(from.Zone);
        if (templates.Find(notice.Kind, from.Plan.LineOfBusiness, today) is not { } template)
        {
            return Hold(owner, NoticeRefusals.NoTemplate,
                $"No template of this kind for {from.Plan.LineOfBusiness} is in force on {today:yyyy-MM-dd}.");
        }
        var facts = NoticeTextOf.Facts(notice, from, today);
        var written = NoticeTemplates.Write(template, facts);
        var fields = LetterText.Sections(written.Markdown);
        var missing = await MissingAsync(notice, facts, fields, ct);
        if (missing.Count > 0)
        {
            return new NoticeCommand.Hold(owner, new(NoticeRefusals.MissingFields,
                [.. missing.Select(Missing)], [.. missing.Select(rule => rule.Field)]));
        }
        return new NoticeCommand.Write(owner, Issue(notice, from, written, fields, today), written.Markdown, await AddressesAsync(notice, owner, ct));
    }

    /// <summary>Each denied line's own reason has to be one, also where they stand together in one section. What is approved beside what is not
    /// needs what an approval says too.</summary>
    private async Task<IReadOnlyList<NoticeFieldRule>> MissingAsync(
        Notice notice, NoticeText facts, IReadOnlyDictionary<string, string> fields, CancellationToken ct)
    {
        var missing = (await records.MissingAsync(facts.Tracking, notice.Kind, fields, facts.Date, ct)).ToList();
        foreach (var line in facts.Adverse)
        {
            var alone = new Dictionary<string, string>(fields) { [Reason] = line.Reason };
            missing.AddRange((await records.MissingAsync(facts.Tracking, notice.Kind, alone, facts.Date, ct)).Where(rule => rule.Field == Reason));
        }
        if (facts is { Adverse.Count: > 0, Approved.Count: > 0 })
            missing.AddRange(await records.MissingAsync(facts.Tracking, Domain.Notices.NoticeKind.Approval, fields, facts.Date, ct));
        return [.. missing.DistinctBy(rule => rule.Field)];
    }

    private static string Missing(NoticeFieldRule rule) => $"{rule.Field} is missing: {rule.Sentence} ({rule.Citation})"
        + (PlanKeys.TryGetValue(rule.Field, out var key) ? $" Add {key} to the plan file." : "");

    private static Issue Issue(
        Notice notice, NoticeSources from, WrittenNotice written, IReadOnlyDictionary<string, string> fields, DateOnly today) =>
        new(default, today, written.Title, written.Template.Language, $"{notice.Id} · {from.Order.TrackingNumber}", written.Template.Id,
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(written.Markdown))),
            [.. fields.Where(field => field.Value.Length > 0).Select(field => field.Key)], from.Order.Form.Urgency == Urgency.Expedited);

    /// <summary>A practice hears at its own address, the plan's mail room at the plan's.</summary>
    private async Task<Addresses> AddressesAsync(Notice notice, Ownership owner, CancellationToken ct) =>
        (await addresses.ReadAsync(notice.To == Recipient.Practice
            ? DeliveryAddress.OfPractice(owner.PracticeId) : DeliveryAddress.OfPlan(owner.PlanId), ct))?.State.Addresses ?? Addresses.None;

    /// <summary>Events may come before what they tell of can be read.</summary>
    private static string? NotOnRecord(Notice notice, NoticeSources from) => notice.Occasion switch
    {
        Occasion.Determined determined => determined.Lines.Where(l => l.IsAdverse || l.IsApproved)
            .Where(told => !from.Order.Lines.Any(line => line.Line.Number == told.Line
                && NoticeTextOf.Standing(line, determined.At) is { } standing && NoticeTextOf.Word(standing.Outcome) == told.Outcome))
            .Select(told => $"The order does not show line {told.Line} as {told.Outcome} at that moment.").FirstOrDefault(),
        Occasion.Asked when from.Entry is null => "The order does not have the question yet.",
        _ => null,
    };

    private static NoticeCommand.Hold Hold(Ownership? owner, string code, string sentence) => new(owner, new(code, [sentence], []));

    [LoggerMessage(EventId = 6301, Level = LogLevel.Warning, Message = "{Notice} cannot be written now: another service answered {Status}")]
    private partial void LogAway(string notice, StatusCode status);

    [LoggerMessage(EventId = 6302, Level = LogLevel.Warning, Message = "{Notice} is held: {Reason}")]
    private partial void LogHeld(string notice, string reason);

    [LoggerMessage(EventId = 6303, Level = LogLevel.Error, Message = "{Notice} cannot be written")]
    private partial void LogFailed(string notice, Exception problem);
}
