using Microsoft.Extensions.DependencyInjection;
using UtilizationReview.Contracts.Events;

namespace UtilizationReview.Tests.Integration.Intake;

/// <summary>What the reviewers' services would tell, delivered the way the platform delivers it.</summary>
internal static class ReviewerEvents
{
    public static AttestationSigned NurseSigned(this IntakeHost host) => new()
    {
        PersonId = "nurse-1", Name = "Nurse", Profession = "nurse", Npi = "", Specialty = "", LicenceState = "", LicenceNumber = "", RecordReviewed = true,
        NoConflictOfInterest = true, SignedAt = host.Clock.GetUtcNow(),
    };

    public static AttestationSigned PhysicianSigned(this IntakeHost host, string person = "dr-reviewer-1") => new()
    {
        PersonId = person, Name = "Reviewer", Profession = "physician", Npi = person == "dr-reviewer-1" ? "1999999992" : "1999999976", Specialty = "orthopedic-surgery", LicenceState = "WI", LicenceNumber = "12345",
        RecordReviewed = true, NoConflictOfInterest = true, SignedAt = host.Clock.GetUtcNow(),
    };

    /// <summary>Delivers a message; with the same id again it is a redelivery.</summary>
    public static Task Deliver(this IntakeHost host, object message, Guid? id = null) => host.Services.ArriveAsync(message, id);

    public static NurseApproved NurseApproves(this IntakeHost host, string order, params int[] lines) => new()
    {
        OrderId = order, OccurredAt = host.Clock.GetUtcNow(), Lines = lines, Attestation = host.NurseSigned(), Criteria = ["T-1.a"], Reason = "Confirmed in the record.",
    };

    public static NurseReferred NurseRefers(this IntakeHost host, string order) => new()
    {
        OrderId = order, OccurredAt = host.Clock.GetUtcNow(), Lines = [], ReferredBy = "nurse-1", Criteria = ["T-1.a"],
    };

    public static PeerToPeerRecorded Talk(this IntakeHost host, string order, string what, int attempts = 0) => new()
    {
        OrderId = order, OccurredAt = host.Clock.GetUtcNow(), TalkId = "talk-1", What = what, RecordedBy = "dr-reviewer-1", RecordedByRole = "physician", PhysicianId = "dr-reviewer-1",
        Attempts = attempts,
    };

    public static PhysicianDecided PhysicianDecides(
        this IntakeHost host, string order, string decision, string duty = "offered", int line = 1, string person = "dr-reviewer-1") => new()
        {
            OrderId = order, OccurredAt = host.Clock.GetUtcNow(), Attestation = host.PhysicianSigned(person), PeerToPeerDuty = duty, PeerToPeerEvidence = duty, Attempts = 3, SoftwareRecommended = false,
            Lines =
        [
            new()
            {
                Line = line, Decision = decision, Units = decision is "approve" ? 1 : 0, Levels = [], Reason = "Six weeks of conservative care are not documented.", Criteria = ["T-1.a"],
                Missing = decision is "approve" ? [] : ["Physical therapy notes: they show the weeks of care."],
            },
        ],
        };
}
