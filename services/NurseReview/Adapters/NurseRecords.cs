using System.Globalization;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.NurseReview.Domain;

namespace UtilizationReview.NurseReview.Adapters;

/// <summary>Orders and judgements of the wire as the item's rules read them.</summary>
internal static class NurseRecords
{
    private const string AgeFact = "pt.age";

    /// <summary>The order without the name, for summary and information request. The site's criteria are a physician's and stay out.</summary>
    public static CaseRecord CaseOf(Order order)
    {
        var judged = order.Lines.Where(l => l.Evaluation is not null).ToList();
        return new(
            order.Form?.Facts.FirstOrDefault(f => f.Name == AgeFact)?.Value is { KindCase: FactValue.KindOneofCase.Number } age ? age.Number : null,
            order.Form?.PlanId ?? "", order.MemberState, order.Form?.DateOfService ?? "", PlaceWords(order.Form?.PlaceOfService ?? default),
            [.. order.Lines.Select(l => new AskedService(l.Line.Number, Words(l)))],
            [.. judged.SelectMany(l => Leaves(l).Where(node => node.Answer == Answer.Met && !IsOpen(l, node.Id)).DistinctBy(node => node.Id)
                .Select(node => new SeenCriterion(l.Line.Number, node.Id, node.Text, CriteriaAnswer.Met, Facts([node]), [])))],
            [.. judged.SelectMany(l => l.Evaluation.OpenCriteria.DistinctBy(c => c.Id).Select(c => new SeenCriterion(
                l.Line.Number, c.Id, c.Text, (CriteriaAnswer)(int)c.Answer,
                Facts(l.Evaluation.Trace.SelectMany(NurseOrders.Nodes).Where(node => node.Id == c.Id).SelectMany(NurseOrders.Nodes)),
                [.. c.MissingFacts])))]);
    }

    /// <summary>A judgement as it is compared.</summary>
    public static LineJudgement JudgementOf(int line, LineEvaluation? evaluation) => evaluation is null
        ? new(line, "", "", CriteriaAnswer.None, false, [], [])
        : new(line, evaluation.Guideline, evaluation.Version, (CriteriaAnswer)(int)evaluation.Answer, evaluation.AutomationAllowed,
            [.. evaluation.OpenCriteria.Select(c => c.Id).Distinct()],
            [.. evaluation.Trace.SelectMany(NurseOrders.Nodes).Select(node => KeyValuePair.Create(node.Id, (CriteriaAnswer)(int)node.Answer))]);

    /// <summary>The order as the criteria were asked about it, with the nurse's facts in place of others of the same name and level or
    /// side.</summary>
    /// <param name="order">The order.</param>
    /// <param name="corrected">The nurse's facts.</param>
    /// <exception cref="TimeZoneNotFoundException">The order names a zone this machine does not know.</exception>
    public static OrderFacts FactsOf(Order order, IEnumerable<Fact> corrected)
    {
        var received = order.ReceivedAt?.ToDateTimeOffset() ?? default;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(order.TimeZone.Length > 0 ? order.TimeZone : "UTC");
        Fact[] mine = [.. corrected];
        var stated = order.Form.Facts.Where(f => !mine.Any(m => m.Name == f.Name && m.AppliesTo == f.AppliesTo));
        return new()
        {
            PlanId = order.Form.PlanId, DateOfService = order.Form.DateOfService,
            RequestDate = TimeZoneInfo.ConvertTime(received, zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            PlaceOfService = order.Form.PlaceOfService, Lines = { order.Lines.Select(l => l.Line) }, Diagnoses = { order.Form.Diagnoses },
            Facts = { stated, mine }, EmergencyPresentation = order.Form.EmergencyPresentation,
        };
    }

    private static IEnumerable<CriterionTrace> Leaves(OrderLine line) =>
        line.Evaluation.Trace.SelectMany(NurseOrders.Nodes).Where(node => node.Children.Count == 0);

    private static bool IsOpen(OrderLine line, string criterion) => line.Evaluation.OpenCriteria.Any(c => c.Id == criterion);

    private static List<SeenFact> Facts(IEnumerable<CriterionTrace> nodes) =>
        [.. nodes.SelectMany(node => node.Facts).DistinctBy(f => f.Name).Select(f => new SeenFact(f.Name, f.Value, Source(f)))];

    private static string Source(FactUsed fact) => fact switch
    {
        { Document.Length: > 0 } => $"{fact.Document}, page {fact.Page}",
        { Origin: FactOrigin.Practice } => "the practice",
        { Origin: FactOrigin.Nurse } => "a nurse",
        { Origin: FactOrigin.Physician } => "a physician",
        { Origin: FactOrigin.Platform } => "the platform",
        _ => fact.Value.Length > 0 ? fact.Value : "not given",
    };

    private static string Words(OrderLine line)
    {
        var side = line.Line.Side switch { Side.Left => ", left", Side.Right => ", right", Side.Both => ", both sides", _ => "" };
        var levels = line.Line.Levels.Count > 0 ? $", {string.Join(" and ", line.Line.Levels)}" : "";
        var units = line.Line.Units > 1 ? $", {line.Line.Units} units" : "";
        return $"line {line.Line.Number}, {line.Line.Code} {line.Description}".TrimEnd() + levels + side + units;
    }

    private static string PlaceWords(PlaceOfService place) => place switch
    {
        PlaceOfService.Office => "office",
        PlaceOfService.AmbulatorySurgeryCenter => "surgery center",
        PlaceOfService.InpatientHospital => "hospital stay",
        PlaceOfService.OnCampusOutpatientHospital or PlaceOfService.OffCampusOutpatientHospital => "hospital outpatient",
        PlaceOfService.EmergencyRoom => "emergency room",
        _ => "place not given",
    };
}
