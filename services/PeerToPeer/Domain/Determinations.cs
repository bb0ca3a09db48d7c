using UtilizationReview.Platform.Deciding;

namespace UtilizationReview.PeerToPeer.Domain;

/// <summary>What a physician may sign, and when.</summary>
internal static class Determinations
{
    /// <summary>Characters of an adverse reason, at least: "not medically necessary" and the like say nothing.</summary>
    private const int LeastReason = 25;

    public static Answer<CaseEvent> Decide(PhysicianCase @case, Determine determine, DateTimeOffset now)
    {
        if (determine.By.Role != Who.PhysicianRole) return TalkRules.Refuse(Refusals.OnlyAPhysician);
        if (@case.Phase == CasePhase.Waiting) return TalkRules.Refuse(Refusals.CaseNotTaken);
        if (@case.Phase != CasePhase.Taken) return TalkRules.Refuse(Refusals.NotPossible("Deciding", @case.Phase));
        if (@case.TakenBy != determine.By.PersonId) return TalkRules.Refuse(Refusals.CaseTaken(@case.TakenBy));
        if (Matching.WhyNot(determine.Physician, @case, now) is { } not) return TalkRules.Refuse(not);
        // The surgeon may have changed since the referral.
        if (Matching.Conflict(determine.Physician, @case.PracticeId, determine.Clinicians) is { } conflict) return TalkRules.Refuse(conflict);
        if (Problems(@case.On(determine.Asked), determine).ToList() is { Count: > 0 } problems)
        {
            return TalkRules.Refuse(Refusals.Bad("decision-not-valid", "The decision cannot be signed as given", problems));
        }
        var (attestation, refusal) = Attestations.Sign(determine.By, determine.Physician, @case, determine.Signature, now);
        if (attestation is null) return TalkRules.Refuse(refusal!);
        var duty = DenialDuty.Of(@case, now);
        if (!duty.Fulfilled && determine.Lines.Any(l => l.Adverse)) return TalkRules.Refuse(Refusals.DutyOpen(duty));
        return new CaseEvent[]
        {
            new LinesDecided(
                attestation, [.. determine.Lines.Select(l => Complete(l, determine))], duty.FulfilledBy, duty.Fulfilled ? duty.Sentence : "",
                determine.SoftwareRecommended),
        };
    }

    private static IEnumerable<FieldProblem> Problems(PhysicianCase @case, Determine determine)
    {
        foreach (var line in @case.Lines.Where(line => determine.Lines.Count(l => l.Line == line) != 1))
        {
            yield return new("lines", $"must decide line {line} exactly once: every waiting line is decided with one signature");
        }
        foreach (var (line, i) in determine.Lines.Select((line, i) => (line, i)))
        {
            var path = $"lines[{i}]";
            if (!@case.Lines.Contains(line.Line))
            {
                var settled = determine.Asked.Any(a => a.Line == line.Line && a.Settled);
                var why = settled ? "has been settled: leave it out" : "does not wait for a physician";
                yield return new($"{path}.line", $"{line.Line} {why}; waiting: {string.Join(", ", @case.Lines)}");
                continue;
            }
            if (line.Adverse && line.Reason.Length == 0) yield return new($"{path}.reason", "is required for anything but an approval as asked (I7)");
            else if (line.Adverse && line.Reason.Length < LeastReason)
                yield return new($"{path}.reason", $"must say specifically what decides, in {LeastReason} characters at least (I7)");
            if (line.Adverse && line.Criteria.Count == 0)
                yield return new($"{path}.criteria", "must name the criterion relied on for anything adverse (I7)");
            var asked = determine.Asked.FirstOrDefault(a => a.Line == line.Line);
            if (asked is null)
            {
                yield return new($"{path}.line", $"{line.Line} is not on the order any more");
            }
            else
            {
                foreach (var wrong in new[] { Amount(line, asked), Version(line, asked), Lacks(line, asked), OtherSite(line, determine) }
                    .OfType<FieldProblem>())
                    yield return wrong with { Field = $"{path}.{wrong.Field}" };
            }
        }
    }

    /// <summary>A decision relies on the version that is pinned on the order (I11), not on one the physician happened to read.</summary>
    private static FieldProblem? Version(LineVerdict line, LineAsked asked) =>
        (line.Guideline.Length == 0 && line.GuidelineVersion.Length == 0)
            || (line.Guideline == asked.Guideline && line.GuidelineVersion == asked.GuidelineVersion)
            ? null
            : new("guideline", $"and version are '{line.Guideline} {line.GuidelineVersion}', the order was evaluated by "
                + $"'{asked.Guideline} {asked.GuidelineVersion}': read the case again");

    /// <summary>A denial says what is missing: in the physician's words, or by naming criteria that are open on the order.</summary>
    private static FieldProblem? Lacks(LineVerdict line, LineAsked asked) =>
        line.Verdict != Verdict.Deny || line.Missing.Count > 0 || line.Criteria.Any(asked.Open.ContainsKey)
            ? null
            : new("missing", "must say what is missing for an approval, or criteria must name one that is open on the order (I7)"
                + (asked.Open.Count == 0 ? "" : $", such as {string.Join(", ", asked.Open.Keys.Take(5))}"));

    /// <summary>A site named instead is one the practice can move to without another review; who belongs to a network and can do it is not
    /// judged here.</summary>
    private static FieldProblem? OtherSite(LineVerdict line, Determine determine)
    {
        if (line.FacilityId.Length == 0) return null;
        if (line.Verdict != Verdict.DenySite) return new("facility_id", "is only for DENY_SITE: the site the service can be done at instead");
        if (line.FacilityId == determine.Site) return new("facility_id", $"'{line.FacilityId}' is the site asked for; name another one or none");
        return determine.Facilities.FirstOrDefault(f => f.Id == line.FacilityId) switch
        {
            null => new("facility_id", $"'{line.FacilityId}' is not in the directory of facilities"),
            { WithoutReview: false } => new("facility_id", $"'{line.FacilityId}' would need a review too; name an office or a surgery center"),
            _ => null,
        };
    }

    private static FieldProblem? Amount(LineVerdict line, LineAsked asked)
    {
        switch (line.Verdict)
        {
            case Verdict.ApproveLess:
                if (line.Units < 0 || line.Units > asked.Units) return new("units", $"must lie between 1 and the {asked.Units} asked for");
                if (line.Levels.Any(l => !asked.Levels.Contains(l)))
                    return new("levels", $"must be among those asked for: {Levels(asked)}");
                var less = (line.Units > 0 && line.Units < asked.Units)
                    || (line.Levels.Count > 0 && line.Levels.Distinct().Count() < asked.Levels.Count);
                return less ? null : new("units", "or levels must be less than asked for; otherwise approve or deny");
            case Verdict.Approve:
                if (line.Units != 0 && line.Units != asked.Units)
                    return new("units", $"differ from the {asked.Units} asked for; use APPROVE_LESS for fewer");
                return line.Levels.Count > 0 && !asked.Levels.ToHashSet(StringComparer.Ordinal).SetEquals(line.Levels)
                    ? new("levels", $"differ from those asked for ({Levels(asked)}); use APPROVE_LESS for fewer")
                    : null;
            default:
                return line.Units != 0 || line.Levels.Count > 0 ? new("units", "and levels stay empty for a denial") : null;
        }
    }

    private static string Levels(LineAsked asked) => asked.Levels.Count == 0 ? "none" : string.Join(", ", asked.Levels);

    /// <summary>What is approved is spelled out: an approval carries what was asked. What is adverse is bound to the version of the criteria,
    /// a denial to what is missing, and the reason names the site that is possible instead.</summary>
    private static LineVerdict Complete(LineVerdict line, Determine determine)
    {
        var asked = determine.Asked.First(a => a.Line == line.Line);
        if (determine.Facilities.FirstOrDefault(f => f.Id == line.FacilityId) is { } other)
            line = line with { Reason = $"{line.Reason} It can be done at {other.Name} ({other.Id}) instead." };
        line = line with { Guideline = asked.Guideline, GuidelineVersion = asked.GuidelineVersion };
        if (line.Verdict == Verdict.Deny && line.Missing.Count == 0)
            line = line with { Missing = [.. line.Criteria.Where(asked.Open.ContainsKey).Select(id => $"{id}: {asked.Open[id]}")] };
        return line.Verdict switch
        {
            Verdict.Approve => line with { Units = asked.Units, Levels = asked.Levels },
            Verdict.ApproveLess => line with
            {
                Units = line.Units == 0 ? asked.Units : line.Units,
                Levels = line.Levels.Count == 0 ? asked.Levels : line.Levels,
            },
            _ => line,
        };
    }
}
