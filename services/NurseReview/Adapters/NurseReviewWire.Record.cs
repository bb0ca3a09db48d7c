using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.NurseReview.Domain;
using Wire = UtilizationReview.Contracts.NurseReview.V1;

namespace UtilizationReview.NurseReview.Adapters;

/// <content>Profiles, corrected facts, re-evaluations, what is missing, and the record for the physician.</content>
internal static partial class NurseReviewWire
{
    /// <summary>The programs of a searched value.</summary>
    public static IEnumerable<Contracts.Vocabulary.V1.Program> ProgramsOf(int mask) => Programs.Values.Where(p => (mask & Mask([p])) != 0);

    /// <summary>The skills of a searched value.</summary>
    public static IEnumerable<string> SkillsOf(int mask) => Pools.Skills.Where(skill => (mask & SkillMask([skill])) != 0);

    /// <summary>A profile as sent; what is wrong with it is found by its own rules.</summary>
    public static NurseProfile Profile(Wire.NurseProfile? nurse) => new(
        nurse?.PersonId ?? "", nurse?.Name.Trim() ?? "", [.. nurse?.PlanIds.Distinct() ?? []],
        [.. nurse?.Programs.Select(p => Programs.FirstOrDefault(known => known.Value == p).Key ?? "").Distinct() ?? []],
        [.. nurse?.States.Distinct() ?? []], [.. nurse?.Skills.Distinct() ?? []]);

    public static Wire.NurseProfile ToWire(NurseProfile nurse) => new()
    {
        PersonId = nurse.PersonId, Name = nurse.Name, PlanIds = { nurse.PlanIds }, Programs = { nurse.Programs.Select(p => Programs[p]) },
        States = { nurse.States }, Skills = { nurse.Skills },
    };

    /// <summary>A fact a nurse read in the record, as the criteria take it.</summary>
    public static Fact ToWire(CorrectedFact fact) => new()
    {
        Name = fact.Name, Value = JsonParser.Default.Parse<FactValue>(fact.Value), Origin = FactOrigin.Nurse, AppliesTo = fact.AppliesTo,
        Document = fact.Document, Page = fact.Page,
    };

    public static Wire.MissingFact ToWire(MissingFact missing) =>
        new() { Fact = missing.Fact, Question = missing.Question, Criterion = missing.Criterion, Why = missing.Why };

    public static Wire.SummaryLine ToWire(SummaryLine line) =>
        new() { Kind = line.Kind, Text = line.Text, Criterion = line.Criterion, Fact = line.Fact, Source = line.Source };

    private static Wire.Reevaluation ToWire(Reevaluation last, bool current) => new()
    {
        At = last.At.ToTimestamp(), By = last.By, Current = current, Facts = { last.Facts.Select(ToWire) }, Lines = { last.Lines.Select(ToWire) },
    };

    private static Wire.LineDifference ToWire(LineDifference line) => new()
    {
        Line = line.Line, Guideline = line.Guideline, Version = line.Version, Before = (Answer)(int)line.Before, After = (Answer)(int)line.After,
        AutomationBefore = line.AutomationBefore, AutomationAfter = line.AutomationAfter, OpenBefore = { line.OpenBefore },
        OpenAfter = { line.OpenAfter },
        Criteria =
        {
            line.Criteria.Select(c => new Wire.CriterionDifference { Id = c.Id, Before = (Answer)(int)c.Before, After = (Answer)(int)c.After }),
        },
    };
}
