using Grpc.Core;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.PeerToPeer.V1;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Correspondence.Domain;
using UtilizationReview.Correspondence.Domain.Kit;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Platform.Time;
using static UtilizationReview.Correspondence.Domain.Kit.ParticularNames;
using Order = UtilizationReview.Contracts.Intake.V1.Order;

namespace UtilizationReview.Correspondence.Adapters.Kit;

/// <summary>An order the caller may see, with everything a kit is made of.</summary>
/// <param name="Order">As Intake told it.</param>
/// <param name="Case">The record.</param>
/// <param name="Notice">What the criteria are and are not.</param>
internal sealed record SeenCase(Order Order, CaseRecord Case, string Notice);

/// <summary>Builds the record of an order: the order itself, then side by side the member, the practice, the talks and what the criteria say on the
/// facts as they stand; the documents from this service's own folder. The vocabulary is kept.</summary>
internal sealed class CaseRecords(
    Intake.IntakeClient intake, PeerToPeer.PeerToPeerClient talks, KitCriteria criteria, PlanRegistry plans, FolderDesk desk, TimeProvider clock)
{
    /// <summary>The record of the order with the tracking or order number.</summary>
    /// <exception cref="RpcException">NOT_FOUND, or UNAVAILABLE when a service is away.</exception>
    public async Task<SeenCase> OfAsync(string number, Caller caller, CancellationToken ct)
    {
        if (number.Length == 0)
            throw Refusals.Bad("record-required", "number", "The order's number is empty; give its tracking or order number.").ToRpcException();
        var order = await AskAsync(() => intake.GetOrderAsync(new() { Number = number }, cancellationToken: ct).ResponseAsync, ct);
        if (order is null || !caller.Sees(order.Form.PracticeId, order.Form.PlanId)) throw Refusals.UnknownOrder(number).ToRpcException();
        var member = AskAsync(() => intake.GetMemberAsync(new() { MemberId = order.Form.MemberId }, cancellationToken: ct).ResponseAsync, ct);
        var practice = AskAsync(() => intake.GetPracticeAsync(new() { PracticeId = order.Form.PracticeId }, cancellationToken: ct).ResponseAsync, ct);
        var talked = AskAsync(() => talks.ListTalksAsync(new() { Number = order.TrackingNumber }, cancellationToken: ct).ResponseAsync, ct);
        var judged = AskAsync(() => criteria.JudgeAsync(order, ct), ct);
        var vocabulary = AskAsync(() => criteria.VocabularyAsync(order, ct), ct);
        var folder = desk.ReadAsync(order.TrackingNumber, ct);
        await Task.WhenAll(member, practice, talked, judged, vocabulary, folder);
        var words = (await vocabulary)!;
        var zone = TimeZones.Find(order.TimeZone.Length > 0 ? order.TimeZone : "UTC");
        var now = (await judged)!;
        return new(order, new()
        {
            Number = order.TrackingNumber, Stage = CaseWire.Stage(order.Status), Today = clock.GetUtcNow().DateIn(zone),
            ReceivedOn = order.ReceivedAt?.ToDateTimeOffset().DateIn(zone),
            Particulars = [.. Particulars(order, await member, zone), .. Particulars(plans.Find(order.Form.PlanId)?.Name ?? "", await practice)],
            Diagnoses = [.. order.Form.Diagnoses.Select(code => new Diagnosis(code, words.NameOf(code)))],
            Lines = [.. order.Lines.Select(line => CaseWire.Line(line, now.GetValueOrDefault(line.Line.Number), order.SiteAlternatives))],
            Facts =
            [
                .. CaseWire.Stated(order),
                .. CaseWire.Computed(order, order.Lines.Select(line => line.Evaluation).Concat(now.Values).Where(e => e is not null), words.Terms),
            ],
            Terms = words.Terms,
            Documents = [.. ((await folder)?.Documents ?? []).Where(document => document.IsUsable).Select(document => new CaseDocument(
                document.Id, Kind(document.Content.Kind), document.Content.FileName, document.Content.Pages, document.ReceivedAt.DateIn(zone),
                document.ReceivedAt))],
            Talks = [.. CaseTalks.Of(await talked ?? new(), zone)],
            Question = order.OpenInformationRequest is { } asked
                ? new(asked.AskedAt.ToDateTimeOffset().DateIn(zone), CaseWire.Day(asked.AnswerBy) ?? default, [.. asked.Items])
                : null,
            ReconsiderationThrough = CaseWire.Day(order.ReconsiderationThrough),
            CanBeReconsidered = order.PossibleNow.Contains(nameof(intake.RequestReconsideration)),
        }, words.Notice);
    }

    private static IEnumerable<Particular> Particulars(Order order, Member? member, TimeZoneInfo zone)
    {
        var form = order.Form;
        yield return new(ParticularNames.Order, order.TrackingNumber);
        if (CaseWire.Day(form.DateOfService) is { } service) yield return new(DateOfService, CaseWords.Day(service));
        if (CaseWire.Place(form.PlaceOfService) is { Length: > 0 } place) yield return new(Place, place);
        if (form.Urgency == Contracts.Intake.V1.Urgency.Expedited) yield return new(ParticularNames.Urgency, "expedited, as the practice states");
        if (order.DueAt is { } due) yield return new(Due, CaseTalks.Moment(due.ToDateTimeOffset(), zone));
        if (CaseWire.Day(order.ReconsiderationThrough) is { } last) yield return new(ParticularNames.Window, CaseWords.Day(last));
        if (form.CallbackPhone.Length > 0) yield return new(Phone, form.CallbackPhone);
        if (form.SiteReason.Length > 0) yield return new(ParticularNames.SiteReason, form.SiteReason);
        yield return new(MemberId, form.MemberId, SourceKind.Member);
        if (member is null) yield break;
        if (member.Name.Length > 0) yield return new(MemberName, member.Name, SourceKind.Member);
        if (CaseWire.Day(member.BirthDate) is { } born) yield return new(BirthDate, CaseWords.Day(born), SourceKind.Member);
    }

    private static IEnumerable<Particular> Particulars(string plan, Practice? practice)
    {
        if (plan.Length > 0) yield return new(Plan, plan, SourceKind.Plan);
        if (practice is null) yield break;
        if (practice.Name.Length > 0) yield return new(ParticularNames.Practice, practice.Name, SourceKind.Practice);
        if (practice.Npi.Length > 0) yield return new(PracticeNpi, practice.Npi, SourceKind.Practice);
        if (practice.Phone.Length > 0) yield return new(PracticePhone, practice.Phone, SourceKind.Practice);
    }

    private static string Kind(DocumentKind kind) => kind switch
    {
        DocumentKind.OfficeNote => "office note",
        DocumentKind.ImagingReport => "imaging report",
        DocumentKind.TherapyNotes => "therapy notes",
        _ => "document",
    };

    /// <summary>The answer; null when there is no such record. A service that is away makes the whole kit unavailable: a gap would read as if
    /// the record had nothing.</summary>
    private static async Task<T?> AskAsync<T>(Func<Task<T>> ask, CancellationToken ct)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (RpcException problem) when (problem.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
        catch (RpcException problem) when (!ct.IsCancellationRequested)
        {
            throw new RpcException(
                new Status(StatusCode.Unavailable, "The record of this order cannot be read as a whole right now. Try again in a moment.", problem),
                new Metadata { { RefusalErrors.CodeTrailer, "record-away" } });
        }
    }
}
