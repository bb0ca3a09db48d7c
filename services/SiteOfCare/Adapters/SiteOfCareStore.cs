using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using UtilizationReview.Platform.Desks;
using UtilizationReview.SiteOfCare.Domain;

namespace UtilizationReview.SiteOfCare.Adapters;

/// <summary>Reads the directory; writing goes through the desk only.</summary>
internal sealed class SiteOfCareStore(
    IDbContextFactory<SiteOfCareContext> contexts, Desk<SiteOfCareContext, FacilityRow, Facility, SaveFacility, FacilitySaved> desk)
{
    private static readonly int[] Alternatives = [(int)Place.Office, (int)Place.AmbulatorySurgeryCenter];

    /// <summary>How the desk of the directory is composed. Nobody outside is told of a save: callers ask when they need to know.</summary>
    public static DeskRules<FacilityRow, Facility, SaveFacility, FacilitySaved> Rules { get; } = new()
    {
        Decide = (facility, command, _) => FacilityDirectory.Decide(facility, command),
        Evolve = FacilityDirectory.Evolve,
        Index = (facility, row) =>
            (row.NameLower, row.PlaceOfService, row.UsState) = (facility.Name.ToLowerInvariant(), (int)facility.Place, facility.State),
        Tell = (_, _, _) => [],
        Json = new JsonSerializerOptions(JsonSerializerDefaults.Web),
    };

    public async Task<Facility?> FindAsync(string facilityId, CancellationToken ct) =>
        await desk.ReadAsync(facilityId, ct) is { } found ? found.State with { Version = found.Version } : null;

    /// <summary>By name, any case; each condition that is empty or unset is none.</summary>
    public async Task<IReadOnlyList<Facility>> SearchAsync(string nameContains, Place place, string state, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var (part, code) = (nameContains.ToLowerInvariant(), (int)place);
        var rows = context.Facilities.AsNoTracking();
        if (part.Length > 0) rows = rows.Where(row => row.NameLower.Contains(part));
        if (place is not Place.NotGiven) rows = rows.Where(row => row.PlaceOfService == code);
        if (state.Length > 0) rows = rows.Where(row => row.UsState == state);
        return Folded(await rows.OrderBy(row => row.NameLower).ThenBy(row => row.Id).ToListAsync(ct));
    }

    /// <summary>Every surgery center and office.</summary>
    public async Task<IReadOnlyList<Facility>> AlternativesAsync(CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        return Folded(await context.Facilities.AsNoTracking().Where(row => Alternatives.Contains(row.PlaceOfService)).ToListAsync(ct));
    }

    private IReadOnlyList<Facility> Folded(List<FacilityRow> rows) => [.. rows.Select(row => desk.Fold(row) with { Version = row.Version })];
}
