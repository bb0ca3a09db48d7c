using System.Globalization;
using UtilizationReview.ClinicalCriteria.Domain;
using static UtilizationReview.Tests.Unit.ClinicalCriteria.AnOrder;

namespace UtilizationReview.Tests.Unit.ClinicalCriteria;

/// <summary>
/// Every leaf with a threshold, just below, at and just above, by hand from the clinical rules. A row names the leaf by its place in the
/// tree (top > … > leaf; a version after @ where versions differ) and the fact; dates stand to a request on 2026-11-23 for 2026-12-07;
/// a count is a number of entries or words.
/// </summary>
public sealed class TheBoundaries
{
    private const string Table = """
        LUM-DISC-2 > GEN-SEV.a | sx.pain | 2.9 no | 3 yes | 3.1 yes
        LUM-DISC-2 > GEN-SEV.b | fx.lost | 1 no | 2 yes | 3 yes
        LUM-DISC-2 > LUM-DISC-2.b > GEN-IMG.c | date | 2026-02-22 no | 2026-02-23 yes | 2026-02-24 yes
        LUM-DISC-2 > LUM-DISC-2.d > GEN-CM.c | cm.weeks | 5.9 no | 6 yes | 6.1 yes
        LUM-DISC-3 > GEN-SEV.a | sx.pain | 2.9 no | 3 yes | 3.1 yes
        LUM-DISC-3 > GEN-SEV.b | fx.lost | 1 no | 2 yes | 3 yes
        LUM-DISC-3 > LUM-DISC-2.b > GEN-IMG.c | date | 2026-02-22 no | 2026-02-23 yes | 2026-02-24 yes
        LUM-DISC-3 > LUM-DISC-2.d > GEN-CM.c | cm.weeks | 5.9 no | 6 yes | 6.1 yes
        LUM-DISC-3 > LUM-DISC-3.c | cm.recurrence_weeks | 5.9 no | 6 yes | 6.1 yes
        LUM-LAM-2 > LUM-LAM-2.a5 | sx.pain | 3.9 no | 4 yes | 4.1 yes
        LUM-LAM-2 > GEN-SEV.b | fx.lost | 1 no | 2 yes | 3 yes
        LUM-LAM-2 > LUM-LAM-2.b > GEN-CM.c | cm.weeks | 5.9 no | 6 yes | 6.1 yes
        LUM-LAM-2 > LUM-LAM-2.c > GEN-IMG.c | date | 2025-11-22 no | 2025-11-23 yes | 2025-11-24 yes
        LUM-LAM-3 > GEN-SEV.a | sx.pain | 2.9 no | 3 yes | 3.1 yes
        LUM-LAM-3 > GEN-SEV.b | fx.lost | 1 no | 2 yes | 3 yes
        LUM-LAM-3 > LUM-LAM-3.b > GEN-IMG.c | date | 2026-02-22 no | 2026-02-23 yes | 2026-02-24 yes
        LUM-LAM-3 > LUM-LAM-3.e > GEN-CM.c | cm.weeks | 5.9 no | 6 yes | 6.1 yes
        LUM-LAM-4 > LUM-LAM-4.c > GEN-CM.c | cm.weeks | 5.9 no | 6 yes | 6.1 yes
        LUM-LAM-4 > LUM-LAM-4.b > GEN-IMG.c | date | 2026-05-22 no | 2026-05-23 yes | 2026-05-24 yes
        LUM-LAM-6 > LUM-LAM-6.a | pt.age | 17 no | 18 yes | 19 yes
        TKA-1 > GEN-SEV.a | sx.pain | 2.9 no | 3 yes | 3.1 yes
        TKA-1 > GEN-SEV.b | fx.lost | 1 no | 2 yes | 3 yes
        TKA-1 > TKA-1.b4 | kl | 2 no | 3 yes | 4 yes
        TKA-1 > TKA-1.b7 | outerbridge | 2 no | 3 yes | 4 yes
        TKA-1 > TKA-1.b8 | date | 2025-11-22 no | 2025-11-23 yes | 2025-11-24 yes
        TKA-1 > GEN-CM.c | cm.weeks | 11.9 no | 12 yes | 12.1 yes
        TKA-1 > GEN-WAIVE.J2 | kl | 3 no | 4 yes | 4 yes
        TKA-1 > GEN-WAIVE.J4 | date | 2025-11-22 no | 2025-11-23 yes | 2025-11-24 yes
        TKA-X > TKA-X.e3 | date | 2026-10-25 no | 2026-10-26 yes | 2026-10-27 yes
        UKA-1 > GEN-SEV.a | sx.pain | 2.9 no | 3 yes | 3.1 yes
        UKA-1 > GEN-SEV.b | fx.lost | 1 no | 2 yes | 3 yes
        UKA-1 > TKA-1.b4 | kl | 2 no | 3 yes | 4 yes
        UKA-1 > TKA-1.b7 | outerbridge | 2 no | 3 yes | 4 yes
        UKA-1 > TKA-1.b8 | date | 2025-11-22 no | 2025-11-23 yes | 2025-11-24 yes
        UKA-1 > GEN-CM.c | cm.weeks | 11.9 no | 12 yes | 12.1 yes
        UKA-1 > GEN-WAIVE.J2 | kl | 3 no | 4 yes | 4 yes
        UKA-1 > GEN-WAIVE.J4 | date | 2025-11-22 no | 2025-11-23 yes | 2025-11-24 yes
        TKA-REV-1 > TKA-REV-1.b2 | knee.revision_symptom_months | 5.9 no | 6 yes | 6.1 yes
        MEN-X > MEN-X.b | kl | 2 no | 3 yes | 4 yes
        MEN-1 > MEN-1.a | sx.injury_date | 2026-08-22 no | 2026-08-23 yes | 2026-08-24 yes
        MEN-1 > MEN.exam | knee.exam | 1 no | 2 yes | 3 yes
        MEN-2 > MEN.exam | knee.exam | 1 no | 2 yes | 3 yes
        MEN-2 > GEN-CM.c | cm.weeks | 12.9 no | 13 yes | 13.1 yes
        MEN-2 > MEN-2.d2 | kl | 1 yes | 2 yes | 3 no
        MEN-2 > MEN-2.d3 | joint_space_kept | 49.9 no | 50 yes | 50.1 yes
        ESI-1 > GEN-SEV.a | sx.pain | 2.9 no | 3 yes | 3.1 yes
        ESI-1 > GEN-SEV.b | fx.lost | 1 no | 2 yes | 3 yes
        ESI-1 > ESI-1.c1 > GEN-CM.c | cm.weeks | 3.9 no | 4 yes | 4.1 yes
        ESI-1 > ESI-1.c4 > GEN-CM.c | cm.weeks | 1.9 no | 2 yes | 2.1 yes
        ESI-1@2022.1 > GEN-IMG.c | date | 2025-11-22 no | 2025-11-23 yes | 2025-11-24 yes
        ESI-1@2023.1 > GEN-IMG.c | date | 2025-05-22 no | 2025-05-23 yes | 2025-05-24 yes
        ESI-1@2026.1 > GEN-IMG.c | date | 2025-05-22 no | 2025-05-23 yes | 2025-05-24 yes
        ESI-1 > ESI.region | order.injection_regions | 0 yes | 1 yes | 2 no
        ESI-1 > ESI.site | order.interlaminar_sites | 0 yes | 1 yes | 2 no
        ESI-1 > ESI.levels1 | order.transforaminal_levels | 0 yes | 1 yes | 2 no
        ESI-1 > ESI.levels3 | order.transforaminal_levels | 1 yes | 2 yes | 3 no
        ESI-2 > ESI-2.a1 | relief_pct | 49.9 no | 50 yes | 50.1 yes
        ESI-2@2022.1 > ESI-2.b | relief_weeks | 2.9 no | 3 yes | 3.1 yes
        ESI-2@2023.1 > ESI-2.b | relief_weeks | 12.9 no | 13 yes | 13.1 yes
        ESI-2@2026.1 > ESI-2.b | relief_weeks | 12.9 no | 13 yes | 13.1 yes
        ESI-2 > GEN-SEV.a | sx.pain | 2.9 no | 3 yes | 3.1 yes
        ESI-2 > GEN-SEV.b | fx.lost | 1 no | 2 yes | 3 yes
        ESI-2 > ESI-3 | px | 2 yes | 3 yes | 4 no
        ESI-2 > ESI-3 | date | 2025-12-06 no | 2025-12-07 no | 2025-12-08 yes
        ESI-2 > ESI.region | order.injection_regions | 0 yes | 1 yes | 2 no
        ESI-2 > ESI.site | order.interlaminar_sites | 0 yes | 1 yes | 2 no
        ESI-2 > ESI.levels1 | order.transforaminal_levels | 0 yes | 1 yes | 2 no
        ESI-2 > ESI.levels3 | order.transforaminal_levels | 1 yes | 2 yes | 3 no
        ESI-4 > ESI-4.a | date | 2026-11-22 yes | 2026-11-23 yes | 2026-11-24 no
        ESI-4 > ESI-4.b | relief_pct | 0 no | 0.1 yes | 1 yes
        ESI-4 > ESI-4.c | px | 0 yes | 1 yes | 2 no
        ESI-4 > ESI-4.c | date | 2025-12-06 no | 2025-12-07 no | 2025-12-08 yes
        ESI-4 > GEN-SEV.a | sx.pain | 2.9 no | 3 yes | 3.1 yes
        ESI-4 > GEN-SEV.b | fx.lost | 1 no | 2 yes | 3 yes
        ESI-4 > ESI.region | order.injection_regions | 0 yes | 1 yes | 2 no
        ESI-4 > ESI.site | order.interlaminar_sites | 0 yes | 1 yes | 2 no
        ESI-4 > ESI.levels1 | order.transforaminal_levels | 0 yes | 1 yes | 2 no
        ESI-4 > ESI.levels3 | order.transforaminal_levels | 1 yes | 2 yes | 3 no
        SNRB-1 > GEN-SEV.a | sx.pain | 2.9 no | 3 yes | 3.1 yes
        SNRB-1 > GEN-SEV.b | fx.lost | 1 no | 2 yes | 3 yes
        SNRB-1 > SNRB-1.d1 | px | 0 yes | 0 yes | 1 no
        SNRB-1 > SNRB-1.d1 | date | 2025-12-06 no | 2025-12-07 no | 2025-12-08 yes
        SNRB-1 > SNRB-1.d3 | px | 0 yes | 1 yes | 2 no
        SNRB-1 > SNRB-1.d3 | date | 2025-12-06 no | 2025-12-07 no | 2025-12-08 yes
        SNRB-1 > SNRB-1.d4 | esi.levels_in_question | 1 no | 2 yes | 3 yes
        SNRB-1 > SNRB-1.e | order.transforaminal_levels | 0 yes | 1 yes | 2 no
        SOC-1 > SOC-1.a1 | pt.asa | 3 no | 4 yes | 5 yes
        SOC-1 > SOC-1.a3 | pt.asa | 2 no | 3 yes | 4 yes
        SOC-1 > SOC-1.b1 | pt.bmi | 49.9 no | 50 yes | 50.1 yes
        SOC-1 > SOC-1.b3 | pt.bmi | 39.9 no | 40 yes | 40.1 yes
        SOC-1 > SOC-1.c | pt.age | 17 yes | 18 no | 19 no
        SOC-3 > SOC-3.a | site.nearest_capable_center_miles | 29.9 no | 30 no | 30.1 yes
        GEN-ADV.bmi | pt.bmi | 39.9 no | 40 yes | 40.1 yes
        GEN-ADV.a1c > GEN-ADV.a1c2 | pt.hba1c | 7.9 no | 8 no | 8.1 yes
        """;

    private static readonly Row[] Rows = [.. Table.Split('\n').Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Select(cells =>
        new Row(cells[0].Split('>', StringSplitOptions.TrimEntries), cells[1], cells[2..]))];

    private static readonly Leaf[] Leaves = [.. Library.All.SelectMany(LeavesOf)];

    [Fact]
    public void Every_leaf_with_a_threshold_has_its_boundaries()
    {
        Leaves.Length.ShouldBeGreaterThan(150);
        foreach (var leaf in Leaves)
            Rows.Count(row => row.Names(leaf)).ShouldBe(1, $"{leaf} needs one row");
    }

    [Fact]
    public void Every_row_names_a_leaf() => Rows.Where(row => !Leaves.Any(row.Names)).Select(row => string.Join(" > ", row.Place) + " " + row.Subject).ShouldBeEmpty();

    [Fact]
    public void Just_below_at_and_just_above_every_threshold_answer_as_the_rules_say()
    {
        var day = Requested.DayNumber;
        var sheet = TheWindows.Sheet(day, Service.DayNumber);
        foreach (var leaf in Leaves)
        {
            foreach (var cell in Rows.Single(row => row.Names(leaf)).Cells)
            {
                var (value, expected) = (cell.Split(' ')[0], cell.Split(' ')[1] == "yes");
                leaf.Test.Judge(Stated(leaf, value, sheet), sheet).ShouldBe(Kleene.Of(expected), $"{leaf} at {value}");
            }
        }
    }

    [Fact]
    public void Unknown_values_answer_unknown_at_every_threshold()
    {
        var sheet = TheWindows.Sheet(Requested.DayNumber, Service.DayNumber);
        foreach (var leaf in Leaves)
            (leaf.Test.Judge(default, sheet), leaf.Test.Judge(FactValue.NotDocumented, sheet)).ShouldBe((Answer.Unknown, Answer.Unknown), leaf.ToString());
    }

    private static FactValue Stated(Leaf leaf, string value, Sheet sheet)
    {
        if (leaf.Test is CountTest count)
        {
            var entries = Enumerable.Range(0, int.Parse(value, CultureInfo.InvariantCulture)).Select(i =>
            {
                var entry = new FactValue[leaf.Test.Subject!.Fields.Count];
                foreach (var filter in count.Where)
                    filter.TryMake(true, sheet, ref entry[filter.Slot]).ShouldBeTrue();
                var date = leaf.Test.Subject.Field("date")!.Index;
                entry[date] = FactValue.OfDay(entry[date].Day - i);
                return entry;
            });
            return FactValue.OfEntries([.. entries]);
        }

        return leaf.Test.Subject!.Type switch
        {
            FactType.Date => FactValue.OfDay(TheWindows.Day(value)),
            FactType.Words => FactValue.OfWords((1UL << int.Parse(value, CultureInfo.InvariantCulture)) - 1),
            _ => FactValue.OfNumber(double.Parse(value, CultureInfo.InvariantCulture)),
        };
    }

    private static IEnumerable<Leaf> LeavesOf(Guideline guideline) =>
        guideline.Exclusions.Concat(guideline.Pathways).Concat(guideline.Advisories.Select(advisory => advisory.When!)).SelectMany(top => Under(top, guideline.Version, [top.Id]));

    private static IEnumerable<Leaf> Under(Criterion node, string version, string[] place)
    {
        if (node.Test is { Threshold.Length: > 0 } test)
            yield return new Leaf(version, place, test);
        if (node.Test is CountTest count)
        {
            foreach (var filter in count.Where.Where(filter => filter.Threshold.Length > 0))
                yield return new Leaf(version, place, filter);
        }

        foreach (var leaf in node.Children.SelectMany(child => Under(child, version, [.. place, child.Id])))
            yield return leaf;
    }

    private sealed record Leaf(string Version, string[] Place, LeafTest Test)
    {
        public override string ToString() => $"{string.Join(" > ", Place)} | {Test.Subject!.Name} {Test.Threshold} (version {Version})";
    }

    private sealed record Row(string[] Place, string Subject, string[] Cells)
    {
        public bool Names(Leaf leaf)
        {
            var top = Place[0].Split('@');
            if (Subject != leaf.Test.Subject!.Name || top[0] != leaf.Place[0] || (top.Length > 1 && top[1] != leaf.Version) || Place[^1].Split('@')[0] != leaf.Place[^1])
                return false;
            return Place.Skip(1).All(leaf.Place.Contains);
        }
    }
}
