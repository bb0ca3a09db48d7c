using UtilizationReview.ClinicalCriteria.Adapters;
using UtilizationReview.ClinicalCriteria.Bench;
using UtilizationReview.ClinicalCriteria.Domain;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Correspondence.Adapters.Kit;
using UtilizationReview.Correspondence.Domain.Kit;
using UtilizationReview.Tests.Unit.ClinicalCriteria;
using UtilizationReview.Tests.Unit.House;
using Wire = UtilizationReview.Contracts.Vocabulary.V1;

namespace UtilizationReview.Tests.Unit.Correspondence.Kit;

/// <summary>The kit of every case of the shipped criteria: real trees, real facts, every family.</summary>
public sealed class KitsOfTheShippedCriteria
{
    private static readonly FactTerms Terms = new(AnOrder.Library.Vocabulary.Facts.Select(fact => CaseWire.Term(CriteriaShown.Definition(fact))));

    private static readonly SheetSections Sections =
        KitSections.Load(Path.Combine(SourceTree.Root, "services", "Correspondence", "Adapters", "Kit", "sections.yaml"));

    public static TheoryData<string> Families => TheCaseFiles.Families;

    [Theory]
    [MemberData(nameof(Families))]
    public void Every_sentence_has_its_source_no_number_is_invented_and_the_sheet_is_one_page(string family)
    {
        var (runner, seen) = (new CaseRunner(AnOrder.Library), 0);
        foreach (var tried in TheCaseFiles.Files.Where(file => file.Guideline == family).SelectMany(file => file.Cases))
        {
            if (runner.Evaluate(family, tried.Order, tried.Judged, out _) is not { Guideline: not null } evaluation) continue;
            seen++;
            var record = Of(tried.Order, evaluation);
            EverySentenceHasItsSource.StandsOnOnePage(record, CallSheet.Of(record, Sections).Document!);
            foreach (var document in new KitText?[]
            {
                Why.Of(record).Document, CallSheet.Of(record, Sections).Document, ReconsiderationLetter.Of(record, Sections).Document,
            })
            {
                EverySentenceHasItsSource.EverythingWrittenIsKnown(record, document.ShouldNotBeNull(tried.Name));
                EverySentenceHasItsSource.NoNumberIsInvented(record, document);
            }
        }
        seen.ShouldBeGreaterThan(0);
    }

    internal static CaseRecord Of(CriteriaOrder order, LineEvaluation evaluation)
    {
        var shown = CriteriaShown.Evaluation(evaluation);
        var form = new OrderForm { Facts = { order.Facts.Select(Fact) } };
        var line = new UtilizationReview.Contracts.Intake.V1.OrderLine
        {
            Line = new()
            {
                Number = evaluation.Route.Line.Number, Code = evaluation.Route.Line.Code, Units = 1,
                Levels = { evaluation.Route.Line.Levels }
            },
            Description = shown.Route.Description, Outcome = LineOutcome.Denied, Evaluation = shown,
            Determinations =
            {
                new Determination
                {
                    Outcome = LineOutcome.Denied, Decider = Decider.Physician, DecisionDate = "2026-11-24", Reason = "It is not shown.",
                    Criteria = { shown.OpenCriteria.Select(open => open.Id).Take(2) }, Guideline = shown.Guideline, GuidelineVersion = shown.Version,
                },
            },
        };
        var wire = new Order { Form = form, Lines = { line } };
        return new()
        {
            Number = "UR-7K4MQ-29XWA", Stage = CaseStage.Denied, Today = new(2026, 11, 25), Terms = Terms, CanBeReconsidered = true,
            Particulars = [new(ParticularNames.Order, "UR-7K4MQ-29XWA"), new(ParticularNames.Window, "December 4, 2026")],
            Diagnoses = [.. order.Diagnoses.Select(code => new Diagnosis(code, AnOrder.Library.Diagnoses.FamilyOf(code)?.Name ?? ""))],
            Lines = [CaseWire.Line(line, shown, [])], Facts = [.. form.Facts.Select(CaseWire.Fact), .. CaseWire.Computed(wire, [shown], Terms)],
        };
    }

    private static Wire.Fact Fact(FactStatement fact) =>
        new() { Name = fact.Fact.Name, AppliesTo = fact.AppliesTo, Value = Value(fact.Fact, fact.Value), Origin = Wire.FactOrigin.Practice };

    private static Wire.FactValue Value(FactDefinition fact, FactValue value) => value.Kind switch
    {
        FactKind.Truth => new() { Truth = value.Truth },
        FactKind.Number => new() { Number = value.Number },
        FactKind.Date or FactKind.Word => new() { Text = fact.InWords(value) },
        FactKind.Words => new()
        {
            Words = new()
            {
                Words_ = { fact.Allowed.Select(allowed => allowed.Word)
            .Where((_, i) => (value.Words >> i & 1) != 0) }
            }
        },
        FactKind.Entries => new()
        {
            Entries = new() { Entries_ = { value.Entries.Select(entry => Entry(fact, entry)) } },
        },
        FactKind.NotApplicable => new() { NotApplicable = new() },
        _ => new() { NotDocumented = new() },
    };

    private static Wire.Entry Entry(FactDefinition fact, FactValue[] values)
    {
        var entry = new Wire.Entry();
        foreach (var field in fact.Fields.Where(field => values[field.Index].Kind != FactKind.NotGiven))
            entry.Fields[field.Name] = Value(field, values[field.Index]);
        return entry;
    }
}
