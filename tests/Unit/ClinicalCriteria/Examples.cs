using UtilizationReview.ClinicalCriteria.Domain;
using static UtilizationReview.Tests.Unit.ClinicalCriteria.AnOrder;

namespace UtilizationReview.Tests.Unit.ClinicalCriteria;

/// <summary>Facts that make a pathway met: the smallest complete orders, also the pattern for order files and journeys.</summary>
/// <param name="Pathway">Pathway that is to decide.</param>
/// <param name="Line">The line.</param>
/// <param name="Facts">What is stated.</param>
/// <param name="ByRules">Whether the evidence allows an approval by rules with a plan that adopted the analog criteria.</param>
internal sealed record Example(string Pathway, OrderLine Line, FactStatement[] Facts, bool ByRules)
{
    private static readonly (string, object)[] SixWeeksOfCare =
    [
        ("cm.weeks", 8), ("cm.pt", "clinic"), ("cm.other", "nsaid_analgesic"), ("cm.current_episode", true), ("cm.result", "no_significant_change"),
    ];

    private static readonly (string, object)[] Knee = [("sx.pain", 6), ("fx.lost", 3), ("px", Array.Empty<(string, object)[]>()), ("knee.contraindications", Array.Empty<string>())];
    private static readonly (string, object)[] Conservative12 = [.. SixWeeksOfCare.Skip(1), ("cm.weeks", 14)];
    private static readonly (string, object)[] Tear = Entry(("modality", "mri"), ("findings", "meniscal_tear"), ("side", "right"), ("date", "2026-10-20"));

    private static readonly (string, object)[] Injection =
    [
        ("esi.contraindications", Array.Empty<string>()), ("sx.pattern", "radicular"), ("esi.structural_cause", true), ("sx.pain", 6), ("fx.lost", 3), ("esi.contrast_guidance", true),
    ];

    private static readonly (string, object)[] LastInjection = Entry(("kind", "epidural_injection"), ("region", "lumbosacral"), ("date", "2026-06-01"),
        ("relief_pct", 60), ("relief_weeks", 16), ("function_improved", true));

    public static readonly Example Discectomy = new("LUM-DISC-2", Asking("63030", Side.Left, levels: "L4-L5"), Stated(
        [.. SixWeeksOfCare, ("sx.pattern", "radicular"), ("sx.pain", 7), ("fx.lost", 3), ("sx.other_sources_excluded", true), ("lum.operated_here", false), ("im", Spine("root_compression"))]), true);

    public static readonly Example FirstInjection = new("ESI-1", Asking("62323"), Stated(
        [.. Injection, .. SixWeeksOfCare, ("esi.first_in_region", true), ("im", Spine("root_compression"))]), true);

    public static readonly Example[] All =
    [
        new("LUM-DISC-1", Asking("63030", Side.Left, levels: "L4-L5"), Stated(("ne.cauda_equina", true)), true),
        Discectomy,
        new("LUM-DISC-3", Asking("63042", Side.Left, levels: "L4-L5"), Discectomy.Facts.With(
            ("lum.operated_here", true), ("cm.recurrence_weeks", 7), ("px", Entry(("kind", "discectomy"), ("levels", "L4-L5"), ("date", "2025-01-10")))), true),
        new("LUM-LAM-1", Asking("63047", levels: "L4"), Stated(("ne.conus", true)), true),
        new("LUM-LAM-2", Asking("63047", levels: "L4"), Stated(
            [.. SixWeeksOfCare, ("sx.pattern", "neurogenic_claudication"), ("fx.lost", 3), ("im", Spine("stenosis"))]), true),
        new("LUM-LAM-3", Asking("63005", levels: "L4"), Stated(
            [.. SixWeeksOfCare, ("sx.pattern", "radicular"), ("sx.pain", 6), ("fx.lost", 3), ("im", Spine("central_herniation_bilateral")), ("lum.laminotomy_riskier", true), ("sx.other_sources_excluded", true)]), true),
        new("LUM-LAM-4", Asking("63047", levels: "L4"), Stated([.. SixWeeksOfCare, ("sx.pattern", "radicular"), ("im", Spine("synovial_cyst"))]), true),
        new("LUM-LAM-5", Asking("63267", levels: "L4"), Stated(("im", Spine("tumour"))), true),
        new("LUM-LAM-6", Asking("63200", levels: "L3"), Stated(("pt.age", 25), ("ne.bladder_urodynamics", true), ("im", Entry(("findings", "conus_below_l2"), ("reader", "independent_radiologist"), ("correlates", true)))), true),
        new("LUM-LAM-7", Asking("63185"), Stated(("ne.spasticity", true)), true),
        new("TKA-1", Asking("27447", Side.Right), Stated([.. Knee, .. Conservative12, ("im", Films(3))]), true),
        new("TKA-2", Asking("27447", Side.Right), Stated([.. Knee, ("knee.indication", "tumour")]), false),
        new("UKA-1", Asking("27446", Side.Right), Stated(
            [.. Knee, ("im", Films(4)), ("knee.one_compartment", true), ("knee.acl_intact", true), ("knee.deformity_correctable", true), ("knee.patellofemoral_degeneration", false)]), false),
        new("TKA-REV-1", Asking("27487", Side.Right), Stated(("knee.revision_reasons", "loosening")), false),
        new("MEN-1", Asking("29881", Side.Right), Stated(
            ("sx.injury_date", "2026-10-01"), ("sx.mechanical", "locking"), ("knee.exam", new[] { "effusion", "mcmurray" }), ("im", Tear)), true),
        new("MEN-2", Asking("29881", Side.Right), Stated([.. Conservative12, ("sx.mechanical", Array.Empty<string>()), ("knee.exam", new[] { "effusion", "mcmurray" }), ("im", new[]
        {
            Tear, Entry(("modality", "weight_bearing_radiograph"), ("kl", 2), ("joint_space_kept", 60), ("side", "right"), ("date", "2026-10-20")),
        })]), true),
        FirstInjection,
        new("ESI-2", Asking("62323"), Stated([.. Injection, ("esi.first_in_region", false), ("sx.returned", true), ("px", LastInjection)]), false),
        new("ESI-4", Asking("64483", Side.Left, levels: "L5"), Stated([.. Injection, ("esi.first_in_region", false), ("esi.approach_changed", true),
            ("px", Entry(("kind", "epidural_injection"), ("region", "lumbosacral"), ("date", "2026-11-20"), ("relief_pct", 30), ("relief_weeks", 1), ("function_improved", false)))]), false),
        new("SNRB-1", Asking("64483", Side.Left, levels: "L5"), Stated([.. Injection, ("esi.diagnostic_only", true), ("px", Array.Empty<(string, object)[]>())]), false),
    ];

    public override string ToString() => Pathway;

    public static (string, object)[] Spine(string finding, string date = "2026-10-01") => Entry(("modality", "mri"), ("date", date), ("reader", "independent_radiologist"),
        ("correlates", true), ("findings", finding), ("levels", new[] { "L4-L5", "L4", "L3" }));

    private static (string, object)[] Films(int grade) =>
        Entry(("modality", "weight_bearing_radiograph"), ("kl", grade), ("side", "right"), ("date", "2026-09-01"));
}
