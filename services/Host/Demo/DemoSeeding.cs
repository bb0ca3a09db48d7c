using Google.Protobuf;
using Grpc.Core;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Platform.Desks;
using IntakeClient = UtilizationReview.Contracts.Intake.V1.Intake.IntakeClient;
using PeerToPeerClient = UtilizationReview.Contracts.PeerToPeer.V1.PeerToPeer.PeerToPeerClient;
using SiteOfCareClient = UtilizationReview.Contracts.SiteOfCare.V1.SiteOfCare.SiteOfCareClient;
using SpineCenterClient = UtilizationReview.Contracts.SpineCenter.V1.SpineCenter.SpineCenterClient;

namespace UtilizationReview.Host.Demo;

/// <summary>Saves a demonstration directory through the services' own APIs, as its plan administrator. Repeating it changes nothing: the
/// idempotency key of a record is made of its content.</summary>
internal static class DemoSeeding
{
    /// <summary>Saves practices, facilities, physicians, members and spine centers, in this order.</summary>
    /// <param name="directory">What to save.</param>
    /// <param name="callsAs">Person id → calls with that person's token.</param>
    /// <param name="ct">Cancels between two records.</param>
    /// <exception cref="InvalidOperationException">A service refused a record; the message names it and repeats the service's sentence.</exception>
    public static async Task SeedAsync(DemoDirectory directory, Func<string, CallInvoker> callsAs, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(callsAs);
        var administrator = directory.People.FirstOrDefault(person => person.Role == Roles.PlanAdministrator)
            ?? throw new InvalidOperationException(
                "people.yaml names no plan_administrator, and nobody else may save practices, facilities, physicians and members.");
        var calls = callsAs(administrator.PersonId);
        var intake = new IntakeClient(calls);
        var sites = new SiteOfCareClient(calls);
        var talks = new PeerToPeerClient(calls);
        foreach (var practice in directory.Practices)
        {
            await SaveAsync("practice", practice.PracticeId, practice,
                key => intake.SavePracticeAsync(new() { Practice = practice, IdempotencyKey = key }, cancellationToken: ct));
        }
        foreach (var facility in directory.Facilities)
        {
            await SaveAsync("facility", facility.FacilityId, facility,
                key => sites.SaveFacilityAsync(new() { Facility = facility, IdempotencyKey = key }, cancellationToken: ct));
        }
        foreach (var physician in directory.Physicians)
        {
            await SaveAsync("physician", physician.PhysicianId, physician,
                key => talks.SavePhysicianAsync(new() { Physician = physician, IdempotencyKey = key }, cancellationToken: ct));
        }
        foreach (var member in directory.Members)
        {
            await SaveAsync("member", member.MemberId, member,
                key => intake.SaveMemberAsync(new() { Member = member, IdempotencyKey = key }, cancellationToken: ct));
        }
        var spine = new SpineCenterClient(calls);
        foreach (var center in directory.Centers)
        {
            await SaveAsync("spine center", center.CenterId, center,
                key => spine.SaveCenterAsync(new() { Center = center, IdempotencyKey = key }, cancellationToken: ct));
        }
    }

    private static async Task SaveAsync<TSaved>(string kind, string id, IMessage content, Func<string, AsyncUnaryCall<TSaved>> save)
    {
        try
        {
            using var call = save($"demo-{PayloadHash.Of(content)}");
            await call.ResponseAsync;
        }
        catch (RpcException refused) when (refused.StatusCode is not (StatusCode.Cancelled or StatusCode.Unavailable))
        {
            throw new InvalidOperationException($"The demonstration's {kind} '{id}' was not saved: {refused.Status.Detail}", refused);
        }
    }
}
