using System.Text.Json;
using UtilizationReview.Intake.Adapters;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Time;
using static UtilizationReview.Intake.Domain.OrderCommand;
using static UtilizationReview.Tests.Unit.Intake.AnOrder;
using Bus = UtilizationReview.Contracts.Events;

namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>What a question does to the clock, how long the law gives for its answer, and what an extension tells of both.</summary>
public sealed class QuestionsAndTheClock
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private static readonly DateOnly Today = Received.DateIn(Chicago);

    [Theory]
    [InlineData(LineOfBusiness.MedicareAdvantage, "WI", Urgency.Standard, 1, QuestionEffect.GoesOn)]
    [InlineData(LineOfBusiness.MedicaidManaged, "WI", Urgency.Standard, 1, QuestionEffect.GoesOn)]
    [InlineData(LineOfBusiness.CommercialSelfFunded, "WI", Urgency.Standard, 1, QuestionEffect.GoesOn)]
    [InlineData(LineOfBusiness.CommercialInsured, "WI", Urgency.Standard, 1, QuestionEffect.GoesOn)]
    [InlineData(LineOfBusiness.CommercialInsured, "NY", Urgency.Standard, 1, QuestionEffect.StartsWithAnswer)]
    [InlineData(LineOfBusiness.CommercialSelfFunded, "WI", Urgency.Expedited, 23, QuestionEffect.DecidedAfterAnswer)]
    [InlineData(LineOfBusiness.CommercialSelfFunded, "WI", Urgency.Expedited, 24, QuestionEffect.DecidedAfterAnswer)]
    [InlineData(LineOfBusiness.CommercialSelfFunded, "WI", Urgency.Expedited, 25, QuestionEffect.GoesOn)]
    [InlineData(LineOfBusiness.QualifiedHealthPlan, "WI", Urgency.Expedited, 24, QuestionEffect.DecidedAfterAnswer)]
    internal void A_question_tells_what_it_does_to_the_clock(LineOfBusiness line, string state, Urgency urgency, int hours, QuestionEffect effect)
    {
        var asked = AskedOf(line, state, urgency, hours, Today.AddDays(60));
        asked.Facts.OfType<OrderEvent.InformationAsked>().Single().Effect.ShouldBe(effect);
    }

    [Fact]
    public void An_urgent_incomplete_request_gives_the_hours_of_the_law_whatever_day_the_reviewer_names()
    {
        // Asked on 24 November at 16:00; 48 hours end on the 26th.
        AskedOf(LineOfBusiness.CommercialSelfFunded, "WI", Urgency.Expedited, 1, Today).Order.OpenQuestion!.AnswerBy.ShouldBe(Today.AddDays(2));
        AskedOf(LineOfBusiness.CommercialSelfFunded, "WI", Urgency.Expedited, 1, Today.AddDays(2)).Order.OpenQuestion!.AnswerBy.ShouldBe(Today.AddDays(2));
        AskedOf(LineOfBusiness.CommercialSelfFunded, "WI", Urgency.Expedited, 1, Today.AddDays(3)).Order.OpenQuestion!.AnswerBy.ShouldBe(Today.AddDays(3));
        AskedOf(LineOfBusiness.MedicareAdvantage, "WI", Urgency.Expedited, 1, Today).Order.OpenQuestion!.AnswerBy.ShouldBe(Today);
    }

    [Fact]
    public void A_toll_gives_forty_five_days_and_tells_what_is_asked()
    {
        var order = AskedOf(LineOfBusiness.CommercialSelfFunded, "WI", Urgency.Standard, 1, Today.AddDays(5))
            .Do(new ExtendClock("missing-information", "Notes are awaited.", "n-1"));
        var end = Today.AddDays(45);
        order.Order.OpenQuestion!.AnswerBy.ShouldBe(end);
        var told = Told<Bus.ClockMoved>(order);
        (told.TollsThrough, told.AnswerBy).ShouldBe((end, end));
        told.Items.ShouldBe(["notes"]);
    }

    [Fact]
    public void A_longer_time_that_the_reviewer_gave_stays() =>
        AskedOf(LineOfBusiness.CommercialSelfFunded, "WI", Urgency.Standard, 1, Today.AddDays(50)).Do(new ExtendClock("missing-information", "Notes.", "n-1"))
            .Order.OpenQuestion!.AnswerBy.ShouldBe(Today.AddDays(50));

    [Fact]
    public void Medicaids_extension_for_missing_information_stops_no_clock_and_needs_no_question()
    {
        var order = Submitted(Plan with { LineOfBusiness = LineOfBusiness.MedicaidManaged }, Form).Do(new ExtendClock("missing-information", "Notes.", "n-1"));
        var told = Told<Bus.ClockMoved>(order);
        (told.TollsThrough, told.AnswerBy, told.DueAt).ShouldBe((null, null, order.Order.DueAt));
        told.Items.ShouldBeEmpty();
    }

    [Fact]
    public void A_revocation_is_told_with_its_ground_and_the_rights_of_the_law()
    {
        var told = Told<Bus.ApprovalRevoked>(ApprovedByRules().Do(new Revoke(RevocationGround.CoverageEnded, "finding 7", "admin")));
        (told.Ground, told.Citation).ShouldBe(("coverage-ended", "finding 7"));
        told.Lines.ShouldBe([1]);
        told.Rights.ShouldContain("An internal appeal can be filed through 2027-05-23; an urgent one is answered within 72 hours.");
        told.Rights.ShouldNotContain(right => right.StartsWith("Reconsideration by", StringComparison.Ordinal));
    }

    [Fact]
    public void New_particulars_of_an_approval_are_told()
    {
        var order = ApprovedByRules().Do(new ChangeApproved(new(2026, 12, 15), null, null, null, [], [], "T-2"));
        Told<Bus.ApprovalChanged>(order).Lines.ShouldBe([1]);
        order.Commands[^1].ShouldHaveSingleItem("nothing was decided again");
    }

    [Fact]
    public void Facts_stored_before_these_were_kept_are_read()
    {
        Read("""{"$type":"information-asked","at":"2026-11-24T21:00:00+00:00","request":{"askedAt":"2026-11-24T21:00:00+00:00","askedBy":"n-1","askedByRole":"nurse","items":["notes"],"facts":[],"answerBy":"2026-12-01"},"dueAt":"2026-12-01T21:00:00+00:00"}""")
            .ShouldBeOfType<OrderEvent.InformationAsked>().Effect.ShouldBeNull();
        Read("""{"$type":"clock-extended","at":"2026-11-24T21:00:00+00:00","ground":"member-asked","reason":"r","by":"n-1","dueAt":"2026-12-01T21:00:00+00:00"}""")
            .ShouldBeOfType<OrderEvent.ClockExtended>().TollsThrough.ShouldBeNull();
        Read("""{"$type":"lines-revoked","at":"2026-11-24T21:00:00+00:00","lines":[1],"ground":"CoverageEnded","citation":"c","by":"admin"}""")
            .ShouldBeOfType<OrderEvent.LinesRevoked>().Rights.ShouldBeEmpty();
    }

    private static OrderEvent Read(string stored) => JsonSerializer.Deserialize<OrderEvent>(stored, Json)!;

    private static AnOrder AskedOf(LineOfBusiness line, string state, Urgency urgency, int hours, DateOnly answerBy) =>
        Submitted(Plan with { LineOfBusiness = line, State = state }, Form with { Urgency = urgency }).Do(Evaluation(ServiceAnswer.Unknown))
            .After(TimeSpan.FromHours(hours)).Do(new AskForInformation("n-1", "nurse", ["notes"], [], answerBy));

    private static T Told<T>(AnOrder order) => order.Commands[^1].SelectMany(fact => OrderMessages.Tell(order.Order, fact, 3)).OfType<T>().ShouldHaveSingleItem();
}
