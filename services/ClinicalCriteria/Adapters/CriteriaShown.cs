using UtilizationReview.ClinicalCriteria.Domain;
using Vocabulary = UtilizationReview.Contracts.Vocabulary.V1;
using Wire = UtilizationReview.Contracts.Criteria.V1;

namespace UtilizationReview.ClinicalCriteria.Adapters;

/// <summary>Writes the domain's answers as messages of the wire.</summary>
internal static class CriteriaShown
{
    public static Wire.LineProblem Problem(LineProblem problem) => new()
    {
        Field = "order." + problem.Field, Code = problem.Code, Sentence = problem.Sentence,
    };

    public static Wire.LineRoute Route(LineRoute route) => new()
    {
        Line = route.Line.Number,
        Route = route.Kind switch
        {
            RouteKind.Review => Wire.Route.Review,
            RouteKind.NotInProgram => Wire.Route.NoReviewNotInProgram,
            RouteKind.Emergency => Wire.Route.NoReviewEmergency,
            RouteKind.GoldCard => Wire.Route.NoReviewGoldCard,
            _ => Wire.Route.NotificationOnly,
        },
        Program = Program(route.Procedure),
        Description = route.Procedure.Description,
        PrimaryLine = route.PrimaryLine,
        SiteOfCareScope = route.Procedure.SiteOfCareScope,
        Rule = route.Rule,
        Sentence = route.Sentence,
    };

    public static Wire.LineEvaluation Evaluation(LineEvaluation evaluation)
    {
        var shown = new Wire.LineEvaluation { Route = Route(evaluation.Route) };
        if (evaluation.Route.Kind != RouteKind.Review)
            return shown;
        shown.Answer = Answer(evaluation.Answer);
        shown.AutomationAllowed = evaluation.AutomationAllowed;
        shown.Excluded = evaluation.Excluded;
        shown.Guideline = evaluation.Guideline?.Id ?? "";
        shown.Version = evaluation.Guideline?.Version ?? "";
        shown.Pathway = evaluation.Pathway?.Id ?? "";
        shown.Trace.Add(Trace.Of(evaluation).Select(Node));
        shown.OpenCriteria.Add(evaluation.OpenCriteria().Select(Open));
        shown.WhatWouldChange.Add(Remedies.Of(evaluation).Select(Change));
        shown.Advisories.Add(evaluation.Advisories());
        return shown;
    }

    public static Wire.OpenCriterion Open(OpenCriterion open) =>
        new() { Id = open.Id, Text = open.Text, Answer = Answer(open.Answer), MissingFacts = { open.MissingFacts }, Source = open.Source };

    public static Wire.CriterionTrace Node(TraceNode node) => new()
    {
        Id = node.Id,
        Text = node.Text,
        Answer = node.Answer is { } answer ? Answer(answer) : Vocabulary.Answer.Unspecified,
        Waived = node.Waived,
        Evidence = Grade(node.Evidence),
        Source = node.Source,
        Combines = node.Combines,
        Facts = { node.Facts.Select(Fact) },
        Children = { node.Children.Select(Node) },
        Bound = node.Bound is { } bound ? Bound(bound) : null,
    };

    /// <summary>A grade of evidence as files and the wire name it; empty for none.</summary>
    public static string Grade(Evidence evidence) => evidence switch
    {
        Evidence.ProgramPage => "program_page",
        Evidence.PlanNotice => "plan_notice",
        Evidence.Secondary => "secondary",
        Evidence.Analog => "analog",
        Evidence.GeneralUnverified => "general_unverified",
        Evidence.Design => "design",
        _ => "",
    };

    public static Wire.Question Question(InterviewQuestion question)
    {
        var fact = Definition(question.Fact);
        return new Wire.Question
        {
            Fact = fact.Name, AppliesTo = question.AppliesTo, Text = fact.Question, Type = fact.Type, Unit = fact.Unit, Allowed = { fact.Allowed },
            Minimum = fact.Minimum, Maximum = fact.Maximum, Criteria = { question.Criteria }, Fields = { fact.Fields },
        };
    }

    public static Wire.FactDefinition Definition(FactDefinition fact) => new()
    {
        Name = fact.Name,
        Type = fact.Type.ToString().ToLowerInvariant(),
        Unit = fact.Unit,
        Question = fact.Question,
        Label = fact.Label,
        Allowed = { fact.Allowed.Select(allowed => new Wire.AllowedWord { Word = allowed.Word, Label = allowed.Label }) },
        Minimum = fact.Minimum,
        Maximum = fact.Maximum,
        Fields = { fact.Fields.Select(Definition) },
        AppliesTo = fact.Scope switch { FactScope.Level => "level", FactScope.Side => "side", _ => "" },
        SuppliedBy = fact.Supply switch { FactSupply.Platform => "platform", FactSupply.Lines => "lines", FactSupply.Plan => "plan", _ => "" },
    };

    public static Wire.Procedure Procedure(Procedure procedure) => new()
    {
        Code = procedure.Code, Description = procedure.Description, Program = Program(procedure), Unit = procedure.Unit, AddOn = procedure.AddOn,
        Primaries = { procedure.Primaries }, SideRequired = procedure.SideRequired, LevelsRequired = procedure.LevelsRequired,
        SiteOfCareScope = procedure.SiteOfCareScope, Guideline = procedure.Guideline, Region = procedure.Region,
    };

    public static Wire.GuidelineSummary Summary(Guideline guideline) => new()
    {
        Guideline = guideline.Id,
        Title = guideline.Title,
        Version = guideline.Version,
        EffectiveFrom = guideline.EffectiveFrom.ToString("yyyy-MM-dd"),
        EffectiveThrough = guideline.EffectiveThrough?.ToString("yyyy-MM-dd") ?? "",
        Codes = { guideline.Codes },
        MedicareFirst = guideline.MedicareFirst,
    };

    public static Wire.SourceConflict Conflict(SourceConflict conflict) => new()
    {
        Id = conflict.Id, Topic = conflict.Topic, Says = conflict.Says, Default = conflict.Default, Criteria = { conflict.Criteria },
    };

    public static Wire.ChecklistItem Checklist(ChecklistEntry item) =>
        new() { Guideline = item.Guideline, Text = item.Text, Facts = { item.Facts.Select(fact => fact.Name) } };

    public static Vocabulary.Answer Answer(Answer answer) => answer switch
    {
        Domain.Answer.Met => Vocabulary.Answer.Met,
        Domain.Answer.NotMet => Vocabulary.Answer.NotMet,
        _ => Vocabulary.Answer.Unknown,
    };

    public static Wire.Change Change(Remedy remedy) => new()
    {
        Steps = { remedy.Changes.Select(change => change.Words) },
        Facts = { remedy.Changes.Select(change => change.Fact.Name).Distinct(StringComparer.Ordinal) },
    };

    public static Wire.FactUsed Fact(TraceFact fact) => new()
    {
        Name = fact.Name,
        Value = fact.Value,
        Origin = fact.Origin switch
        {
            FactOrigin.Practice => Vocabulary.FactOrigin.Practice,
            FactOrigin.Document => Vocabulary.FactOrigin.Document,
            FactOrigin.Nurse => Vocabulary.FactOrigin.Nurse,
            FactOrigin.Physician => Vocabulary.FactOrigin.Physician,
            FactOrigin.Platform => Vocabulary.FactOrigin.Platform,
            _ => Vocabulary.FactOrigin.Unspecified,
        },
        Document = fact.Document,
        Page = fact.Page,
    };

    private static Wire.Bound Bound(NumberBound bound)
    {
        var shown = new Wire.Bound
        {
            Kind = bound.Operator switch
            {
                NumberOperator.AtLeast => Wire.BoundKind.AtLeast,
                NumberOperator.AtMost => Wire.BoundKind.AtMost,
                NumberOperator.Above => Wire.BoundKind.Above,
                _ => Wire.BoundKind.Below,
            },
            Limit = bound.Limit,
        };
        if (bound.Seen is { } seen)
            shown.Seen = seen;
        return shown;
    }

    private static Vocabulary.Program Program(Procedure procedure) => procedure.Program switch
    {
        CareProgram.Spine => Vocabulary.Program.Spine,
        CareProgram.Joint => Vocabulary.Program.Joint,
        _ => Vocabulary.Program.Pain,
    };
}
