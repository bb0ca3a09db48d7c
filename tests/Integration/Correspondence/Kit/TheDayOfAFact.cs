using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Tests.Integration.Processes;

namespace UtilizationReview.Tests.Integration.Correspondence.Kit;

/// <summary>A fact is told with the plan's day on which it was stated as it stands; the same again keeps its day.</summary>
public sealed class TheDayOfAFact : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 15, 0, 0, TimeSpan.Zero);

    private KitHouse _house = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _house = await KitHouse.StartAsync(Start.AddDays(-1));

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public async Task A_fact_has_the_plans_day_of_the_call_that_stated_it()
    {
        var order = await SubmittedAsync();
        order.StatedFacts.Select(stated => stated.StatedOn).Distinct().ShouldBe(["2026-11-23"]);
        order.StatedFacts.Select(stated => stated.Name).Order(StringComparer.Ordinal)
            .ShouldBe(order.Form.Facts.Select(fact => fact.Name).Where(name => name != "pt.age").Order(StringComparer.Ordinal));

        // 22:00 of November 24 in Chicago.
        await _house.Calls.MoveClockAsync(new(2026, 11, 25, 4, 0, 0, TimeSpan.Zero), "operator-hale", Ct);
        var weeks = new Fact { Name = "cm.weeks", Value = new() { Number = 5 }, Origin = FactOrigin.Practice };
        var same = order.Form.Facts.Single(fact => fact.Name == "cm.pt");
        var added = await AddAsync(order, "once", weeks, same);
        (DayOf(added, "cm.weeks"), DayOf(added, "cm.pt"), DayOf(added, "cm.other")).ShouldBe(("2026-11-24", "2026-11-23", "2026-11-23"));

        var why = await _house.Kit().GetWhyAsync(new() { Number = order.TrackingNumber }, cancellationToken: Ct);
        var told = Statements(why).Single(statement => statement.Text.StartsWith("Length of conservative care: 5 weeks", StringComparison.Ordinal));
        told.Text.ShouldBe("Length of conservative care: 5 weeks (the practice's answer of November 24, 2026); at least 6 weeks are asked for: 1 short.");
        told.Sources.Select(source => (source.Kind, source.StatedOn))
            .ShouldBe([(KitSourceKind.Fact, "2026-11-24"), (KitSourceKind.Criterion, "")]);

        // The same again, on a later day: nothing is new, as before.
        await _house.Calls.MoveClockAsync(new(2026, 11, 26, 15, 0, 0, TimeSpan.Zero), "operator-hale", Ct);
        var again = await AddAsync(order, "twice", weeks, same);
        (again.Version, DayOf(again, "cm.weeks")).ShouldBe((added.Version, "2026-11-24"));
    }

    [Fact]
    public async Task An_order_that_was_stored_without_days_is_told_without_them()
    {
        var order = await SubmittedAsync();
        (await _house.RowsAsync($"UPDATE orders SET state = replace(state, ',\"statedOn\":\"2026-11-23\"', '') WHERE id = '{order.TrackingNumber}' "
            + "AND state LIKE '%\"statedOn\":\"2026-11-23\"%' RETURNING state", "intake")).ShouldHaveSingleItem().ShouldNotContain("statedOn");

        var old = await _house.Intake().GetOrderAsync(new() { Number = order.TrackingNumber }, cancellationToken: Ct);
        old.StatedFacts.ShouldBeEmpty();
        old.Form.Facts.ShouldBe(order.Form.Facts);
        var why = await _house.Kit().GetWhyAsync(new() { Number = order.TrackingNumber }, cancellationToken: Ct);
        Statements(why).ShouldContain(statement => statement.Text
            == "Length of conservative care: 4 weeks (the practice's answer); at least 6 weeks are asked for: 2 short.");

        var weeks = new Fact { Name = "cm.weeks", Value = new() { Number = 5 }, Origin = FactOrigin.Practice };
        (await AddAsync(order, "later", weeks)).StatedFacts
            .ShouldHaveSingleItem().ShouldBe(new StatedFact { Name = "cm.weeks", StatedOn = "2026-11-23" });
    }

    private static string DayOf(Order order, string fact) => order.StatedFacts.Single(stated => stated.Name == fact).StatedOn;

    private static IEnumerable<KitStatement> Statements(KitDocument document) => document.Sections.SelectMany(section => section.Statements);

    private async Task<Order> SubmittedAsync()
    {
        await _house.Calls.MoveClockAsync(Start, "operator-hale", Ct);
        return (await _house.Intake().SubmitAsync(OrderFiles.Read("04-laminectomy-care-too-short.json", Start, "day"), cancellationToken: Ct)).Order;
    }

    private async Task<Order> AddAsync(Order order, string key, params Fact[] facts) => await _house.Intake().AddInformationAsync(
        new() { Number = order.TrackingNumber, IdempotencyKey = key, Facts = { facts } }, cancellationToken: Ct);
}
