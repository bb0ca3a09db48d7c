using FsCheck;
using FsCheck.Fluent;
using UtilizationReview.SpineCenter.Domain;
using static UtilizationReview.Tests.Unit.SpineCenter.AVisit;

namespace UtilizationReview.Tests.Unit.SpineCenter;

/// <summary>What holds for every visit.</summary>
public sealed class WhateverTheVisit
{
    private static readonly Gen<DateOnly> Days = Gen.Choose(0, 365 * 14).Select(new DateOnly(2011, 6, 1).AddDays);

    private static readonly Gen<VisitFacts> Visits =
        from day in Days
        from booked in Gen.OneOf(Gen.Constant((DateOnly?)null), Gen.Choose(1, 90).Select(days => (DateOnly?)day.AddDays(-days)))
        from place in Gen.Frequency((6, Gen.Constant(VisitPlace.Office)), (1, Gen.Elements(Enum.GetValues<VisitPlace>())))
        from complaint in Gen.Frequency((6, Gen.Constant(Complaint.LowBack)), (1, Gen.Elements(Enum.GetValues<Complaint>())))
        from product in Gen.Elements(Enum.GetValues<Product>())
        from age in Gen.Choose(10, 90)
        from county in Gen.Elements<County?>(new County("MN", "Ramsey"), new County("WI", "Dane"), null)
        from reason in Gen.Frequency((6, Gen.Constant((string?)null)), (1, Gen.Constant((string?)"trauma")))
        from operated in Gen.Elements(true, false)
        from evaluations in Gen.Choose(-400, 60).Select(day.AddDays).ListOf(2)
        from count in Gen.Choose(0, 2)
        select new VisitFacts
        {
            On = day, BookedOn = booked, Place = place, Complaint = complaint, Product = product, BirthDate = day.AddYears(-age), County = county,
            EmergentReason = reason, OperatedBefore = operated, Evaluations = [.. evaluations.Take(count)],
        };

    [Fact]
    public void Exactly_one_row_answers_and_its_parts_agree() => For(Visits, visit =>
    {
        var answer = VisitRules.Decide(EveryRow, visit);
        answer.Row.ShouldBeInRange(1, 10);
        VisitRules.Decide(EveryRow, visit).Row.ShouldBe(answer.Row);
        (answer.Due == FormDue.Never).ShouldBe(answer.Row <= 4);
        (answer.Phase == Phase.None).ShouldBe(answer.Row <= 4);
        (answer.Evaluation == EvaluationStanding.NotAsked).ShouldBe(answer.Row <= 4);
        (answer.Evaluation == EvaluationStanding.Waived).ShouldBe(answer.Row is 5 or 6);
        (answer.Waivers.Count > 0).ShouldBe(answer.Row is 5 or 6);
        (answer.Evaluation == EvaluationStanding.Satisfied).ShouldBe(answer.Row == 7);
        answer.LacksEvaluation.ShouldBe(answer.Row >= 8);
        (answer.Outcome == VisitResult.AuthorizationNotApproved).ShouldBe(answer.Row == 9);
        answer.Rules.ShouldNotBeEmpty();
        answer.Sentence.ShouldNotContain("medically");
    });

    [Fact]
    public void MSC_10_an_evaluation_never_binds_one_more_never_makes_an_answer_worse() =>
        For(from visit in Visits from days in Gen.Choose(-400, 60) select (visit, visit.On.AddDays(days)), pair =>
        {
            var (before, after) = (VisitRules.Decide(EveryRow, pair.visit),
                VisitRules.Decide(EveryRow, pair.visit with { Evaluations = [.. pair.visit.Evaluations, pair.Item2] }));
            Rank(after).ShouldBeGreaterThanOrEqualTo(Rank(before));
            if (before.Row <= 6) after.Row.ShouldBe(before.Row);
        });

    [Fact]
    public void A_claim_is_the_providers_to_bear_only_where_a_form_was_due_and_none_was_in_force() =>
        For(from visit in Visits
            from days in Gen.Choose(-5, 15)
            from has in Gen.Elements(true, false)
            from standing in Gen.Elements(Enum.GetValues<FormStanding>())
            select (visit, form: has ? new FormOnFile(visit.On.AddDays(days), standing) : null), claim =>
        {
            var answer = ClaimRules.Check(EveryRow, new(claim.visit, "plan", claim.visit.On.AddDays(10), claim.form, null));
            var last = answer.Table.Due == FormDue.BeforeClaim ? claim.visit.On.AddDays(10) : claim.visit.On;
            var inForce = claim.form is { Standing: not FormStanding.NotGranted } form && form.FiledOn <= last;
            (answer.Outcome == ClaimResult.DeniedProviderLiability).ShouldBe(answer.Table.Due != FormDue.Never && !inForce);
            answer.Outcome.ShouldNotBe(ClaimResult.MemberLiability, "nobody signed");
        });

    private static int Rank(VisitAnswer answer) => answer.Outcome switch
    {
        VisitResult.AuthorizationNotApproved => 0,
        VisitResult.NurseReview => 1,
        VisitResult.NotificationAccepted when answer.LacksEvaluation => 2,
        _ => 3,
    };

    private static void For<T>(Gen<T> visits, Action<T> holds) =>
        Prop.ForAll(visits.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
}
