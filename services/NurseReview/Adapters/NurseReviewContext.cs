using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using UtilizationReview.NurseReview.Domain;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.NurseReview.Adapters;

/// <summary>An item as stored, with the columns the queue is read by. <see cref="TimedRow.WakeAt"/> is the end of the lease.</summary>
internal sealed class NurseItemRow : TimedRow
{
    /// <summary>Empty while the item is only expected.</summary>
    [MaxLength(100)]
    public string PlanId { get; set; } = "";

    public ItemStage Stage { get; set; }
    public DateTimeOffset DueAt { get; set; }

    /// <summary>Programs of the item as bits: spine 1, joint 2, pain 4.</summary>
    public int Programs { get; set; }

    /// <summary>Person who holds the lease; empty when nobody does.</summary>
    [MaxLength(100)]
    public string Holder { get; set; } = "";

    /// <summary>Two-letter state of the member: the licence the case needs.</summary>
    [MaxLength(20)]
    public string MemberState { get; set; } = "";

    /// <summary>Skills the case needs as bits: the places in <see cref="Pools.Skills"/>.</summary>
    public int Skills { get; set; }

    /// <summary>Nurse who finished it; empty when nobody did.</summary>
    [MaxLength(100)]
    public string DoneBy { get; set; } = "";

    public DateTimeOffset? DoneAt { get; set; }
}

/// <summary>What a nurse may work on; the id is her person id.</summary>
internal sealed class NurseProfileRow : AggregateRow
{
    [MaxLength(200)]
    public string Name { get; set; } = "";
}

/// <summary>The database of the nurse queue.</summary>
internal sealed class NurseReviewContext(DbContextOptions<NurseReviewContext> options) : ServiceContext(options)
{
    public DbSet<NurseItemRow> Items => Set<NurseItemRow>();
    public DbSet<NurseProfileRow> Nurses => Set<NurseProfileRow>();

    protected override void Map(ModelBuilder model)
    {
        model.Entity<NurseProfileRow>().ToTable("nurse_profiles");
        model.Entity<NurseItemRow>(row =>
        {
            row.ToTable("nurse_items");
            row.Property(r => r.MemberState).HasDefaultValue("");
            row.Property(r => r.Skills).HasDefaultValue(0);
            row.Property(r => r.DoneBy).HasDefaultValue("");
            row.HasIndex(r => new { r.Stage, r.DueAt, r.Id });
            row.HasIndex(r => r.WakeAt).HasFilter("wake_at IS NOT NULL");
            // What is claimed next: a caller reads the head of each of the caller's plans, however much waits in others. State and skills
            // stand behind the order, so that what is not in a nurse's pool is passed over inside the index.
            row.HasIndex(r => new { r.PlanId, r.DueAt, r.Id, r.MemberState, r.Skills }).HasFilter("stage = 1");
            row.HasIndex(r => new { r.PlanId, r.Programs, r.DueAt, r.Id, r.MemberState, r.Skills }).HasFilter("stage = 1");
            row.HasIndex(r => new { r.PlanId, r.DoneAt }).HasFilter("done_at IS NOT NULL");
        });
    }
}
