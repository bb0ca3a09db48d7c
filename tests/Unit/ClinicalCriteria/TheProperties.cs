using FsCheck;
using FsCheck.Fluent;
using UtilizationReview.ClinicalCriteria.Domain;
using static UtilizationReview.Tests.Unit.ClinicalCriteria.AnOrder;

namespace UtilizationReview.Tests.Unit.ClinicalCriteria;

/// <summary>Whatever is stated of an order: unknown never approves, remedies work, the interview asks only what matters and ends.</summary>
public sealed class TheProperties
{
    /// <summary>Orders of the case files without their facts, one for each code and set of lines.</summary>
    private static readonly CriteriaOrder[] Orders =
    [
        .. TheCaseFiles.Files.SelectMany(file => file.Cases).Where(tried => tried.Judged == 1 && tried.Order.PlaceOfService is not (19 or 21 or 22))
            .Select(tried => tried.Order with { Facts = [], Diagnoses = [] })
            .DistinctBy(order => (string.Join(' ', order.Lines.Select(line => line.Code)), order.ServiceDate, order.Plan.Medicare))
            .Where(order => order.Evaluated().Guideline is not null),
    ];

    private static readonly Arbitrary<(int Seed, int Density, int Line)> Cases =
        (from seed in Gen.Choose(0, int.MaxValue - 1) from density in Gen.Choose(0, 10) from line in Gen.Choose(0, Orders.Length - 1) select (seed, density, line)).ToArbitrary();

    [Fact]
    public void What_is_met_or_not_met_stays_so_whatever_is_learned_of_the_unknown() => Check(400, (order, random) =>
    {
        var before = order.Evaluated();
        var after = Filled(order, random, 10, complete: true).Evaluated();
        before.AutomationAllowed.ShouldBe(before.AutomationAllowed && before.Answer == Answer.Met);
        if (before.Answer != Answer.Unknown)
            after.Answer.ShouldBe(before.Answer);
        after.Answer.ShouldNotBe(Answer.Unknown);
    });

    [Fact]
    public void Applying_what_would_change_the_answer_changes_it() => Check(400, (order, _) =>
    {
        var evaluation = order.Evaluated();
        foreach (var remedy in Remedies.Of(evaluation))
        {
            var changed = order with
            {
                Facts = [.. order.Facts.Where(fact => !remedy.Changes.Any(change => change.Fact == fact.Fact && change.AppliesTo == fact.AppliesTo)),
                    .. remedy.Changes.Select(change => new FactStatement(change.Fact, change.Value, change.AppliesTo))],
            };
            changed.Evaluated().Answer.ShouldBe(Answer.Met, string.Join(" | ", remedy.Changes.Select(change => change.Words)));
            remedy.Changes.ShouldAllBe(change => change.Fact.Supply == FactSupply.Asked);
        }
    });

    [Fact]
    public void Leaving_any_change_out_of_a_remedy_does_not_do() => Check(150, (order, _) =>
    {
        foreach (var remedy in Remedies.Of(order.Evaluated()).Where(remedy => remedy.Changes.Count > 1))
        {
            foreach (var left in remedy.Changes)
            {
                var changed = order with
                {
                    Facts = [.. order.Facts.Where(fact => !remedy.Changes.Any(change => change != left && change.Fact == fact.Fact)),
                        .. remedy.Changes.Where(change => change != left).Select(change => new FactStatement(change.Fact, change.Value, change.AppliesTo))],
                };
                changed.Evaluated().Answer.ShouldNotBe(Answer.Met, $"without {left.Words}");
            }
        }
    });

    /// <summary>Tried against every combination of answers to the open tests (equal tests answer alike), where there are few enough to try.</summary>
    [Fact]
    public void A_question_is_asked_exactly_when_its_answer_can_still_change_the_result()
    {
        var tried = 0;
        Check(500, (order, _) =>
        {
            var evaluation = order.Evaluated();
            var unit = evaluation.Units[0];
            var root = evaluation.Guideline!.Root;
            var pivots = Interview.PivotsOf(root, unit);
            if (evaluation.Answer != Answer.Unknown || pivots.Count > 11 || evaluation.Units.Count > 1)
                return;
            tried++;
            var results = Enumerable.Range(0, 1 << pivots.Count).Select(bits => pivots.Result(atom => (bits >> atom & 1) != 0)).ToArray();
            bool Matters(int atom) => Enumerable.Range(0, results.Length).Any(bits => results[bits] != results[bits ^ 1 << atom]);
            var deciding = evaluation.Guideline.Nodes().Where(node => pivots.AtomOf(node) is >= 0 and var atom && Matters(atom))
                .Select(node => node.List ?? node.Test!.Subject!).Where(fact => fact.Supply == FactSupply.Asked).Select(fact => fact.Name).Distinct();

            Interview.NextQuestions([evaluation], 100).Select(question => question.Fact.Name).ShouldBe(deciding, ignoreOrder: true);
        });
        tried.ShouldBeGreaterThan(40);
    }

    /// <summary>In forms too large to try everything, some answers to the other tests are found under which the question decides.</summary>
    [Fact]
    public void Nearly_every_question_of_a_large_form_is_shown_to_matter()
    {
        var (asked, unproven) = (0, 0);
        Check(300, (order, _) =>
        {
            foreach (var unit in order.Evaluated().Units)
            {
                var root = order.Evaluated().Guideline!.Root;
                var pivots = Interview.PivotsOf(root, unit);
                asked += order.Evaluated().Guideline!.Nodes().Where(node => pivots.AtomOf(node) >= 0).DistinctBy(pivots.AtomOf).Count(pivots.Decides);
                unproven += pivots.Unproven;
            }
        });
        asked.ShouldBeGreaterThan(1000);
        // Where the search ends too early the question is asked: too much rather than too little.
        (unproven * 50).ShouldBeLessThan(asked, $"{unproven} of {asked}");
    }

    [Fact]
    public void An_interview_ends_and_leaves_nothing_unknown_that_was_answered() => Check(60, (order, random) =>
    {
        if (!order.Facts.Any(fact => fact.Fact.Name == "pt.age"))
            order = order with { Facts = [.. order.Facts, Fact("pt.age", random.Next(1, 99))] };
        var units = order.Evaluated().Units.Count;
        var form = order.Evaluated().Guideline!.Slots.Where(fact => fact.Supply == FactSupply.Asked).Sum(fact => fact.Scope == FactScope.Order ? 1 : units);
        for (var asked = 0; ; asked++)
        {
            // The form that asks for everything is never shorter.
            asked.ShouldBeLessThanOrEqualTo(form);
            var evaluation = order.Evaluated();
            if (Interview.NextQuestions([evaluation], 1) is not [var question])
            {
                if (order.Facts.All(fact => fact.Value.Kind != FactKind.NotDocumented && fact.Value.Entries.All(entry => entry.All(field => field.Kind != FactKind.NotDocumented))))
                    evaluation.Answer.ShouldNotBe(Answer.Unknown);
                return;
            }

            var answer = random.Next(12) == 0 ? FactValue.NotDocumented : Any(question.Fact, random, complete: true);
            order = order with
            {
                Facts = [.. order.Facts.Where(fact => fact.Fact != question.Fact || fact.AppliesTo != question.AppliesTo),
                    new FactStatement(question.Fact, answer, question.AppliesTo)],
            };
        }
    });

    [Fact]
    public void A_fully_answered_form_asks_nothing() => Check(200, (order, random) =>
        Interview.NextQuestions([Filled(order with { Facts = [] }, random, 10, complete: true).Evaluated()], 100).ShouldBeEmpty());

    [Fact]
    public void What_the_platform_computes_is_never_asked() => Check(100, (order, _) =>
        Interview.NextQuestions([order.Evaluated()], 100).ShouldAllBe(question => question.Fact.Supply == FactSupply.Asked));

    [Fact]
    public void The_most_decisive_question_comes_first()
    {
        var questions = Interview.NextQuestions([Of(Asking("63047", levels: "L4")).Evaluated()], 100);

        questions.Select(question => question.Weight).ShouldBe(questions.Select(question => question.Weight).OrderDescending());
        questions[0].Fact.Name.ShouldBe("im");
        Interview.NextQuestions([Of(Asking("63185")).Evaluated()], 5).ShouldHaveSingleItem().Fact.Name.ShouldBe("ne.spasticity");
    }

    private static void Check(int count, Action<CriteriaOrder, Random> property) => Prop.ForAll(Cases, x =>
    {
        var random = new Random(x.Seed);
        property(Filled(Orders[x.Line], random, x.Density, complete: false), random);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(count));

    private static CriteriaOrder Filled(CriteriaOrder order, Random random, int density, bool complete)
    {
        var guideline = order.Evaluated().Guideline!;
        var missing = guideline.Slots.Where(fact => !fact.Computed && !order.Facts.Any(stated => stated.Fact == fact && (!complete || Complete(stated))));
        var kept = order.Facts.Where(stated => !complete || Complete(stated));
        return order with { Facts = [.. kept, .. missing.Where(_ => random.Next(10) < density).Select(fact => new FactStatement(fact, Completed(order, fact, random, complete)))] };
    }

    private static bool Complete(FactStatement stated) => stated.Value.Known && stated.Value.Entries.All(entry => entry.All(field => field.Known));

    /// <summary>An entry that was stated keeps what it says; only its gaps are filled.</summary>
    private static FactValue Completed(CriteriaOrder order, FactDefinition fact, Random random, bool complete)
    {
        if (order.Facts.FirstOrDefault(stated => stated.Fact == fact) is not { Value.Kind: FactKind.Entries } stated)
            return Any(fact, random, complete);
        return FactValue.OfEntries([.. stated.Value.Entries.Select(entry => fact.Fields.Select((field, i) => entry[i].Known ? entry[i] : Any(field, random, complete: true)).ToArray())]);
    }

    private static FactValue Any(FactDefinition fact, Random random, bool complete)
    {
        if (!complete && random.Next(15) == 0)
            return FactValue.NotDocumented;
        return fact.Type switch
        {
            FactType.Boolean => FactValue.OfTruth(random.Next(2) == 0),
            FactType.Number => FactValue.OfNumber(Math.Clamp(random.Next(4) == 0 ? fact.Minimum : random.Next(0, 61), fact.Minimum, fact.Maximum)),
            FactType.Date => FactValue.OfDay(Service.DayNumber - random.Next(0, 500)),
            FactType.Word => FactValue.OfWord(random.Next(fact.Allowed.Count)),
            FactType.Words => FactValue.OfWords(random.Next(3) == 0 ? 0 : (ulong)random.NextInt64() & ((1UL << fact.Allowed.Count) - 1)),
            _ => FactValue.OfEntries([.. Enumerable.Range(0, random.Next(3)).Select(_ =>
                fact.Fields.Select(field => !complete && random.Next(6) == 0 ? default : Any(field, random, complete)).ToArray())]),
        };
    }
}
