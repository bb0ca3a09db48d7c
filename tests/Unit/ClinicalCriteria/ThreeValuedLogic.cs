using FsCheck;
using FsCheck.Fluent;
using UtilizationReview.ClinicalCriteria.Domain;
using static UtilizationReview.ClinicalCriteria.Domain.Kleene;

namespace UtilizationReview.Tests.Unit.ClinicalCriteria;

public sealed class ThreeValuedLogic
{
    private static readonly Arbitrary<Answer> Answers = Gen.Elements(Answer.NotMet, Answer.Unknown, Answer.Met).ToArbitrary();
    private static readonly Arbitrary<(Answer A, Answer B, Answer C)> Three =
        (from a in Answers.Generator from b in Answers.Generator from c in Answers.Generator select (a, b, c)).ToArbitrary();

    [Fact]
    public void And_and_or_commute_associate_and_distribute() => Prop.ForAll(Three, x =>
        And(x.A, x.B) == And(x.B, x.A) && Or(x.A, x.B) == Or(x.B, x.A)
        && And(x.A, And(x.B, x.C)) == And(And(x.A, x.B), x.C) && Or(x.A, Or(x.B, x.C)) == Or(Or(x.A, x.B), x.C)
        && And(x.A, Or(x.B, x.C)) == Or(And(x.A, x.B), And(x.A, x.C))).QuickCheckThrowOnFailure();

    [Fact]
    public void De_Morgan_and_double_negation_hold() => Prop.ForAll(Three, x =>
        Not(And(x.A, x.B)) == Or(Not(x.A), Not(x.B)) && Not(Not(x.A)) == x.A).QuickCheckThrowOnFailure();

    [Fact]
    public void Not_met_settles_all_and_met_settles_any() => Prop.ForAll(Answers, a =>
        And(a, Answer.NotMet) == Answer.NotMet && Or(a, Answer.Met) == Answer.Met && And(a, Answer.Met) == a && Or(a, Answer.NotMet) == a).QuickCheckThrowOnFailure();

    [Fact]
    public void The_excluded_middle_does_not_hold_for_unknown() => Or(Answer.Unknown, Not(Answer.Unknown)).ShouldBe(Answer.Unknown);

    [Fact]
    public void One_of_is_any_and_all_of_is_all() => Prop.ForAll(Three, x =>
    {
        Answer[] answers = [x.A, x.B, x.C];
        var (met, unknown) = (answers.Count(a => a == Answer.Met), answers.Count(a => a == Answer.Unknown));
        return AtLeast(1, met, unknown) == Or(x.A, Or(x.B, x.C)) && AtLeast(3, met, unknown) == And(x.A, And(x.B, x.C));
    }).QuickCheckThrowOnFailure();
}
