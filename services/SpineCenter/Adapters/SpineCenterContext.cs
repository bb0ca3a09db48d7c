using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using UtilizationReview.Platform.Storage;
using UtilizationReview.SpineCenter.Domain;

namespace UtilizationReview.SpineCenter.Adapters;

/// <summary>A center as stored, with the columns it is searched by.</summary>
internal sealed class CenterRow : AggregateRow
{
    /// <summary>The name in lower case.</summary>
    [MaxLength(200)]
    public string NameLower { get; set; } = "";

    /// <summary>Two-letter state (the column <c>state</c> is the record's JSON).</summary>
    [MaxLength(2)]
    public string UsState { get; set; } = "";
}

/// <summary>An evaluation as stored, with the columns it is searched by.</summary>
internal sealed class EvaluationRow : AggregateRow
{
    [MaxLength(64)]
    public string MemberId { get; set; } = "";

    [MaxLength(64)]
    public string PlanId { get; set; } = "";

    /// <summary>Last day within the access standard.</summary>
    public DateOnly DueOn { get; set; }

    /// <summary>Null: has not taken place.</summary>
    public DateOnly? EvaluatedOn { get; set; }
}

/// <summary>A visit order as stored, with the columns it is searched by; its id is the visit number.</summary>
internal sealed class VisitRow : AggregateRow
{
    [MaxLength(64)]
    public string PlanId { get; set; } = "";

    [MaxLength(64)]
    public string PracticeId { get; set; } = "";

    public VisitStatus Status { get; set; }
    public DateOnly VisitOn { get; set; }
}

/// <summary>The database of the spine centers.</summary>
internal sealed class SpineCenterContext(DbContextOptions<SpineCenterContext> options) : ServiceContext(options)
{
    public DbSet<CenterRow> Centers => Set<CenterRow>();
    public DbSet<EvaluationRow> Evaluations => Set<EvaluationRow>();
    public DbSet<VisitRow> Visits => Set<VisitRow>();

    protected override void Map(ModelBuilder model)
    {
        model.Entity<CenterRow>(row => row.ToTable("centers"));
        model.Entity<EvaluationRow>(row =>
        {
            row.ToTable("evaluations");
            row.HasIndex(r => r.MemberId);
            row.HasIndex(r => new { r.PlanId, r.DueOn });
        });
        model.Entity<VisitRow>(row =>
        {
            row.ToTable("visits");
            row.HasIndex(r => new { r.Status, r.VisitOn });
        });
    }
}
