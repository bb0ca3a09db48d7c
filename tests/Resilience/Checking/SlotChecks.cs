namespace UtilizationReview.Tests.Resilience.Checking;

/// <summary>No half hour of a physician belongs to two talks, in the table now and in history at any moment.</summary>
internal static class SlotChecks
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(30);

    private sealed record Cell(string Physician, DateTimeOffset Start);

    private sealed record Stay(Cell Cell, string Talk, string CaseId, DateTimeOffset From, DateTimeOffset To);

    public static IEnumerable<Violation> Find(CampaignRecord record)
    {
        foreach (var twice in record.Reservations.GroupBy(r => (r.Physician, r.Start)).Where(g => g.Count() > 1))
        {
            yield return new(Broken.SlotTwice,
                $"{twice.Key.Physician} is reserved at {twice.Key.Start:O} by {string.Join(" and ", twice.Select(r => r.CaseId))}.");
        }
        var stays = record.Of(Known.PeerToPeer).History.Where(f => f.Aggregate == Known.Cases).GroupBy(f => f.Id)
            .SelectMany(g => Stays(g.Key, [.. g.OrderBy(f => f.Version).ThenBy(f => f.Seq)])).ToList();
        foreach (var cell in stays.GroupBy(s => s.Cell))
        {
            var sorted = cell.OrderBy(s => s.From).ToList();
            for (var i = 1; i < sorted.Count; i++)
            {
                if (sorted[i].From < sorted[i - 1].To && sorted[i].Talk != sorted[i - 1].Talk)
                {
                    yield return new(Broken.SlotTwice,
                        $"{cell.Key.Physician} at {cell.Key.Start:O} was held by {sorted[i - 1].Talk} until "
                            + $"{sorted[i - 1].To:O} and by {sorted[i].Talk} from {sorted[i].From:O}.");
                }
            }
        }
        var open = stays.Where(s => s.To == DateTimeOffset.MaxValue)
            .Select(s => new Reservation(s.Cell.Physician, s.Cell.Start, s.CaseId)).ToHashSet();
        foreach (var without in open.Except(record.Reservations))
            yield return new(Broken.SlotTwice,
                $"A talk of {without.CaseId} holds {without.Physician} at {without.Start:O}, and no reservation protects it.");
        foreach (var stray in record.Reservations.Except(open))
            yield return new(Broken.SlotTwice, $"A reservation of {stray.CaseId} holds {stray.Physician} at {stray.Start:O}, and no talk uses it.");
    }

    /// <summary>When each talk of a case held which half hours.</summary>
    private static IEnumerable<Stay> Stays(string caseId, IReadOnlyList<Fact> facts)
    {
        var held = new Dictionary<string, (IReadOnlyList<Cell> Cells, DateTimeOffset From)>();
        foreach (var fact in facts)
        {
            if (Cells(fact) is not { } cells) continue;
            var talk = fact.Text("talkId");
            if (held.Remove(talk, out var before))
            {
                foreach (var cell in before.Cells) yield return new(cell, talk, caseId, before.From, fact.At);
            }
            if (cells.Count > 0) held[talk] = (cells, fact.At);
        }
        foreach (var (talk, (cells, from)) in held)
        {
            foreach (var cell in cells) yield return new(cell, talk, caseId, from, DateTimeOffset.MaxValue);
        }
    }

    /// <summary>The half hours a talk holds after the fact; null when the fact leaves them as they are.</summary>
    private static IReadOnlyList<Cell>? Cells(Fact fact) => fact.Event switch
    {
        "TalkBooked" or "TalkMoved" => [new(fact.Body.GetProperty("slot").GetProperty("physicianId").GetString()!,
            fact.Body.GetProperty("slot").GetProperty("start").GetDateTimeOffset())],
        "PhysicianReserved" => [.. Touched(fact.Instant("at")).Select(start => new Cell(fact.Text("physicianId"), start))],
        "ConnectionPassed" or "SlotsOffered" or "NoSlotFits" or "TalkHeld" or "TalkMissed" or "TalkCalledOff" => [],
        _ => null,
    };

    private static IEnumerable<DateTimeOffset> Touched(DateTimeOffset at)
    {
        var first = new DateTimeOffset(at.UtcTicks - (at.UtcTicks % Length.Ticks), TimeSpan.Zero);
        yield return first;
        if (first != at) yield return first + Length;
    }
}
