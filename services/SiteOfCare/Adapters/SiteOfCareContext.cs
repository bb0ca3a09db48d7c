using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.SiteOfCare.Adapters;

/// <summary>A facility as stored, with the columns it is searched by.</summary>
internal sealed class FacilityRow : AggregateRow
{
    /// <summary>The name in lower case.</summary>
    [MaxLength(200)]
    public string NameLower { get; set; } = "";

    /// <summary>CMS place-of-service code.</summary>
    public int PlaceOfService { get; set; }

    /// <summary>Two-letter state (the column <c>state</c> is the record's JSON).</summary>
    [MaxLength(2)]
    public string UsState { get; set; } = "";
}

/// <summary>The database of the facility directory.</summary>
internal sealed class SiteOfCareContext(DbContextOptions<SiteOfCareContext> options) : ServiceContext(options)
{
    public DbSet<FacilityRow> Facilities => Set<FacilityRow>();

    protected override void Map(ModelBuilder model) => model.Entity<FacilityRow>(row =>
    {
        row.ToTable("facilities");
        row.HasIndex(r => r.PlaceOfService);
    });
}
