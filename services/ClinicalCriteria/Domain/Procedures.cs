namespace UtilizationReview.ClinicalCriteria.Domain;

internal enum CareProgram : byte
{
    Spine,
    Joint,
    Pain,
}

/// <summary>Which kind of level a line names.</summary>
internal enum LevelRule : byte
{
    None,
    Interspace,
    Segment,
    Either,
}

/// <summary>One code of the catalogue, described in our own words.</summary>
internal sealed record Procedure
{
    public required string Code { get; init; }

    public required string Description { get; init; }

    public required CareProgram Program { get; init; }

    /// <summary>What one unit is: interspace, segment, session, level, joint …</summary>
    public required string Unit { get; init; }

    /// <summary>Spinal region; empty for joints.</summary>
    public string Region { get; init; } = "";

    /// <summary>The upper of the two regions that injections are counted in: neck and thoracic, or lumbar and sacral (clinical rules §2).</summary>
    public bool IsUpperSpine => Region is "cervical" or "thoracic" or "cervicothoracic";

    /// <summary>Codes it may stand beside; empty unless it is an add-on.</summary>
    public IReadOnlyList<string> Primaries { get; init; } = [];

    public bool AddOn => Primaries.Count > 0;

    public bool SideRequired { get; init; }

    public LevelRule Levels { get; init; }

    public bool LevelsRequired { get; init; }

    public bool SiteOfCareScope { get; init; }

    public int MaxUnits { get; init; } = 1;

    /// <summary>Guideline that judges it; empty where none is shipped.</summary>
    public string Guideline { get; init; } = "";

    /// <summary>
    /// Kind of spinal injection: interlaminar, transforaminal, facet, neurotomy, sacroiliac or sympathetic; empty for everything else.
    /// </summary>
    public string Approach { get; init; } = "";

    /// <summary>Fewest and most levels a banded code names; null where the code is not banded.</summary>
    public (int Fewest, int Most)? Segments { get; init; }

    /// <summary>First date of service it is reviewed for; null: always.</summary>
    public DateOnly? ReviewedFrom { get; init; }

    /// <summary>Optional module a plan buys for it to be reviewed; empty: part of the program.</summary>
    public string Module { get; init; } = "";
}

/// <summary>The catalogue of codes.</summary>
internal sealed class ProcedureCatalogue(IReadOnlyList<Procedure> procedures)
{
    private readonly Dictionary<string, Procedure> _byCode = procedures.ToDictionary(procedure => procedure.Code, StringComparer.Ordinal);

    public IReadOnlyList<Procedure> All { get; } = procedures;

    public Procedure? Find(string code) => _byCode.GetValueOrDefault(code);
}
