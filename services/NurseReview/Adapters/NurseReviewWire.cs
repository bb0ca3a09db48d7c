using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.NurseReview.Domain;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using Wire = UtilizationReview.Contracts.NurseReview.V1;

namespace UtilizationReview.NurseReview.Adapters;

/// <summary>Wire ↔ domain.</summary>
internal static partial class NurseReviewWire
{
    private const int KeyLimit = 200;

    private static readonly Dictionary<string, Contracts.Vocabulary.V1.Program> Programs = new()
    {
        ["spine"] = Contracts.Vocabulary.V1.Program.Spine,
        ["joint"] = Contracts.Vocabulary.V1.Program.Joint, ["pain"] = Contracts.Vocabulary.V1.Program.Pain,
    };

    /// <summary>Programs as bits for the searched column.</summary>
    public static int Mask(IEnumerable<string> programs) =>
        Mask(programs.Select(p => Programs.GetValueOrDefault(p)));

    /// <summary>Programs as bits for the searched column.</summary>
    public static int Mask(IEnumerable<Contracts.Vocabulary.V1.Program> programs) =>
        programs.Where(p => p != Contracts.Vocabulary.V1.Program.Unspecified).Aggregate(0, (mask, p) => mask | (1 << ((int)p - 1)));

    /// <summary>The bits of every program.</summary>
    public static int AllPrograms { get; } = Mask(System.Enum.GetValues<Contracts.Vocabulary.V1.Program>());

    /// <summary>The bits of every skill.</summary>
    public static int AllSkills { get; } = SkillMask(Pools.Skills);

    /// <summary>Skills as bits for the searched column.</summary>
    public static int SkillMask(IEnumerable<string> skills) =>
        Pools.Skills.Select((skill, place) => (skill, place)).Where(s => skills.Contains(s.skill)).Aggregate(0, (mask, s) => mask | (1 << s.place));

    public static Wire.NurseItem ToWire(Versioned<NurseItem> stored, DateTimeOffset now)
    {
        var (item, held) = (stored.State, stored.State.IsHeldAt(now));
        var wire = new Wire.NurseItem
        {
            TrackingNumber = item.OrderId, PlanId = item.Referral?.PlanId ?? "", PracticeId = item.Referral?.PracticeId ?? "",
            MemberState = item.Referral?.MemberState ?? "", Expedited = item.Referral?.Expedited ?? false,
            DueAt = item.DueAt.ToTimestamp(), OpenedAt = item.OpenedAt.ToTimestamp(), InformationReceivedAt = item.InformationAt?.ToTimestamp(),
            Stage = item.Stage == ItemStage.Done ? Wire.ItemStage.Done : held ? Wire.ItemStage.Leased : Wire.ItemStage.Open,
            Lease = held ? new() { PersonId = item.Lease!.PersonId, Name = item.Lease.Name, Until = item.Lease.Until.ToTimestamp() } : null,
            OpenInformationRequest = item.Asked is { } asked ? ToWire(asked) : null,
            End = (Wire.ItemEnd)(int)item.End, // one test holds the two enums against each other
            NewDocuments = item.Documents.Count - item.DocumentsSeen, LastDocumentAt = item.DocumentAt?.ToTimestamp(),
            ReferralSummary = item.ReferralSummary, RefusedBecause = item.RefusedBecause, Version = stored.Version,
        };
        wire.Programs.AddRange(item.Referral?.Programs.Select(p => Programs.GetValueOrDefault(p)) ?? []);
        wire.Reasons.AddRange(item.Referral?.Reasons ?? []);
        wire.LinesWaiting.AddRange(item.Stage == ItemStage.Done ? [] : item.Lines);
        wire.LinesApproved.AddRange(item.ApprovedLines.Order());
        wire.Skills.AddRange(item.Referral?.Skills ?? []);
        wire.Reevaluation = item.Reevaluation is { } last ? ToWire(last, last.IsCurrent(item)) : null;
        wire.RecordSummary.AddRange(item.RecordSummary.Select(ToWire));
        wire.Findings.AddRange(item.Findings.OrderBy(f => f.Line).ThenBy(f => f.Criterion, StringComparer.Ordinal).Select(ToWire));
        return wire;
    }

    /// <summary>Stages as asked for; open and leased when none is named.</summary>
    public static IReadOnlySet<ItemStage> Stages(IReadOnlyCollection<Wire.ItemStage> stages) => stages.Count == 0
        ? new HashSet<ItemStage> { ItemStage.Open, ItemStage.Leased }
        : stages.Select(stage => stage switch
        {
            Wire.ItemStage.Open => ItemStage.Open,
            Wire.ItemStage.Leased => ItemStage.Leased,
            Wire.ItemStage.Done => ItemStage.Done,
            _ => throw Bad("unknown-stage", "stages", "Stages can be OPEN, LEASED or DONE.", "OPEN, LEASED or DONE"),
        }).ToHashSet();

    public static FindingKind Kind(Wire.FindingKind kind) => kind switch
    {
        Wire.FindingKind.Confirmed => FindingKind.Confirmed,
        Wire.FindingKind.Corrected => FindingKind.Corrected,
        Wire.FindingKind.CannotConfirm => FindingKind.CannotConfirm,
        _ => throw Bad("finding-kind-required", "kind",
            "Say what was found: CONFIRMED, CORRECTED or CANNOT_CONFIRM.", "CONFIRMED, CORRECTED or CANNOT_CONFIRM"),
    };

    public static CorrectedFact? Fact(Fact? fact) => fact is null
        ? null
        : new(fact.Name, fact.Value is { KindCase: not FactValue.KindOneofCase.None } value ? JsonFormatter.Default.Format(value) : "",
            fact.AppliesTo, fact.Document, fact.Page);

    /// <summary>The attestation as sent: its person is checked by the item, its statements must both be made.</summary>
    public static NurseAttestation Attestation(Wire.NurseAttestation? sent, Nurse caller)
    {
        if (sent is null)
            throw Bad("attestation-required", "attestation",
                "An approval needs the nurse's attestation. Send who signs and both statements.", "required");
        var profession = sent.Profession switch
        {
            Wire.Profession.Nurse => "nurse",
            Wire.Profession.Therapist => "therapist",
            _ => throw Bad("profession-required", "attestation.profession",
                "Say under which licence you sign: NURSE or THERAPIST.", "NURSE or THERAPIST"),
        };
        return NurseAttestation.Sign(new(sent.PersonId, caller.Name), profession, sent.RecordReviewed, sent.NoConflictOfInterest)
            ?? throw DecisionInput.AttestationIncomplete.ToRpcException();
    }

    public static DateOnly AnswerBy(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw Bad("answer-by-format", "answer_by",
                "The day by which an answer is useful is missing or is not a day such as 2026-11-30.", "must be yyyy-MM-dd");

    public static string TrackingNumber(string text) => text is { Length: > 0 and <= 64 }
        ? text
        : throw Bad("tracking-number-required", "tracking_number",
            "Give the tracking number of the order: 1 to 64 characters.", "1 to 64 characters");

    public static string Key(string key) => key is { Length: > 0 and <= KeyLimit }
        ? key
        : throw Bad("idempotency-key-required", "idempotency_key",
            $"A changing call needs an idempotency key of 1 to {KeyLimit} characters, so that a repetition is recognised.",
            $"1 to {KeyLimit} characters");

    public static QueuePlace? Place(string token) => token.Length == 0
        ? null
        : QueuePlace.Parse(token) ?? throw Bad("page-token-unknown", "page_token",
            "The page token is none that was given out. Start with the first page.", "not a token of ListQueue");

    public static int PageSize(int size) => size switch
    {
        0 => 50,
        > 0 and <= 200 => size,
        _ => throw Bad("page-size", "page_size", $"A page holds 1 to 200 items; {size} were asked for.", "0 (for 50) to 200"),
    };

    private static Grpc.Core.RpcException Bad(string code, string field, string sentence, string problem) =>
        new Refusal(code, sentence) { Kind = RefusalKind.BadInput, Fields = [new(field, problem)] }.ToRpcException();

    private static Wire.Finding ToWire(Finding finding) => new()
    {
        Line = finding.Line, Criterion = finding.Criterion, Kind = (Wire.FindingKind)((int)finding.Kind + 1), Note = finding.Note,
        FoundBy = finding.FoundBy, FoundAt = finding.FoundAt.ToTimestamp(),
        Fact = finding.Fact is { } fact ? ToWire(fact) : null,
    };

    private static Wire.AskedInformation ToWire(AskedInformation asked) => new()
    {
        Items = { asked.Items }, Facts = { asked.Facts }, AnswerBy = asked.AnswerBy.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        AskedBy = asked.AskedBy, AskedAt = asked.AskedAt.ToTimestamp(), Missing = { asked.Missing.Select(ToWire) },
    };
}
