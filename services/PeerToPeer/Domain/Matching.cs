using UtilizationReview.Platform.Deciding;

namespace UtilizationReview.PeerToPeer.Domain;

/// <summary>Which physician may decide or talk about a case, and who is asked first.</summary>
internal static class Matching
{
    /// <summary>Why the physician may not have the case; null when he may. The same test holds for worklist, talk and determination.</summary>
    public static Refusal? WhyNot(Physician physician, PhysicianCase @case, DateTimeOffset now)
    {
        if (!physician.PlanIds.Contains(@case.PlanId)) return Refusals.NotYourPlan(@case.PlanId);
        if (@case.Excluded.Contains(physician.Id)) return Refusals.Excluded;
        if (Conflict(physician, @case.PracticeId, @case.Clinicians) is { } conflict) return conflict;
        if (@case.RequiredSpecialty.Length > 0 && !physician.Specialties.Contains(@case.RequiredSpecialty))
            return Refusals.OtherSpecialty(@case.RequiredSpecialty);
        var valid = physician.ValidLicences(now).ToList();
        if (valid.Count == 0) return Refusals.NoLicence;
        if (@case.Law is { } law && Unlawful(physician, valid, @case, law) is { } unlawful) return unlawful;
        return @case.LicenceInMemberState && valid.TrueForAll(l => l.State != @case.MemberState)
            ? Refusals.NoLicenceInState(@case.MemberState)
            : null;
    }

    /// <summary>Nobody judges his own order, or one of his practice; null when there is no such conflict.</summary>
    /// <param name="physician">Who would judge, known by person id or provider identifier.</param>
    /// <param name="practiceId">Practice of the order.</param>
    /// <param name="clinicians">Who orders and who performs.</param>
    public static Refusal? Conflict(Physician physician, string practiceId, IReadOnlyList<string> clinicians) =>
        clinicians.Any(c => c == physician.Id || c == physician.Npi) ? Refusals.OwnPatient
        : physician.PracticeIds.Contains(practiceId) ? Refusals.OwnPractice
        : null;

    private static Refusal? Unlawful(Physician physician, IReadOnlyList<Licence> valid, PhysicianCase @case, StateLaw law)
    {
        if (law.LicenceState.Length > 0 && valid.All(l => l.State != law.LicenceState)) return Refusals.NoLicenceByLaw(law);
        var wanted = Specialties.For(@case.Programs);
        return law.SameOrSimilarSpecialty && wanted.Count > 0 && Specialties.FitOf(physician.Specialties, wanted) == Fit.Other
            ? Refusals.NotSimilarSpecialty(wanted, law)
            : null;
    }

    /// <summary>The specialties a talk wants: that of the questioned decision, else the calling clinician's own, else the program's.</summary>
    public static IReadOnlyList<string> Wanted(PhysicianCase @case, Contact contact) =>
        @case.RequiredSpecialty.Length > 0 ? [@case.RequiredSpecialty]
        : contact.Specialty.Length > 0 ? [contact.Specialty]
        : Specialties.For(@case.Programs);

    /// <summary>Who may be given a talk, with how near he is; never one whose decision is questioned, before or after the case is reopened.</summary>
    public static IEnumerable<(Physician Physician, Fit Fit)> Suitable(PhysicianCase @case, Contact contact, Bench bench, DateTimeOffset now)
    {
        var wanted = Wanted(@case, contact);
        var questioned = @case.Questioned;
        return bench.Physicians.Where(p => WhyNot(p, @case, now) is null && !questioned.Contains(p.Id))
            .Select(p => (p, Specialties.FitOf(p.Specialties, wanted)));
    }

    /// <summary>Who is asked to take the call now: present and free for half an hour; whoever has the case first, then by fit.</summary>
    public static (Physician Physician, Fit Fit)? ToConnect(
        PhysicianCase @case, Contact contact, Bench bench, IReadOnlyCollection<string> passedOver, DateTimeOffset now)
    {
        var free = Suitable(@case, contact, bench, now)
            .Where(s => bench.Present.Contains(s.Physician.Id) && !passedOver.Contains(s.Physician.Id))
            .Where(s => Slots.Touched(now).All(start => !bench.Taken.Contains(new(s.Physician.Id, start))))
            .OrderBy(s => s.Physician.Id == @case.TakenBy ? 0 : 1).ThenBy(s => s.Fit).ThenBy(s => s.Physician.Id, StringComparer.Ordinal)
            .ToList();
        return free.Count > 0 ? free[0] : null;
    }
}
