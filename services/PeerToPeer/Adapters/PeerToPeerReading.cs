using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
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
            [.. wire.PlanIds], Weekly(wire.WeeklyHours, "physician.", problems), wire.TimeZone, DaysOff(wire.DaysOff, "physician.", problems))
        {
            Exceptions = Exceptions(wire.Exceptions, "physician.", problems), PracticeIds = [.. wire.PracticeIds],
        };
        return new(physician, problems);
    }

    public static Read<SaveHours> Hours(P.SaveMyHoursRequest wire)
    {
        List<FieldProblem> problems = [];
        var hours = new SaveHours(
            Weekly(wire.WeeklyHours, "", problems), wire.TimeZone, DaysOff(wire.DaysOff, "", problems), Exceptions(wire.Exceptions, "", problems));
        if (wire.Version < 0) problems.Add(new("version", "must be the version the hours were changed in, or 0"));
        return new(hours, problems);
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
        if (wire.SpeaksFor.Length > 200) problems.Add(new("contact.speaks_for", "must have at most 200 characters: the clinician of a delegate"));
        return new(new(wire.Name, [.. wire.Phones], wire.TimeZone, wire.Specialty) { SpeaksFor = wire.SpeaksFor.Trim() }, problems);
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

    public static Read<string> AgreedWith(string wire) => wire.Length <= 200
        ? new(wire.Trim(), [])
        : new("", [new("agreed_with", "must have at most 200 characters: who of the practice agreed")]);

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

    public static Read<RecordMissed> Missed(P.RecordMissedRequest wire, Who by) => wire.MissedBy switch
    {
        P.MissedBy.Practice => new(new(by, wire.TalkId, ByPractice: true), []),
        P.MissedBy.Physician => new(new(by, wire.TalkId, ByPractice: false), []),
        P.MissedBy.Both => new(new(by, wire.TalkId, ByPractice: false) { ByBoth = true }, []),
        _ => new(null!, [new("missed_by", "must be MISSED_BY_PRACTICE, MISSED_BY_PHYSICIAN or MISSED_BY_BOTH")]),
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
                [.. l.Criteria.Where(c => !string.IsNullOrWhiteSpace(c))], [.. l.Missing.Where(m => !string.IsNullOrWhiteSpace(m))])
            {
                Guideline = l.Guideline, GuidelineVersion = l.GuidelineVersion, FacilityId = l.FacilityId,
            })],
            problems);
    }

    /// <summary>A line of the order, with the criteria that stand between it and an approval.</summary>
    public static LineAsked Asked(OrderLine line)
    {
        // Whole criteria stand in the trace, the leaves that keep them open beside it.
        var open = (line.Evaluation?.OpenCriteria ?? []).Select(c => (c.Id, c.Text))
            .Concat((line.Evaluation?.Trace ?? []).SelectMany(Open).Select(c => (c.Id, c.Text)))
            .DistinctBy(c => c.Id).ToDictionary(c => c.Id, c => c.Text, StringComparer.Ordinal);
        return new(line.Line.Number, line.Line.Units, [.. line.Line.Levels])
        {
            Guideline = line.Evaluation?.Guideline ?? "", GuidelineVersion = line.Evaluation?.Version ?? "", Open = open,
            // By what was determined last: an approval in part that has expired can still be before a physician again.
            Settled = line.Outcome is LineOutcome.Withdrawn or LineOutcome.Revoked || (line.Determinations.LastOrDefault()?.Outcome ?? line.Outcome)
                is LineOutcome.Approved or LineOutcome.NoReviewRequired or LineOutcome.NotificationRecorded,
        };
    }

    private static IEnumerable<CriterionTrace> Open(CriterionTrace node) =>
        node.Waived || node.Answer is not (Answer.NotMet or Answer.Unknown) ? [] : node.Children.SelectMany(Open).Prepend(node);

    public static Signature Signature(Attestation wire) => new(
        wire.PersonId, wire.Npi, wire.Specialty, wire.LicenceState, wire.LicenceNumber, wire.RecordReviewed, wire.NoConflictOfInterest);

    private static bool IsPhone(string text) =>
        text.Count(char.IsAsciiDigit) is >= 7 and <= 20 && text.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or ' ' or '(' or ')' or '.' or 'x');

    private static List<WeeklyHours> Weekly(IEnumerable<P.WeeklyHours> wire, string path, List<FieldProblem> problems) =>
    [
        .. wire.Select((h, i) => new WeeklyHours(
            Day(h.Day, $"{path}weekly_hours[{i}].day", problems), Minute(h.From, $"{path}weekly_hours[{i}].from", problems),
            Minute(h.To, $"{path}weekly_hours[{i}].to", problems))),
    ];

    private static List<DateOnly> DaysOff(IEnumerable<string> wire, string path, List<FieldProblem> problems) =>
        [.. wire.Select((d, i) => Date(d, $"{path}days_off[{i}]", problems))];

    private static List<HoursException> Exceptions(IEnumerable<P.HoursException> wire, string path, List<FieldProblem> problems) =>
    [
        .. wire.Select((e, i) => new HoursException(
            Date(e.Date, $"{path}exceptions[{i}].date", problems), Minute(e.From, $"{path}exceptions[{i}].from", problems),
            Minute(e.To, $"{path}exceptions[{i}].to", problems), Change(e.Change, $"{path}exceptions[{i}].change", problems))),
    ];

    private static HoursChange Change(P.HoursChange change, string field, List<FieldProblem> problems)
    {
        if (change is not (P.HoursChange.Off or P.HoursChange.Extra)) problems.Add(new(field, "must be HOURS_CHANGE_OFF or HOURS_CHANGE_EXTRA"));
        return change == P.HoursChange.Extra ? HoursChange.Extra : HoursChange.Off;
    }

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
