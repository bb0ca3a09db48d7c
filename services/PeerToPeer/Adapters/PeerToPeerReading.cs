using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.PeerToPeer.Domain;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Time;
using P = UtilizationReview.Contracts.PeerToPeer.V1;

namespace UtilizationReview.PeerToPeer.Adapters;

/// <summary>What came over the wire, or what is wrong with it.</summary>
internal readonly record struct Read<T>(T Value, IReadOnlyList<FieldProblem> Problems)
{
    public T OrThrow() => Problems.Count == 0
        ? Value
        : throw Refusals.Bad("not-valid", "The request is not valid", Problems).ToRpcException();
}

/// <summary>Requests → domain.</summary>
internal static class PeerToPeerReading
{
    public static Read<Physician> Physician(P.Physician? wire)
    {
        List<FieldProblem> problems = [];
        wire ??= new();
        var physician = new Physician(
            wire.PhysicianId, wire.Name, wire.Npi, [.. wire.Specialties],
            [.. wire.Licences.Select((l, i) => new Licence(l.State, l.Number, Date(l.Expires, $"physician.licences[{i}].expires", problems)))],
            [.. wire.PlanIds],
            [.. wire.WeeklyHours.Select((h, i) => new WeeklyHours(
                Day(h.Day, $"physician.weekly_hours[{i}].day", problems), Minute(h.From, $"physician.weekly_hours[{i}].from", problems),
                Minute(h.To, $"physician.weekly_hours[{i}].to", problems)))],
            wire.TimeZone, [.. wire.DaysOff.Select((d, i) => Date(d, $"physician.days_off[{i}]", problems))]);
        return new(physician, problems);
    }

    public static Read<Contact> Contact(P.PracticeContact? wire)
    {
        List<FieldProblem> problems = [];
        wire ??= new();
        if (wire.Name.Length is 0 or > 200) problems.Add(new("contact.name", "must have 1 to 200 characters: who will speak"));
        if (wire.Phones.Count is 0 or > 5) problems.Add(new("contact.phones", "must hold 1 to 5 numbers"));
        foreach (var (phone, i) in wire.Phones.Select((phone, i) => (phone, i)))
        {
            if (!IsPhone(phone)) problems.Add(new($"contact.phones[{i}]", "must be a phone number of 7 to 20 digits, for example +16085550142"));
        }
        if (!TimeZones.TryFind(wire.TimeZone, out _))
            problems.Add(new("contact.time_zone", $"'{wire.TimeZone}' is not a time zone; use an IANA id such as America/Chicago"));
        if (wire.Specialty.Length > 0 && !Specialties.All.Contains(wire.Specialty))
        {
            problems.Add(new("contact.specialty", $"'{wire.Specialty}' is not known; allowed are {Specialties.Words}, or empty"));
        }
        return new(new(wire.Name, [.. wire.Phones], wire.TimeZone, wire.Specialty), problems);
    }

    public static Read<IReadOnlyList<Window>> Windows(IEnumerable<P.Window> wire)
    {
        List<FieldProblem> problems = [];
        List<Window> windows = [];
        foreach (var (w, i) in wire.Select((w, i) => (w, i)))
        {
            if (w.From is null || w.To is null || w.From >= w.To) problems.Add(new($"windows[{i}]", "needs a beginning before its end"));
            else windows.Add(new(w.From.ToDateTimeOffset(), w.To.ToDateTimeOffset()));
        }
        return new(windows, problems);
    }

    public static Read<DateTimeOffset> Instant(Timestamp? wire, string field) =>
        wire is null ? new(default, [new(field, "is missing")]) : new(wire.ToDateTimeOffset(), []);

    public static Read<string> Text(string wire, string field, int most) =>
        wire.Length > 0 && wire.Length <= most ? new(wire, []) : new("", [new(field, $"must have 1 to {most} characters")]);

    public static Read<Attempt> Attempt(P.RecordAttemptRequest wire, string recordedBy, DateTimeOffset now)
    {
        List<FieldProblem> problems = [];
        if (!IsPhone(wire.Phone)) problems.Add(new("phone", "must be the number called, 7 to 20 digits"));
        if (wire.Outcome is P.AttemptOutcome.Unspecified || !System.Enum.IsDefined(wire.Outcome))
            problems.Add(new("outcome", "must say what came of it, for example ATTEMPT_OUTCOME_NO_ANSWER"));
        return new(new(wire.At?.ToDateTimeOffset() ?? now, wire.Phone, (AttemptOutcome)((int)wire.Outcome - 1), recordedBy), problems);
    }

    public static Read<(string SpokeWith, TalkSummary Summary)> Held(P.RecordHeldRequest wire)
    {
        List<FieldProblem> problems = [];
        if (wire.SpokeWith.Length is 0 or > 200) problems.Add(new("spoke_with", "must have 1 to 200 characters: who spoke for the practice"));
        if (wire.Summary is P.TalkSummary.Unspecified || !System.Enum.IsDefined(wire.Summary))
            problems.Add(new("summary", "must say what the talk brought, for example TALK_SUMMARY_NEW_INFORMATION"));
        return new((wire.SpokeWith, (TalkSummary)((int)wire.Summary - 1)), problems);
    }

    public static Read<bool> MissedByPractice(P.RecordMissedRequest wire) => wire.MissedBy switch
    {
        P.MissedBy.Practice => new(true, []),
        P.MissedBy.Physician => new(false, []),
        _ => new(false, [new("missed_by", "must be MISSED_BY_PRACTICE or MISSED_BY_PHYSICIAN")]),
    };

    public static Read<IReadOnlyList<LineVerdict>> Lines(P.DetermineRequest wire)
    {
        List<FieldProblem> problems = [];
        if (wire.Lines.Count == 0) problems.Add(new("lines", "is empty; decide every waiting line"));
        if (wire.Attestation is null) problems.Add(new("attestation", "is missing: only a signed determination counts"));
        foreach (var (line, i) in wire.Lines.Select((line, i) => (line, i)))
        {
            if (line.Decision is P.LineDecision.Unspecified || !System.Enum.IsDefined(line.Decision))
                problems.Add(new($"lines[{i}].decision", "must be APPROVE, APPROVE_LESS, DENY or DENY_SITE"));
            if (line.Reason.Length > 2000) problems.Add(new($"lines[{i}].reason", "must have at most 2000 characters"));
        }
        return new(
            [.. wire.Lines.Select(l => new LineVerdict(
                l.Line, (Verdict)((int)l.Decision - 1), l.Units, [.. l.Levels], l.Reason.Trim(),
                [.. l.Criteria.Where(c => !string.IsNullOrWhiteSpace(c))], [.. l.Missing]))],
            problems);
    }

    public static Signature Signature(Attestation wire) => new(
        wire.PersonId, wire.Npi, wire.Specialty, wire.LicenceState, wire.LicenceNumber, wire.RecordReviewed, wire.NoConflictOfInterest);

    private static bool IsPhone(string text) =>
        text.Count(char.IsAsciiDigit) is >= 7 and <= 20 && text.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or ' ' or '(' or ')' or '.' or 'x');

    private static DateOnly Date(string text, string field, List<FieldProblem> problems)
    {
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            problems.Add(new(field, $"'{text}' is not a date yyyy-MM-dd"));
        return date;
    }

    private static DayOfWeek Day(P.Weekday day, string field, List<FieldProblem> problems)
    {
        if (day is < P.Weekday.Monday or > P.Weekday.Sunday) problems.Add(new(field, "must be a day of the week"));
        return (DayOfWeek)((int)day % 7);
    }

    private static int Minute(string text, string field, List<FieldProblem> problems)
    {
        if (text == "24:00") return 24 * 60;
        if (TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return (time.Hour * 60) + time.Minute;
        problems.Add(new(field, $"'{text}' is not a time HH:mm"));
        return 0;
    }
}
