using FsCheck;
using FsCheck.Fluent;
using UtilizationReview.ClinicalCriteria.Domain;
using static UtilizationReview.Tests.Unit.ClinicalCriteria.AnOrder;

namespace UtilizationReview.Tests.Unit.ClinicalCriteria;

/// <summary>Whatever is stated of an order: unknown never approves, remedies work, the interview asks only what matters and ends.</summary>
public sealed class TheProperties
{
    private static readonly OrderLine[] Lines =
    [
        Example.Discectomy.Line, Asking("63047", levels: "L4"), Asking("63200", levels: "L3"), Asking("27447", Side.Right), Asking("27446", Side.Left), Asking("27487", Side.Left),
        Asking("29881", Side.Right), Asking("29883", Side.Left), Example.FirstInjection.Line, Asking("64483", Side.Left, levels: "L5"), Asking("62322"),
    ];

    private static readonly Arbitrary<(int Seed, int Density, int Line)> Cases =
        (from seed in Gen.Choose(0, int.MaxValue - 1) from density in Gen.Choose(0, 10) from line in Gen.Choose(0, Lines.Length - 1) select (seed, density, line)).ToArbitrary();

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

    /// <summary>Facts that are not documented, and entries with gaps, are left out: around them the interview may ask more than it has to, never less.</summary>
    [Fact]
    public void A_question_is_asked_only_when_its_answer_can_still_change_the_result() => Check(60, (order, random) =>
    {
        var evaluation = (order with { Facts = [.. order.Facts.Where(Complete)] }).Evaluated();
        foreach (var question in Interview.NextQuestions([evaluation], 100))
            CanChange(evaluation, question.Fact, random).ShouldBeTrue($"{evaluation.Guideline!.Id}: {question.Fact.Name} given {string.Join(", ", order.Facts.Select(f => f.Fact.Name + "=" + f.Fact.InWords(f.Value)))}");
    });

    [Fact]
    public void An_interview_ends_and_leaves_nothing_unknown_that_was_answered() => Check(60, (order, random) =>
    {
        for (var asked = 0; ; asked++)
        {
            asked.ShouldBeLessThan(120);
            var evaluation = order.Evaluated();
            if (Interview.NextQuestions([evaluation], 1) is not [var question])
            {
                if (order.Facts.All(fact => fact.Value.Kind != FactKind.NotDocumented))
                    evaluation.Answer.ShouldNotBe(Answer.Unknown);
                return;
            }

            var answer = random.Next(12) == 0 ? FactValue.NotDocumented : Any(question.Fact, random, complete: true);
            order = order with { Facts = [.. order.Facts.Where(fact => fact.Fact != question.Fact), new FactStatement(question.Fact, answer, question.AppliesTo)] };
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
        property(Filled(Of(Lines[x.Line]), random, x.Density, complete: false), random);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(count));

    private static CriteriaOrder Filled(CriteriaOrder order, Random random, int density, bool complete)
    {
        var guideline = order.Evaluated().Guideline!;
        var missing = guideline.Slots.Where(fact => fact.Supply != FactSupply.Lines && !order.Facts.Any(stated => stated.Fact == fact && (!complete || Complete(stated))));
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

    /// <summary>Looks for facts of everything else under which two answers to this question give different results.</summary>
    private static bool CanChange(LineEvaluation evaluation, FactDefinition fact, Random random)
    {
        var guideline = evaluation.Guideline!;
        var sheet = evaluation.Units[0].Sheet;
        var slot = guideline.SlotOfFact[fact.Index];
        var readers = ReadersOf(guideline.Root, slot, []).ToArray();
        for (var attempt = 0; attempt < 40; attempt++)
        {
            // Everything beside the way to one reader is set so that only the reader decides: met beside an "all", not met beside an "any".
            var values = (FactValue[])sheet.Values.Clone();
            var wants = readers[attempt % readers.Length].ToArray();
            for (var pass = 0; pass < 4; pass++)
            {
                random.Shuffle(wants);
                foreach (var want in wants)
                {
                    var plans = Remedies.Find(guideline, want, sheet.With(values), includeComputed: true);
                    foreach (var change in plans.Count == 0 ? [] : plans[random.Next(plans.Count)].Where(change => !sheet.Values[change.Slot].Known))
                        values[change.Slot] = change.Value;
                }
            }

            if (Differ(guideline, sheet, values, slot, Candidates(fact, sheet.Values[slot], values[slot], random).Concat(Made(guideline, sheet, values, slot))))
                return true;
        }

        for (var attempt = 0; attempt < 400; attempt++)
        {
            var target = guideline.Pathways[random.Next(guideline.Pathways.Count)];
            var values = (FactValue[])sheet.Values.Clone();
            for (var i = 0; i < values.Length; i++)
            {
                if (values[i].Kind == FactKind.NotGiven && random.Next(3) > 0)
                    values[i] = Any(guideline.Slots[i], random, complete: true);
            }

            var goal = random.Next(3) == 0 ? guideline.Root : target;
            foreach (var change in Remedies.Find(guideline, goal, sheet, includeComputed: true).Skip(random.Next(2)).Take(1).SelectMany(plan => plan).Where(change => !sheet.Values[change.Slot].Known))
                values[change.Slot] = change.Value;
            if (Differ(guideline, sheet, values, slot, Candidates(fact, sheet.Values[slot], values[slot], random)))
                return true;
        }

        return false;
    }

    private static bool Differ(Guideline guideline, Sheet sheet, FactValue[] values, int slot, IEnumerable<FactValue> candidates)
    {
        var answers = new HashSet<Answer>();
        foreach (var candidate in candidates)
        {
            FactValue[] tried = [.. values];
            tried[slot] = candidate;
            answers.Add(Judge.Node(guideline.Root, sheet.With(tried), null, new byte[guideline.NodeCount]).Answer);
        }

        return answers.Count > 1;
    }

    /// <summary>Values that the readers of the fact themselves would make, met and not met.</summary>
    private static IEnumerable<FactValue> Made(Guideline guideline, Sheet sheet, FactValue[] values, int slot)
    {
        foreach (var reader in guideline.Nodes().Where(node => node.Test is { OnEntry: false } test && test.Slot == slot))
        {
            foreach (var met in (bool[])[true, false])
            {
                var value = sheet.Values[slot];
                if (reader.Test!.TryMake(met, sheet, ref value))
                    yield return value;
            }
        }

        foreach (var node in guideline.Nodes().Where(node => node.List is not null && node.ListSlot == slot))
        {
            var changed = sheet.With([.. values]);
            changed.Values[slot] = sheet.Values[slot];
            if (sheet.Values[slot].Kind == FactKind.NotGiven && EntryEdits.TryMake(node, true, changed))
                yield return changed.Values[slot];
        }
    }

    /// <summary>For each node that reads the slot: what has to hold beside the way from the root to it.</summary>
    private static IEnumerable<List<Criterion>> ReadersOf(Criterion node, int slot, List<Criterion> wants)
    {
        if ((node.Test is { OnEntry: false } test && test.Slot == slot) || (node.List is not null && node.ListSlot == slot))
            return [wants];
        return node.Nodes.SelectMany((child, i) => ReadersOf(child, slot, node.Combination switch
        {
            Combination.All => [.. wants, .. node.Nodes.Where((_, j) => j != i)],
            Combination.Any or Combination.Waivable => [.. wants, .. node.Nodes.Where((_, j) => j != i).Select(
                sibling => new Criterion { Id = "", Text = "", Combination = Combination.Not, Nodes = [sibling], CodeMask = sibling.CodeMask })],
            _ => wants,
        }));
    }

    private static IEnumerable<FactValue> Candidates(FactDefinition fact, FactValue given, FactValue stated, Random random)
    {
        yield return stated;
        if (given.Kind == FactKind.Entries)
        {
            for (var i = 0; i < 20; i++)
                yield return FactValue.OfEntries([.. given.Entries.Select(entry => fact.Fields.Select((field, f) => entry[f].Kind != FactKind.NotGiven ? entry[f] : Any(field, random, complete: true)).ToArray())]);
            yield break;
        }

        if (fact.Type is FactType.Entries)
            yield return FactValue.OfEntries([]);
        if (fact.Type is FactType.Words)
            yield return FactValue.OfWords(0);
        for (var i = 0; i < 6; i++)
            yield return Any(fact, random, complete: true);
    }
}
