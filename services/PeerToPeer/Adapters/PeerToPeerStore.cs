using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using UtilizationReview.PeerToPeer.Domain;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.PeerToPeer.Adapters;

/// <summary>A case with its talks, under its tracking number.</summary>
internal sealed class CaseRow : TimedRow
{
    [MaxLength(64)]
    public string PlanId { get; set; } = "";
    [MaxLength(20)]
    public string Phase { get; set; } = "";
    public DateTimeOffset DueAt { get; set; }
    [MaxLength(64)]
    public string TakenBy { get; set; } = "";

    /// <summary>Since when a talk of the case waits for a supervisor; null when none does.</summary>
    public DateTimeOffset? EscalatedAt { get; set; }
}

/// <summary>A physician, under his person id.</summary>
internal sealed class PhysicianRow : AggregateRow
{
    [MaxLength(200)]
    public string Name { get; set; } = "";
}

/// <summary>A half hour of a physician that a talk holds, written in the transaction of the talk. The database protects against double booking:
/// it takes only half hours of one grid, so that two talks of one physician overlap exactly when they share a half hour, and each half hour of
/// a physician once.</summary>
internal sealed class ReservationRow
{
    [MaxLength(64)]
    public string PhysicianId { get; set; } = "";
    public DateTimeOffset SlotStart { get; set; }
    [MaxLength(64)]
    public string CaseId { get; set; } = "";
}

/// <summary>The database of this service.</summary>
internal sealed class PeerToPeerContext(DbContextOptions<PeerToPeerContext> options) : ServiceContext(options)
{
    /// <summary>A slot starts on a half hour, in milliseconds.</summary>
    internal const string OnGrid = "slot_start % 1800000 = 0";

    /// <summary>Rows of the index of escalated cases.</summary>
    internal const string OnlyEscalated = "escalated_at IS NOT NULL";

    protected override void Map(ModelBuilder model)
    {
        model.Entity<CaseRow>(row =>
        {
            row.ToTable("cases").HasKey(r => r.Id);
            row.HasIndex(r => new { r.PlanId, r.Phase, r.DueAt, r.Id });
            row.HasIndex(r => r.WakeAt).HasFilter("wake_at IS NOT NULL");
            row.HasIndex(r => new { r.PlanId, r.DueAt }).HasFilter(OnlyEscalated);
        });
        model.Entity<PhysicianRow>().ToTable("physicians").HasKey(r => r.Id);
        model.Entity<ReservationRow>(row =>
        {
            row.ToTable("reservations", table => table.HasCheckConstraint("ck_reservations_slot_start", OnGrid))
                .HasKey(r => new { r.PhysicianId, r.SlotStart });
            row.HasIndex(r => r.CaseId);
        });
    }

    /// <summary>Makes the reservations of a case those that its talks hold now. Runs in the desk's transaction.</summary>
    public static async Task ReserveAsync(PeerToPeerContext context, PhysicianCase @case, CaseEvent @event, CancellationToken ct)
    {
        if (@event is not TalkEvent) return;
        var rows = context.Set<ReservationRow>();
        await rows.Where(r => r.CaseId == @case.Number).LoadAsync(ct);
        var wanted = @case.Talks.SelectMany(t => t.Cells()).ToHashSet();
        foreach (var row in rows.Local.Where(r => r.CaseId == @case.Number).ToList())
        {
            if (!wanted.Remove(new(row.PhysicianId, row.SlotStart))) rows.Remove(row);
        }
        rows.AddRange(wanted.Select(cell => new ReservationRow { PhysicianId = cell.PhysicianId, SlotStart = cell.Start, CaseId = @case.Number }));
    }
}
