using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Events;
using UtilizationReview.NurseReview.Domain;

namespace UtilizationReview.NurseReview.Adapters;

/// <summary>Facts of an item as bus events. Nothing else leaves the service.</summary>
internal static class NurseReviewEvents
{
    public static IEnumerable<object> Tell(NurseItem item, NurseEvent fact) => fact switch
    {
        LinesApproved e =>
        [
            new NurseApproved
            {
                OrderId = item.OrderId, OccurredAt = e.At, Lines = e.Lines, Criteria = e.Criteria, Reason = e.Reason,
                Corrected = [.. e.Corrected.Select(f => new FactCorrected
                {
                    Line = f.Line, Criterion = f.Criterion, Fact = f.Fact!.Name, AppliesTo = f.Fact.AppliesTo,
                    Document = f.Fact.Document, Page = f.Fact.Page,
                })],
                Attestation = new()
                {
                    PersonId = e.Attestation.PersonId, Name = e.Attestation.Name, Profession = e.Attestation.Profession,
                    Npi = "", Specialty = "", LicenceState = "", LicenceNumber = "",
                    RecordReviewed = true, NoConflictOfInterest = true, SignedAt = e.At, // an attestation exists only with both statements
                },
            },
        ],
        LinesReferred e =>
            [new NurseReferred { OrderId = item.OrderId, OccurredAt = e.At, Lines = e.Lines, ReferredBy = e.ReferredBy, Criteria = e.Criteria }],
        InformationAsked { Asked: var asked } =>
        [
            new InformationRequested
            {
                OrderId = item.OrderId, OccurredAt = asked.AskedAt, AskedBy = asked.AskedBy, AskedByRole = Roles.Nurse,
                Items = asked.Items, Facts = asked.Facts, AnswerBy = asked.AnswerBy,
                Missing = [.. asked.Missing.Select(m => new FactMissing
                {
                    Fact = m.Fact, Question = m.Question, Criterion = m.Criterion, Why = m.Why,
                })],
            },
        ],
        _ => [],
    };
}
