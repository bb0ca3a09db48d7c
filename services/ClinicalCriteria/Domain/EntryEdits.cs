namespace UtilizationReview.ClinicalCriteria.Domain;

/// <summary>Adds, completes or takes away an entry so that an entry node is met or not met.</summary>
internal static class EntryEdits
{
    public static bool TryMake(Criterion node, bool met, Sheet sheet)
    {
        if (node.List!.Supply != FactSupply.Asked)
            return false;
        ref var list = ref sheet.Values[node.ListSlot];
        var entries = list.Kind == FactKind.Entries ? list.Entries : [];
        if (!met)
        {
            list = FactValue.OfEntries([.. entries.Where(entry => !Speaks(node, sheet, entry))]);
            return true;
        }

        var picked = list.Kind == FactKind.Entries ? Judge.PickEntry(node, sheet) : null;
        foreach (var start in (FactValue[]?[])[picked, null])
        {
            var made = start is null ? new FactValue[node.List.Fields.Count] : (FactValue[])start.Clone();
            if (!node.Among.All(test => test.TryMake(true, sheet, ref made[test.Slot])) || !Fill(node.Nodes[0], met: true, sheet, made))
                continue;
            if (node.Combination == Combination.Latest && made[node.LatestBy].Kind != FactKind.Date)
                made[node.LatestBy] = FactValue.OfDay(Math.Min(sheet.RequestDay, sheet.ServiceDay));
            list = FactValue.OfEntries(node.Combination == Combination.Latest && start is not null
                ? [.. entries.Select(entry => entry == start ? made : entry)]
                : [.. entries, made]);
            return true;
        }

        return false;
    }

    private static bool Speaks(Criterion node, Sheet sheet, FactValue[] entry) => node.Combination == Combination.Latest
        ? node.Among.All(test => test.Judge(sheet, entry) != Answer.NotMet)
        : Judge.Node(node.Nodes[0], sheet, entry, new byte[node.End]).Answer != Answer.NotMet;

    private static bool Fill(Criterion node, bool met, Sheet sheet, FactValue[] entry)
    {
        if (Judge.Node(node, sheet, entry, new byte[node.End]).Answer == Kleene.Of(met))
            return true;
        return node.Combination switch
        {
            Combination.Leaf => node.Test!.OnEntry && node.Test.TryMake(met, sheet, ref entry[node.Test.Slot]),
            Combination.Not => Fill(node.Nodes[0], !met, sheet, entry),
            Combination.All => met
                ? Array.TrueForAll(node.Nodes, child => Fill(child, met, sheet, entry))
                : Array.Exists(node.Nodes, child => Fill(child, met, sheet, entry)),
            _ => met
                ? Array.Exists(node.Nodes, child => Fill(child, met, sheet, entry))
                : Array.TrueForAll(node.Nodes, child => Fill(child, met, sheet, entry)),
        };
    }
}
