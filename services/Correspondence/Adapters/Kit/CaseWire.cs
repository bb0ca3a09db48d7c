using System.Globalization;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.SiteOfCare.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Correspondence.Domain.Kit;
using FactOrigin = UtilizationReview.Correspondence.Domain.Kit.FactOrigin;
using WireLine = UtilizationReview.Contracts.Intake.V1.OrderLine;

namespace UtilizationReview.Correspondence.Adapters.Kit;

/// <summary>Orders, facts and judgements of the wire in the kit's own words.</summary>
internal static class CaseWire
{
    public static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A date of the wire; null when it is empty.</summary>
    public static DateOnly? Day(string text) => DateOnly.TryParseExact(
        text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static FactTerm Term(FactDefinition fact) => new(
        fact.Name, fact.Label, fact.Question, fact.Unit, fact.Type == "date",
        fact.Allowed.ToDictionary(allowed => allowed.Word, allowed => allowed.Label, StringComparer.Ordinal), [.. fact.Fields.Select(Term)]);

    public static CaseFact Fact(Fact fact) => new(
        fact.Name, fact.AppliesTo, Content(fact.Value),
        fact.Origin == Contracts.Vocabulary.V1.FactOrigin.Unspecified ? FactOrigin.Practice : (FactOrigin)(int)fact.Origin, fact.Document, fact.Page);

    /// <summary>The facts of the order's form, each with the day it was stated where Intake kept it.</summary>
    public static IEnumerable<CaseFact> Stated(Order order) => order.Form.Facts.Select(fact => Fact(fact) with
    {
        StatedOn = Day(order.StatedFacts.FirstOrDefault(stated => stated.Name == fact.Name && stated.AppliesTo == fact.AppliesTo)?.StatedOn ?? ""),
    });

    /// <summary>The facts the criteria computed; they stand in no form.</summary>
    public static IEnumerable<CaseFact> Computed(Order order, IEnumerable<LineEvaluation> evaluations, FactTerms terms) => evaluations
        .SelectMany(evaluation => evaluation.Trace).Concat(order.Lines.SelectMany(line => line.Site?.Trace ?? [])).SelectMany(Walk)
        .SelectMany(node => node.Facts)
        .Where(fact => fact.Origin == Contracts.Vocabulary.V1.FactOrigin.Platform && terms.Knows(fact.Name)
            && order.Form.Facts.All(stated => stated.Name != fact.Name))
        .DistinctBy(fact => (fact.Name, fact.Value))
        .Select(fact => new CaseFact(fact.Name, "", new FactContent.Computed(fact.Value), FactOrigin.Platform, "", 0));

    public static CaseLine Line(WireLine line, LineEvaluation? now, IEnumerable<Alternative> alternatives) => new(
        line.Line.Number, line.Line.Code, line.Description, line.Line.Units,
        line.Line.Side switch { Side.Left => "left", Side.Right => "right", Side.Both => "both sides", _ => "" }, [.. line.Line.Levels],
        (CaseOutcome)(int)line.Outcome, Judged(line.Line.Number, line.Evaluation), Judged(line.Line.Number, now),
        Site(line, alternatives), [.. line.Determinations.Select(d => Decision(line.Line.Number, d))]);

    /// <summary>Where the service is rendered, in words.</summary>
    public static string Place(PlaceOfService place) => place switch
    {
        PlaceOfService.Office => "office",
        PlaceOfService.AmbulatorySurgeryCenter => "surgery center",
        PlaceOfService.InpatientHospital => "hospital stay",
        PlaceOfService.OnCampusOutpatientHospital => "hospital outpatient department",
        PlaceOfService.OffCampusOutpatientHospital => "hospital outpatient department off campus",
        PlaceOfService.EmergencyRoom => "emergency room",
        _ => "",
    };

    public static CaseStage Stage(OrderStatus status) => status switch
    {
        OrderStatus.Submitted => CaseStage.Submitted,
        OrderStatus.NurseReview => CaseStage.NurseReview,
        OrderStatus.PhysicianReview => CaseStage.PhysicianReview,
        OrderStatus.PartiallyApproved => CaseStage.PartiallyApproved,
        OrderStatus.Denied => CaseStage.Denied,
        OrderStatus.Reconsideration => CaseStage.Reconsideration,
        OrderStatus.DenialUpheld => CaseStage.DenialUpheld,
        _ => CaseStage.Settled,
    };

    private static Judgement? Judged(int line, LineEvaluation? evaluation) => evaluation is not { Guideline.Length: > 0 } ? null : new(
        line, (CaseAnswer)(int)evaluation.Answer, evaluation.Guideline, evaluation.Version, evaluation.Pathway, [.. evaluation.Trace.Select(Node)],
        [.. evaluation.OpenCriteria.Select(Open)],
        [.. evaluation.WhatWouldChange.Select(Change)],
        [.. evaluation.Advisories])
    {
        NeedsReviewer = !evaluation.AutomationAllowed,
    };

    private static Domain.Kit.OpenCriterion Open(Contracts.Criteria.V1.OpenCriterion open) =>
        new(open.Id, open.Text, (CaseAnswer)(int)open.Answer, [.. open.MissingFacts]);

    private static Domain.Kit.Change Change(Contracts.Criteria.V1.Change change) => new([.. change.Steps], [.. change.Facts]);

    private static Criterion Node(CriterionTrace node) => new(
        node.Id, node.Text, (CaseAnswer)(int)node.Answer, node.Waived, node.Evidence,
        [.. node.Facts.Select(fact => new SeenFact(fact.Name, fact.Value))],
        [.. node.Children.Select(Node)])
    {
        Bound = node.Bound is { } bound ? new((Domain.Kit.BoundKind)(int)bound.Kind, bound.Limit, bound.HasSeen ? bound.Seen : null) : null,
        Negates = node.Combines == "not",
    };

    private static IEnumerable<CriterionTrace> Walk(CriterionTrace node) => node.Children.SelectMany(Walk).Prepend(node);

    private static SiteReview? Site(WireLine line, IEnumerable<Alternative> ofOrder)
    {
        if (line.Site is not { Answer: SiteAnswer.Accepted or SiteAnswer.PhysicianQuestion } site) return null;
        var open = site.OpenCriteria.Select(Open).ToList();
        var answer = open.Count == 0 ? CaseAnswer.Met : open.Exists(o => o.Answer == CaseAnswer.Unknown) ? CaseAnswer.Unknown : CaseAnswer.NotMet;
        return new(site.Answer == SiteAnswer.Accepted, site.Sentence,
            [.. (site.Alternatives.Count > 0 ? site.Alternatives : ofOrder).Select(InWords)],
            new(line.Line.Number, answer, site.Guideline, site.Version, "", [.. site.Trace.Select(Node)], open, [.. site.WhatWouldChange.Select(Change)],
                []));
    }

    private static string InWords(Alternative place) => string.Join(", ", new[]
    {
        place.Facility.Name, $"{place.TenthsOfMile / 10}.{place.TenthsOfMile % 10} miles from the member's home",
        place.Preferred ? "preferred by the plan" : "", place.SurgeonPrivileged ? "the surgeon has privileges there" : "",
    }.Where(part => part.Length > 0));

    private static Decision Decision(int line, Determination d) => new(
        line, (CaseOutcome)(int)d.Outcome, Day(d.DecisionDate) ?? default,
        d.Decider switch
        {
            Decider.Rules => "the criteria",
            Decider.Nurse => "a nurse or therapist",
            Decider.Physician => "a physician",
            Decider.Law => "the law",
            _ => "nobody",
        },
        d.Attestation is { } signed ? string.Join(", ", new[] { signed.Name, signed.Specialty.Replace('-', ' ') }.Where(part => part.Length > 0))
            : "",
        d.Reason, [.. d.Criteria], d.Guideline, d.GuidelineVersion, [.. d.Missing], [.. d.Rights], d.ApprovedUnits, [.. d.ApprovedLevels])
    {
        At = d.DecidedAt?.ToDateTimeOffset() ?? default,
    };

    private static FactContent Content(FactValue? value) => value?.KindCase switch
    {
        FactValue.KindOneofCase.Truth => new FactContent.Truth(value.Truth),
        FactValue.KindOneofCase.Number => new FactContent.Number(value.Number),
        FactValue.KindOneofCase.Text => new FactContent.Text(value.Text),
        FactValue.KindOneofCase.Words => new FactContent.Words([.. value.Words.Words_]),
        FactValue.KindOneofCase.Entries => new FactContent.Entries([.. value.Entries.Entries_.Select(entry =>
            entry.Fields.ToDictionary(field => field.Key, field => Content(field.Value), StringComparer.Ordinal))]),
        FactValue.KindOneofCase.NotApplicable => new FactContent.NotApplicable(),
        _ => new FactContent.NotDocumented(),
    };
}
