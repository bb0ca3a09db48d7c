using System.Globalization;
using Google.Protobuf.Collections;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Correspondence.Domain.Notices;
using Outcome = UtilizationReview.Contracts.Intake.V1.LineOutcome;

namespace UtilizationReview.Correspondence.Adapters.Notices;

/// <summary>What other services know, in the words a notice has for it.</summary>
internal static class NoticeTextOf
{
    /// <summary>The facts of a notice; determinations are those that stood when it happened.</summary>
    public static NoticeText Facts(Notice notice, NoticeSources from, DateOnly today)
    {
        var (order, toMember) = (from.Order, notice.To == Recipient.Member);
        var lines = order.Lines.Select(line => Line(line, Standing(line, notice.Occasion.At))).ToList();
        var told = (notice.Occasion as Occasion.Determined)?.Lines.ToDictionary(l => l.Line, l => l.Outcome) ?? [];
        var text = new NoticeText
        {
            NoticeId = notice.Id, Date = today, ToMember = toMember, Tracking = order.TrackingNumber, OrderNumber = order.OrderNumber,
            Envelope = toMember ? [from.Member.Name, .. from.Member.AddressLines] : [from.Practice.Name],
            MemberName = from.Member.Name, MemberId = from.Member.MemberId, Practice = from.Practice.Name, Site = Site(order.Form, from),
            DateOfService = Day(order.Form.DateOfService) ?? today, Received = Platform.Time.TimeZones.DateIn(
                order.ReceivedAt.ToDateTimeOffset(), from.Zone),
            Urgent = order.Form.Urgency == Urgency.Expedited, Plan = Plan(from.Plan), Rights = from.Rights,
        };
        return notice.Occasion switch
        {
            Occasion.Determined { OnlyReinstates: true } again => text with
            {
                Reinstated = true,
                Approved = [.. lines.Where(l => again.Reinstated.Contains(l.Number))],
            },
            Occasion.Determined => text with
            {
                // A late notice of a denial knows no number that came later.
                OrderNumber = told.ContainsValue("approved") || told.ContainsValue("approved-less") ? order.OrderNumber : "",
                Approved = [.. lines.Where(l => Is(told, l, "approved", "approved-less"))],
                Adverse = [.. lines.Where(l => Is(told, l, "denied", "denied-site", "approved-less"))],
                Reviewers = [.. order.Lines.Select(l => Standing(l, notice.Occasion.At)).OfType<Determination>()
                    .Where(d => IsAdverse(d) && d.Attestation is not null)
                    .Select(d => new ReviewerText(d.Attestation.Name, Words(d.Attestation.Specialty))).Distinct()],
            },
            Occasion.Asked asked => text with
            {
                Lines = lines,
                Due = order.DueAt is { } due && !IsDecided(order) ? Moment(due.ToDateTimeOffset(), from) : "",
                Question = new(asked.Items, [.. asked.Missing.Select(m => new MissingText(m.Question, m.Criterion, m.Why))],
                    Later(asked.AnswerBy, Day(from.Entry?.AnswerBy ?? "")), (QuestionWord)(from.Entry?.QuestionEffect ?? QuestionEffect.Unspecified)),
            },
            Occasion.Extended extended => text with
            {
                Lines = lines,
                Extension = new(Word<GroundWord>(extended.Ground), from.Entry?.Sentence ?? "",
                    extended.Items ?? [.. order.OpenInformationRequest?.Items ?? []], extended.AnswerBy, Moment(extended.DueAt, from),
                    extended.TollsThrough),
            },
            Occasion.Changed changed => text with { Changed = true, Approved = [.. lines.Where(l => changed.Lines.Contains(l.Number))] },
            Occasion.Revoked revoked => text with
            {
                Lines = [.. lines.Where(l => revoked.Lines.Contains(l.Number))],
                Revocation = new(Word<RevocationWord>(revoked.Ground), revoked.Citation, Platform.Time.TimeZones.DateIn(revoked.At, from.Zone)),
            },
            Occasion.Expiring expiring => text with
            {
                Lines = [.. lines.Where(l => expiring.Lines.Contains(l.Number))],
                EndsOn = expiring.Through,
            },
            Occasion.Missed missed => text with
            {
                Lines = [.. lines.Where((_, index) => !order.Lines[index].Determinations.Any(d => d.DecidedAt.ToDateTimeOffset() < missed.At))],
                Missed = new(Word<EffectWord>(missed.Effect), Moment(missed.DueAt, from), missed.Rule),
            },
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>The determination of a line that stood at a moment; null: none.</summary>
    public static Determination? Standing(OrderLine line, DateTimeOffset at) =>
        line.Determinations.LastOrDefault(d => d.DecidedAt.ToDateTimeOffset() <= at);

    /// <summary>Less than asked.</summary>
    public static bool IsAdverse(Determination determination) =>
        determination.Outcome is Outcome.Denied or Outcome.DeniedSite or Outcome.ApprovedLess;

    /// <summary>An outcome as events say it.</summary>
    public static string Word(Outcome outcome) => Shape.Kebab(outcome.ToString());

    /// <summary>The word of a closed list behind an event's kebab-case.</summary>
    public static T Word<T>(string kebab)
        where T : struct, Enum =>
        Enum.GetValues<T>().FirstOrDefault(word => Shape.Kebab(word.ToString()) == kebab) is var found && Shape.Kebab(found.ToString()) == kebab
            ? found
            : throw new InvalidDataException(
                $"'{kebab}' is no {typeof(T).Name}; allowed are {string.Join(", ", Enum.GetNames<T>().Select(Shape.Kebab))}.");

    /// <summary>An instant as people read it, in the plan's zone.</summary>
    public static string Moment(DateTimeOffset at, NoticeSources from)
    {
        var local = TimeZoneInfo.ConvertTime(at, from.Zone);
        return local.ToString("MMMM d, yyyy 'at' h:mm tt", CultureInfo.InvariantCulture)
            + $" ({from.Plan.TimeZone.Split('/')[^1].Replace('_', ' ')} time)";
    }

    private static LineText Line(OrderLine line, Determination? standing)
    {
        var text = new LineText
        {
            Number = line.Line.Number, Code = line.Line.Code, Description = line.Description.Length > 0 ? line.Description : line.Line.Code,
            Asked = Asked(line.Line),
        };
        return standing is null ? text : text with
        {
            Outcome = standing.Outcome switch
            {
                Outcome.Approved => LineWord.Approved,
                Outcome.ApprovedLess => LineWord.ApprovedLess,
                Outcome.Denied => LineWord.Denied,
                Outcome.DeniedSite => LineWord.DeniedSite,
                _ => LineWord.Waiting,
            },
            Given = standing.ApprovedUnits > 0 ? Amount(standing.ApprovedUnits, standing.ApprovedLevels, line.Line.Side) : "",
            Reason = standing.Reason,
            Missing = [.. standing.Missing],
            NothingMissing = standing.Missing.Count == 0 && standing.Criteria.Count > 0
                && standing.Criteria.All(id => (Find(id, line.Evaluation?.Trace) ?? Find(id, line.Site?.Trace))?.Answer == Answer.NotMet),
            Criteria = [.. standing.Criteria.Select(id => Criterion(id, line, standing))],
            ValidFrom = Day(standing.ValidFrom),
            ValidThrough = Day(standing.ValidThrough),
            ByLaw = standing.Decider == Decider.Law ? standing.Rule : "",
        };
    }

    private static CriterionText Criterion(string id, OrderLine line, Determination standing)
    {
        var found = Find(id, line.Evaluation?.Trace) is { } service
            ? (service.Text, line.Evaluation!.Guideline, line.Evaluation.Version)
            : Find(id, line.Site?.Trace) is { } site ? (site.Text, line.Site!.Guideline, line.Site.Version)
            : line.Evaluation?.OpenCriteria.FirstOrDefault(o => o.Id == id) is { } open
            ? (open.Text, line.Evaluation.Guideline, line.Evaluation.Version)
            : ("", standing.Guideline, standing.GuidelineVersion);
        return new(id, found.Item1, Words(found.Item2.Split('/')[^1]), found.Item2, found.Item3);
    }

    private static CriterionTrace? Find(string id, IEnumerable<CriterionTrace>? trace)
    {
        foreach (var node in trace ?? [])
        {
            if (node.Id == id) return node;
            if (Find(id, node.Children) is { } inner) return inner;
        }
        return null;
    }

    /// <summary>What the plan's file says of the plan.</summary>
    public static SenderText Plan(PlanFile plan)
    {
        var told = plan.Correspondence;
        return new()
        {
            Name = told.SenderName.Length > 0 ? told.SenderName : plan.Name, Address = told.SenderAddress, Phone = told.Phone, Hours = told.Hours,
            Fax = told.Fax, AppealsAddress = told.AppealsAddress, AppealsPhone = told.AppealsPhone, AppealsFax = told.AppealsFax,
            ExpeditedPhone = told.ExpeditedPhone, LanguageHelp = told.LanguageHelp, LanguagePhone = told.LanguagePhone,
            ConsumerHelpName = told.ConsumerHelpName, ConsumerHelpPhone = told.ConsumerHelpPhone, ConsumerHelpWeb = told.ConsumerHelpWeb,
            CoverageDocument = told.CoverageDocument, ExternalReviewAddress = told.ExternalReviewAddress, CivilAction = told.CivilAction,
            FairHearingAddress = told.FairHearingAddress, FormName = told.FormName, FormConfirmation = told.FormConfirmation,
        };
    }

    private static string Site(OrderForm form, NoticeSources from)
    {
        var kind = form.PlaceOfService switch
        {
            PlaceOfService.Office => "the office",
            PlaceOfService.OffCampusOutpatientHospital or PlaceOfService.OnCampusOutpatientHospital => "a hospital, without a stay",
            PlaceOfService.InpatientHospital => "a hospital, with a stay",
            PlaceOfService.EmergencyRoom => "an emergency room",
            PlaceOfService.AmbulatorySurgeryCenter => "a surgery center",
            _ => "a place not told",
        };
        return from.Facility.Length > 0 ? $"{from.Facility} ({kind})" : kind;
    }

    private static string Asked(Line line) => Amount(line.Units, line.Levels, line.Side);

    private static string Amount(int units, RepeatedField<string> levels, Side side)
    {
        var parts = new List<string> { units == 1 ? "1 unit" : $"{units.ToString(CultureInfo.InvariantCulture)} units" };
        if (levels.Count > 0) parts.Add($"{(levels.Count == 1 ? "level" : "levels")} {string.Join(" and ", levels)}");
        if (side is Side.Left or Side.Right) parts.Add($"{side.ToString().ToLowerInvariant()} side");
        if (side == Side.Both) parts.Add("both sides");
        return string.Join(", ", parts);
    }

    private static bool Is(Dictionary<int, string> told, LineText line, params string[] outcomes) =>
        told.TryGetValue(line.Number, out var outcome) && outcomes.Contains(outcome, StringComparer.Ordinal);

    private static bool IsDecided(Order order) => order.Lines.All(l => l.Outcome != Outcome.Waiting);

    private static DateOnly Later(DateOnly one, DateOnly? other) => other > one ? other.Value : one;

    private static string Words(string kebab) => kebab.Replace('-', ' ');

    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
