using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Events;
using UtilizationReview.Contracts.Intake.V1;

namespace UtilizationReview.Tests.Integration.Intake;

/// <summary>Documents that come after a denial, as the event of their service tells of them.</summary>
public sealed class SupportingDocumentsTests : IAsyncLifetime
{
    private IntakeHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await IntakeHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_document_after_a_denial_opens_the_case_for_a_look_and_a_redelivery_changes_nothing()
    {
        _host.Script.Judge = (_, _) => ScriptedCriteria.NotMet();
        var number = (await _host.Submit(_host.LumbarDiscectomy())).Order.TrackingNumber;
        await _host.Deliver(_host.NurseRefers(number));
        await _host.Deliver(_host.PhysicianDecides(number, "deny"));
        (await _host.Order(number)).Status.ShouldBe(OrderStatus.Denied);
        _host.Clock.Advance(TimeSpan.FromMinutes(1));
        var message = new DocumentReceived
        {
            OrderId = number, OccurredAt = _host.Clock.GetUtcNow(), DocumentId = "DOC-1", Kind = "therapy-notes",
            ReceivedAt = _host.Clock.GetUtcNow(), SentBy = "p-maple-1", SentByRole = Roles.Practice, AfterDetermination = _host.Clock.GetUtcNow().AddMinutes(-1),
        };
        var id = Guid.CreateVersion7();
        await _host.Deliver(message, id);
        await _host.Deliver(message, id);
        await _host.Deliver(message);

        (await _host.Order(number)).Status.ShouldBe(OrderStatus.Reconsideration);
        var practice = _host.As(IntakeHost.MapleStaff);
        var entries = (await practice.GetTimelineAsync(new() { Number = number }, cancellationToken: TestContext.Current.CancellationToken)).Entries;
        entries.Count(e => e.What == "document-attached").ShouldBe(1);
        entries.Single(e => e.What == "reopened").Sentence.ShouldStartWith(
            "line 1 opened again for a look at documents that were not there for the denial, which is no reconsideration: "
                + "The practice sent documents after the denial.");
        (await _host.OutboxTypes()).Count(type => type == "ur:order-reopened:v1").ShouldBe(1);
    }
}
