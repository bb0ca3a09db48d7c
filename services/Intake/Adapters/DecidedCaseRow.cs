using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using UtilizationReview.Intake.Domain;

namespace UtilizationReview.Intake.Adapters;

/// <summary>One decided case: what the yearly public figures are counted from. No word of the member.</summary>
internal sealed class DecidedCaseRow
{
    /// <summary>Tracking number of the order.</summary>
    [MaxLength(64)]
    public string OrderId { get; set; } = "";

    [MaxLength(64)]
    public string PlanId { get; set; } = "";
    public LineOfBusiness LineOfBusiness { get; set; }
    public Urgency Urgency { get; set; }
    public bool IsDrug { get; set; }

    [MaxLength(64)]
    public string PracticeId { get; set; } = "";

    /// <summary>The practice's group NPI at the first decision; empty when the directory did not know the practice.</summary>
    [MaxLength(10)]
    public string PracticeNpi { get; set; } = "";

    [MaxLength(64)]
    public string OrderingClinicianId { get; set; } = "";

    /// <summary>Names with spaces between them.</summary>
    [MaxLength(64)]
    public string Programs { get; set; } = "";

    /// <summary>Codes with spaces between them; an order has 24 lines at most.</summary>
    [MaxLength(256)]
    public string ProcedureCodes { get; set; } = "";
    public DateTimeOffset ReceivedAt { get; set; }
    public DateTimeOffset DecidedAt { get; set; }

    /// <summary>The day of the decision in the plan's zone.</summary>
    public DateOnly DecidedOn { get; set; }

    /// <summary>Its year: what figures are asked for by.</summary>
    public int DecisionYear { get; set; }

    /// <summary>From receipt to the first decision.</summary>
    public long ElapsedMilliseconds { get; set; }
    public CaseOutcome Outcome { get; set; }
    public CaseOutcome InForce { get; set; }
    public CaseDecider DecidedBy { get; set; }
    public bool Extended { get; set; }
    public bool Late { get; set; }
    public AppealOutcome Appeal { get; set; }

    public static void Map(ModelBuilder model)
    {
        model.Entity<DecidedCaseRow>(row =>
        {
            row.ToTable("decided_cases").HasKey(r => r.OrderId);
            row.Property(r => r.LineOfBusiness).HasConversion<string>().HasMaxLength(32);
            row.Property(r => r.Urgency).HasConversion<string>().HasMaxLength(16);
            row.Property(r => r.Outcome).HasConversion<string>().HasMaxLength(32);
            row.Property(r => r.InForce).HasConversion<string>().HasMaxLength(32);
            row.Property(r => r.DecidedBy).HasConversion<string>().HasMaxLength(16);
            row.Property(r => r.Appeal).HasConversion<string>().HasMaxLength(32);
            // Holds all that the median is asked with, times in order: it is read from the index alone.
            row.HasIndex(r => new { r.DecisionYear, r.PlanId, r.LineOfBusiness, r.Urgency, r.ElapsedMilliseconds, r.Outcome, r.IsDrug })
                .HasDatabaseName("ix_decided_cases_times");
        });
        model.Entity<DecidedServiceRow>(row =>
        {
            row.ToTable("decided_services").HasKey(r => new { r.OrderId, r.Line });
            row.Property(r => r.Program).HasConversion<string>().HasMaxLength(16);
            row.Property(r => r.First).HasConversion<string>().HasMaxLength(32);
            row.Property(r => r.InForce).HasConversion<string>().HasMaxLength(32);
            row.HasIndex(r => new { r.PlanId, r.OrderingClinicianId, r.DecidedOn });
            row.HasIndex(r => new { r.PlanId, r.PracticeNpi, r.DecidedOn });
        });
    }
}

/// <summary>One service of a decided case: what gold-card counts are made of.</summary>
internal sealed class DecidedServiceRow
{
    [MaxLength(64)]
    public string OrderId { get; set; } = "";

    /// <summary>Number of the line in the order.</summary>
    public int Line { get; set; }

    [MaxLength(64)]
    public string PlanId { get; set; } = "";

    [MaxLength(64)]
    public string OrderingClinicianId { get; set; } = "";

    /// <inheritdoc cref="DecidedCaseRow.PracticeNpi"/>
    [MaxLength(10)]
    public string PracticeNpi { get; set; } = "";

    [MaxLength(8)]
    public string Code { get; set; } = "";

    /// <summary>Guideline that judged it; empty when none did.</summary>
    [MaxLength(128)]
    public string Family { get; set; } = "";
    public Domain.Program Program { get; set; }

    /// <inheritdoc cref="DecidedCaseRow.DecidedOn"/>
    public DateOnly DecidedOn { get; set; }

    /// <summary>Outcome of the first determination.</summary>
    public LineOutcome First { get; set; }

    /// <summary>Outcome of the last one.</summary>
    public LineOutcome InForce { get; set; }
}
