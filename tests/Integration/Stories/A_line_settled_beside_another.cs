using Grpc.Core;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.PeerToPeer.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Tests.Integration.Platform;
using UtilizationReview.Tests.Integration.Stories.PhysiciansDay;

namespace UtilizationReview.Tests.Integration.Stories;

/// <summary>Lines of one order that come to their ends on different ways.</summary>
public sealed class A_line_settled_beside_another
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_physician_decides_what_still_waits_after_the_practice_moved_the_site_of_the_other_line()
    {
        await using var house = await DayHouse.StartAsync(new(2026, 11, 30));
        var (form, member) = (await DayForms.LoadAsync(house)).For(new DayCase((int)Course.SiteAccepted));
        form.Lines.Add(new Line { Number = 2, Code = "29881", Units = 1, Side = Side.Left });
        form.Diagnoses.Add("M23.204");
        await house.Registrar.SaveMemberAsync(new() { Member = member, IdempotencyKey = house.Key() }, cancellationToken: Ct);
        var submit = new SubmitRequest { Form = form, Channel = Channel.Portal, IdempotencyKey = house.Key() };
        var order = (await house.Staff.SubmitAsync(submit, cancellationToken: Ct)).Order;
        order.Status.ShouldBe(OrderStatus.NurseReview);
        var number = order.TrackingNumber;
        await Eventually.Becomes(
            async () => (await house.Ada.ListQueueAsync(new(), cancellationToken: Ct)).Items.Count, count => count == 1, "the order in the queue");
        await house.Ada.ClaimAsync(new() { TrackingNumber = number, IdempotencyKey = house.Key() }, cancellationToken: Ct);
        await house.Ada.ReferAsync(
            new() { TrackingNumber = number, Summary = "Nothing is documented.", IdempotencyKey = house.Key() }, cancellationToken: Ct);
        await Eventually.Becomes(
            async () => (await house.Physician("dr-sable").ListWorklistAsync(new(), cancellationToken: Ct)).Cases.Count, count => count == 1,
            "the case on the worklist");
        var sable = house.Physician("dr-sable");
        (await sable.TakeCaseAsync(new() { Number = number, IdempotencyKey = house.Key() }, cancellationToken: Ct)).Lines.ShouldBe([1, 2]);

        var moved = await house.Staff.MoveSiteAsync(
            new() { Number = number, FacilityId = "isthmus-demo-surgery", IdempotencyKey = house.Key() }, cancellationToken: Ct);
        moved.Lines.Select(l => l.Outcome).ShouldBe([LineOutcome.Approved, LineOutcome.Waiting]);

        (await sable.GetCaseAsync(new() { Number = number }, cancellationToken: Ct)).Case.Lines.ShouldBe([2]);
        var both = Approval(house, number, 1, 2);
        var refused = await Should.ThrowAsync<RpcException>(() => sable.DetermineAsync(both, cancellationToken: Ct).ResponseAsync);
        refused.Status.Detail.ShouldBe(
            "The decision cannot be signed as given: lines[0].line 1 has been settled: leave it out; waiting: 2.");
        await sable.DetermineAsync(Approval(house, number, 2), cancellationToken: Ct);
        await Eventually.Becomes(() => house.OrderAsync(number), o => o.Status == OrderStatus.Approved, "the order determined");
        (await house.OrderAsync(number)).Lines.Select(l => l.Determinations[^1].Decider).ShouldBe([Decider.Rules, Decider.Physician]);
    }

    private static DetermineRequest Approval(DayHouse house, string number, params int[] lines)
    {
        var person = house.Roster["dr-sable"];
        return new()
        {
            Number = number, IdempotencyKey = house.Key(),
            Lines = { lines.Select(line => new DecidedLine { Line = line, Decision = LineDecision.Approve }) },
            Attestation = new()
            {
                PersonId = person.PhysicianId, Npi = person.Npi, LicenceState = person.Licences[0].State, Specialty = person.Specialties[0],
                LicenceNumber = person.Licences[0].Number, RecordReviewed = true, NoConflictOfInterest = true,
            },
        };
    }
}
