using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.Intake.Adapters;

/// <summary>The database of intake: orders, drafts, the directory of members and practices, and the decided cases that figures are counted
/// from.</summary>
internal sealed class IntakeContext(DbContextOptions<IntakeContext> options) : ServiceContext(options)
{
    public DbSet<OrderRow> Orders => Set<OrderRow>();
    public DbSet<DraftRow> Drafts => Set<DraftRow>();
    public DbSet<MemberRow> Members => Set<MemberRow>();
    public DbSet<PracticeRow> Practices => Set<PracticeRow>();
    public DbSet<DecidedCaseRow> DecidedCases => Set<DecidedCaseRow>();
    public DbSet<DecidedServiceRow> DecidedServices => Set<DecidedServiceRow>();

    protected override void Map(ModelBuilder model)
    {
        model.Entity<OrderRow>(row =>
        {
            row.ToTable("orders");
            row.HasIndex(r => r.WakeAt);
            row.HasIndex(r => new { r.ReceivedAt, r.Id });
            row.HasIndex(r => new { r.PracticeId, r.ReceivedAt });
            row.HasIndex(r => new { r.MemberId, r.DateOfService });
            row.HasIndex(r => r.OrderNumber).IsUnique();
            row.HasIndex(r => r.LinkedFrom);
            row.HasIndex(r => new { r.Status, r.ReceivedAt });
        });
        model.Entity<DraftRow>(row =>
        {
            row.ToTable("drafts");
            row.HasIndex(r => r.PracticeId);
        });
        model.Entity<MemberRow>(row => row.ToTable("members"));
        model.Entity<PracticeRow>(row => row.ToTable("practices"));
        DecidedCaseRow.Map(model);
    }
}

/// <summary>One order; its id is the tracking number.</summary>
internal sealed class OrderRow : TimedRow
{
    /// <summary>The authorization number, null until something is approved.</summary>
    [MaxLength(32)]
    public string? OrderNumber { get; set; }

    /// <summary>Status people see, by name.</summary>
    [MaxLength(32)]
    public string Status { get; set; } = "";

    [MaxLength(64)]
    public string PlanId { get; set; } = "";

    [MaxLength(64)]
    public string PracticeId { get; set; } = "";

    [MaxLength(64)]
    public string MemberId { get; set; } = "";

    public DateOnly DateOfService { get; set; }
    public DateTimeOffset ReceivedAt { get; set; }
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>The earlier order this one was opened for.</summary>
    [MaxLength(32)]
    public string? LinkedFrom { get; set; }
}

/// <summary>One draft.</summary>
internal sealed class DraftRow : AggregateRow
{
    [MaxLength(64)]
    public string PracticeId { get; set; } = "";

    [MaxLength(64)]
    public string PlanId { get; set; } = "";

    /// <summary>False once submitted or discarded.</summary>
    public bool Open { get; set; }
}

/// <summary>One member of a plan; its id is the member id.</summary>
internal sealed class MemberRow : AggregateRow;

/// <summary>One practice; its id is the practice id.</summary>
internal sealed class PracticeRow : AggregateRow;
