using UtilizationReview.SpineCenter.Adapters;
using UtilizationReview.SpineCenter.Domain;
using UtilizationReview.Tests.Unit.House;

namespace UtilizationReview.Tests.Unit.SpineCenter;

/// <summary>Programs and visits to start from.</summary>
internal static class AVisit
{
    public static readonly string ProgramsFolder = Path.Combine(SourceTree.Root, "services", "SpineCenter", "Programs");

    public static readonly Programs Shipped = ProgramFiles.Load(ProgramsFolder);

    /// <summary>As published: evaluations are suspended from May 2020 on.</summary>
    public static readonly SpineProgram Published = Shipped.ById["upper-midwest-spine"];

    /// <summary>Notification from 2019 on and never suspended, so that every row can be reached.</summary>
    public static readonly SpineProgram EveryRow = Published with
    {
        NotificationFrom = new(2019, 1, 1),
        SuspendedFrom = new(2020, 5, 1),
        SuspendedThrough = new(2022, 12, 31),
    };

    /// <summary>A plain visit of phase A: commercial, grown up, in a listed county, nothing on record.</summary>
    public static readonly VisitFacts InPhaseA = new()
    {
        On = new(2014, 3, 10), Place = VisitPlace.Office, Complaint = Complaint.LowBack, Product = Product.Commercial,
        BirthDate = new(1970, 1, 1), County = new("MN", "Hennepin"),
    };

    /// <summary>The same in phase B.</summary>
    public static readonly VisitFacts InPhaseB = InPhaseA with { On = new(2023, 3, 10) };

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    public static VisitForm Form => new()
    {
        PlanId = "plan", MemberId = "m-1", PracticeId = "practice", SurgeonId = "", PlaceOfService = 11,
    };

    /// <summary>Filed on the day before the visit, or on the day given.</summary>
    public static VisitCommand.File File(VisitFacts facts, DateOnly? on = null) => new("SV-1", Form, facts, on ?? facts.On.AddDays(-1), EveryRow);

    /// <summary>A visit order after these commands, each accepted.</summary>
    public static VisitOrder After(params VisitCommand[] commands) => commands.Aggregate<VisitCommand, VisitOrder?>(null, (order, command) =>
        ((UtilizationReview.Platform.Deciding.Answer<VisitEvent>.Accepted)VisitLifecycle.Decide(order, command, Now)).Events
            .Aggregate(order, VisitLifecycle.Evolve))!;

    public static readonly DateTimeOffset Now = new(2023, 3, 9, 15, 0, 0, TimeSpan.Zero);
}
