namespace UtilizationReview.ClinicalCriteria.Domain;

/// <summary>Walks a compiled tree over a sheet of facts. Allocates nothing; every node's verdict lands at its number.</summary>
internal static class Judge
{
    /// <summary>Judges the subtree and fills the verdicts of all its nodes.</summary>
    public static Verdict Node(Criterion node, Sheet sheet, FactValue[]? entry, Span<byte> verdicts)
    {
        var verdict = node.Combination switch
        {
            Combination.Leaf => Leaf(node, sheet, entry),
            Combination.All => All(node, sheet, entry, verdicts),
            Combination.Any => Any(node, sheet, entry, verdicts),
            Combination.Waivable => Waivable(node, sheet, entry, verdicts),
            Combination.AtLeast => AtLeast(node, sheet, entry, verdicts),
            // The absence of a contraindication needs no evidence of its own to carry an approval.
            Combination.Not => new Verdict(Kleene.Not(Node(node.Nodes[0], sheet, entry, verdicts).Answer), carries: true),
            Combination.Exists => Exists(node, sheet, verdicts),
            _ => Latest(node, sheet, verdicts),
        };
        verdicts[node.Index] = verdict.Bits;
        return verdict;
    }

    /// <summary>Rule of thumb for automation (clinical rules §0.2): P, N and S carry; A where the plan adopted it; G and D never.</summary>
    public static bool Carries(Evidence evidence, Sheet sheet) =>
        evidence is Evidence.ProgramPage or Evidence.PlanNotice or Evidence.Secondary || (evidence == Evidence.Analog && sheet.AnalogCarries);

    /// <summary>The one entry a Latest node looks at; null with <paramref name="answer"/> telling why.</summary>
    public static FactValue[]? PickLatest(Criterion node, Sheet sheet, out Answer answer)
    {
        answer = Answer.Unknown;
        var list = sheet.Values[node.ListSlot];
        if (list.Kind != FactKind.Entries)
            return null;
        FactValue[]? latest = null;
        foreach (var entry in list.Entries)
        {
            var among = Answer.Met;
            foreach (var test in node.Among)
                among = Kleene.And(among, test.Judge(sheet, entry));
            if (among == Answer.NotMet)
                continue;
            if (among == Answer.Unknown || entry[node.LatestBy].Kind != FactKind.Date)
                return null;
            if (latest is null || entry[node.LatestBy].Day > latest[node.LatestBy].Day)
                latest = entry;
        }

        answer = latest is null ? Answer.NotMet : Answer.Met;
        return latest;
    }

    /// <summary>The entry an entry node looks at: the latest, or the one that comes closest; null when there is none.</summary>
    public static FactValue[]? PickEntry(Criterion node, Sheet sheet)
    {
        if (node.Combination == Combination.Latest)
            return PickLatest(node, sheet, out _);
        var child = node.Nodes[0];
        var verdicts = new byte[child.End];
        FactValue[]? best = null;
        var bestRank = -1;
        foreach (var entry in sheet.Values[node.ListSlot].Entries)
        {
            var rank = Rank(Node(child, sheet, entry, verdicts), verdicts.AsSpan(child.Index));
            if (rank > bestRank)
                (best, bestRank) = (entry, rank);
        }

        return best;
    }

    private static Verdict Leaf(Criterion node, Sheet sheet, FactValue[]? entry) =>
        new(node.Test!.Judge(sheet, entry), Carries(node.Evidence, sheet));

    private static Verdict All(Criterion node, Sheet sheet, FactValue[]? entry, Span<byte> verdicts)
    {
        var (answer, carries) = (Answer.Met, true);
        foreach (var child in node.Nodes)
        {
            var verdict = Node(child, sheet, entry, verdicts);
            answer = Kleene.And(answer, verdict.Answer);
            carries &= verdict.Carries;
        }

        return new Verdict(answer, carries);
    }

    private static Verdict Any(Criterion node, Sheet sheet, FactValue[]? entry, Span<byte> verdicts)
    {
        var (answer, carries) = (Answer.NotMet, false);
        foreach (var child in node.Nodes)
        {
            if ((child.CodeMask & sheet.CodeBit) == 0)
                continue;
            var verdict = Node(child, sheet, entry, verdicts);
            answer = Kleene.Or(answer, verdict.Answer);
            carries |= verdict.Carries;
        }

        return new Verdict(answer, carries);
    }

    private static Verdict Waivable(Criterion node, Sheet sheet, FactValue[]? entry, Span<byte> verdicts)
    {
        var own = Node(node.Nodes[0], sheet, entry, verdicts);
        var waiver = Node(node.Nodes[1], sheet, entry, verdicts);
        return own.Answer == Answer.Met && (own.Carries || !waiver.Carries)
            ? own
            : new Verdict(Kleene.Or(own.Answer, waiver.Answer), waiver.Carries, waiver.Answer == Answer.Met && own.Answer != Answer.Met);
    }

    private static Verdict AtLeast(Criterion node, Sheet sheet, FactValue[]? entry, Span<byte> verdicts)
    {
        var (met, unknown, carrying) = (0, 0, 0);
        foreach (var child in node.Nodes)
        {
            var verdict = Node(child, sheet, entry, verdicts);
            met += verdict.Answer == Answer.Met ? 1 : 0;
            unknown += verdict.Answer == Answer.Unknown ? 1 : 0;
            carrying += verdict.Carries ? 1 : 0;
        }

        return new Verdict(Kleene.AtLeast(node.Needed, met, unknown), carrying >= node.Needed);
    }

    private static Verdict Exists(Criterion node, Sheet sheet, Span<byte> verdicts)
    {
        var list = sheet.Values[node.ListSlot];
        if (list.Kind != FactKind.Entries)
            return Nothing(node, Answer.Unknown, verdicts);
        var entries = list.Entries;
        if (entries.Length == 0)
            return Nothing(node, Answer.NotMet, verdicts);

        var child = node.Nodes[0];
        var length = child.End - child.Index;
        Span<byte> best = stackalloc byte[length];
        var (bestVerdict, bestRank) = (default(Verdict), -1);
        foreach (var entry in entries)
        {
            var verdict = Node(child, sheet, entry, verdicts);
            var rank = Rank(verdict, verdicts.Slice(child.Index, length));
            if (rank <= bestRank)
                continue;
            (bestVerdict, bestRank) = (verdict, rank);
            verdicts.Slice(child.Index, length).CopyTo(best);
        }

        best.CopyTo(verdicts.Slice(child.Index, length));
        return bestVerdict;
    }

    private static Verdict Latest(Criterion node, Sheet sheet, Span<byte> verdicts) =>
        PickLatest(node, sheet, out var answer) is { } entry ? Node(node.Nodes[0], sheet, entry, verdicts) : Nothing(node, answer, verdicts);

    /// <summary>
    /// Of several studies the one that comes closest is shown. Where the whole is not met, what is met counts most and what is unknown nothing: a
    /// study of another kind, on which most is unknown, is not closer than the right one that misses by a little.
    /// </summary>
    private static int Rank(Verdict verdict, Span<byte> verdicts)
    {
        var rank = (int)verdict.Answer * 4096 + (verdict.Carries ? 2048 : 0);
        foreach (var bits in verdicts)
        {
            var answer = new Verdict(bits).Answer;
            rank += verdict.Answer != Answer.NotMet ? (int)answer : answer switch { Answer.Met => 4, Answer.NotMet => 1, _ => 0 };
        }

        return rank;
    }

    private static Verdict Nothing(Criterion node, Answer answer, Span<byte> verdicts)
    {
        verdicts[node.Index..node.End].Fill(new Verdict(answer).Bits);
        return new Verdict(answer);
    }
}
