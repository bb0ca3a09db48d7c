namespace UtilizationReview.Tests.Resilience.Checking;

/// <summary>Nobody is given, or works on, a case that somebody else holds.</summary>
internal static class HoldingChecks
{
    public static IEnumerable<Violation> Find(CampaignRecord record) =>
    [
        .. Each(record.Of(Known.NurseReview), Known.Items).SelectMany(Item),
        .. Each(record.Of(Known.PeerToPeer), Known.Cases).SelectMany(Case),
        .. ToldTwice(record),
    ];

    private static IEnumerable<List<Fact>> Each(ServiceData data, string aggregate) =>
        data.History.Where(f => f.Aggregate == aggregate).GroupBy(f => f.Id).Select(g => g.OrderBy(f => f.Version).ThenBy(f => f.Seq).ToList());

    private static IEnumerable<Violation> Item(List<Fact> facts)
    {
        var holder = "";
        var until = DateTimeOffset.MinValue;
        foreach (var fact in facts)
        {
            switch (fact.Event)
            {
                case "LeaseTaken":
                    var taker = fact.Body.GetProperty("nurse").GetProperty("personId").GetString()!;
                    if (holder.Length > 0 && holder != taker)
                        yield return new(Broken.HeldByTwo,
                            $"Nurse item {fact.Id}: {taker} was given it at version {fact.Version} while {holder} held it until {until:O}.");
                    (holder, until) = (taker, fact.Instant("until"));
                    break;
                case "LeaseRenewed" or "FindingsRecorded" or "InformationAsked" or "LinesApproved" or "LinesReferred" when fact.Person != holder:
                    yield return new(Broken.HeldByTwo,
                        $"Nurse item {fact.Id}: {fact.Person} recorded {fact.Event} at version {fact.Version} "
                            + $"while {(holder.Length > 0 ? holder : "nobody")} held it.");
                    break;
                case "LeaseRenewed":
                    until = fact.Instant("until");
                    break;
                case "LeaseEnded" when fact.Instant("at") < until:
                    yield return new(Broken.HeldByTwo,
                        $"Nurse item {fact.Id}: the lease of {holder} was ended at {fact.Instant("at"):O}, before its end {until:O}.");
                    holder = "";
                    break;
                case "LeaseReleased" or "LeaseEnded" or "OrderLeft" or "ItemOpened" or "LinesReferred":
                    holder = "";
                    break;
                case "LinesApproved" when !facts.Any(f => f.Version == fact.Version && f.Event == "LeaseRenewed"):
                    holder = "";
                    break;
                default:
                    break;
            }
        }
    }

    private static IEnumerable<Violation> Case(List<Fact> facts)
    {
        var holder = "";
        foreach (var fact in facts)
        {
            switch (fact.Event)
            {
                case "CaseTaken":
                    var taker = fact.Text("physicianId");
                    if (holder.Length > 0 && holder != taker)
                        yield return new(Broken.HeldByTwo, $"Case {fact.Id}: {taker} took it at version {fact.Version} while {holder} had it.");
                    holder = taker;
                    break;
                case "LinesDecided":
                    var signer = fact.Body.GetProperty("attestation").GetProperty("personId").GetString();
                    if (signer != holder)
                        yield return new(Broken.HeldByTwo,
                            $"Case {fact.Id}: {signer} decided it at version {fact.Version} while {(holder.Length > 0 ? holder : "nobody")} had it.");
                    break;
                case "CaseReleased" or "CaseReferred" or "CaseDetermined" or "CaseClosed":
                    holder = "";
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Two people were told, of the same version of a case, that they hold it.</summary>
    private static IEnumerable<Violation> ToldTwice(CampaignRecord record) =>
        from told in record.Told
        where told.Holds
        group told by (told.Service, told.Id, told.Version) into same
        let people = same.Select(t => t.Person).Distinct().ToList()
        where people.Count > 1
        select new Violation(Broken.HeldByTwo,
            $"{same.Key.Service} told {string.Join(" and ", people)} of version {same.Key.Version} of {same.Key.Id} that each holds it.");
}
