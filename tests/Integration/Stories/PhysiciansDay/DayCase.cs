using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.PeerToPeer.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Host.Demo;
using UtilizationReview.Host.Journeys;

namespace UtilizationReview.Tests.Integration.Stories.PhysiciansDay;

/// <summary>How a case goes on its day.</summary>
internal enum Course
{
    /// <summary>A hospital site; the talk is held on the line at once, the site is denied.</summary>
    SiteDenied,

    /// <summary>A hospital site that the physician accepts.</summary>
    SiteAccepted,

    /// <summary>Two lines: one approved, one for fewer levels, after a talk.</summary>
    Less,

    /// <summary>Connected at once, denied.</summary>
    ConnectedThenDenied,

    /// <summary>Booked, held, denied; reconsidered and approved by another physician.</summary>
    Reconsidered,

    /// <summary>Booked, the practice does not come, denied; a talk that is held after the denial brings the approval.</summary>
    TalkedAfterDenial,

    /// <summary>Three attempts in vain, denied; documents come, the denial is upheld.</summary>
    DocumentsAfterDenial,

    /// <summary>Booked, moved, held, approved.</summary>
    MovedThenApproved,

    /// <summary>Booked, the physician does not come, booked again, neither side comes, booked again, held, denied.</summary>
    MissedThenDenied,

    /// <summary>A talk is offered and declined, denied.</summary>
    Declined,
}

/// <summary>One of the day's cases, as the test follows it.</summary>
internal sealed class DayCase(int index)
{
    public int Index { get; } = index;

    public Course Course { get; } = (Course)(index % 10);

    /// <summary>Tracking number, once it was submitted.</summary>
    public string Number { get; set; } = "";

    /// <summary>The talk that is going on.</summary>
    public Talk? Talk { get; set; }

    /// <summary>Booked talks that somebody missed so far.</summary>
    public int Missed { get; set; }

    /// <summary>Physicians who signed, in their sequence.</summary>
    public List<string> Signed { get; } = [];

    /// <summary>Only the site is in question: the order goes to a physician without a nurse.</summary>
    public bool SiteOnly => Course is Course.SiteDenied or Course.SiteAccepted;

    /// <summary>Determinations that the case ends with.</summary>
    public int Rounds => Course is Course.Reconsidered or Course.TalkedAfterDenial or Course.DocumentsAfterDenial ? 2 : 1;

    public OrderStatus End => Course switch
    {
        Course.SiteAccepted or Course.MovedThenApproved or Course.Reconsidered or Course.TalkedAfterDenial => OrderStatus.Approved,
        Course.Less => OrderStatus.PartiallyApproved,
        Course.DocumentsAfterDenial => OrderStatus.DenialUpheld,
        _ => OrderStatus.Denied,
    };
}

/// <summary>The forms of the day, taken from the shipped scenarios so that every one of them is clinically whole.</summary>
internal sealed class DayForms
{
    private readonly Dictionary<string, (OrderForm Form, Member Member)> _forms = new(StringComparer.Ordinal);

    public static async Task<DayForms> LoadAsync(DayHouse house)
    {
        var facts = (await house.Criteria.ListFactsAsync(new(), cancellationToken: TestContext.Current.CancellationToken)).Facts;
        var typing = new FactTyping(facts.ToDictionary(fact => fact.Name));
        var (forms, problems) = (new DayForms(), new List<string>());
        foreach (var journey in JourneyFiles.Load(DemoCast.Folder("journeys"), problems))
        {
            var form = journey.Order.Clone();
            form.Facts.Add(typing.Type(journey.Facts, journey.File, problems));
            forms._forms[journey.File] = (form, house.Cast.Directory.Members.Single(m => m.MemberId == form.MemberId));
        }
        problems.ShouldBeEmpty();
        return forms;
    }

    /// <summary>The order of the case with a member of its own.</summary>
    public (OrderForm Form, Member Member) For(DayCase @case)
    {
        var (form, member) = _forms.Single(f => f.Key.Contains(FileOf(@case), StringComparison.Ordinal)).Value;
        (form, member) = (form.Clone(), member.Clone());
        member.MemberId = form.MemberId = $"m-day-{@case.Index:000}";
        form.DateOfService = "2026-12-21";
        if (@case.Course != Course.Declined) return (form, member);
        // A knee, and nothing on record of it: the criteria know nothing, a nurse looks.
        form.Lines.Clear();
        form.Lines.Add(new Contracts.Criteria.V1.Line { Number = 1, Code = "29881", Units = 1, Side = Side.Left });
        form.Diagnoses.Clear();
        form.Diagnoses.Add("M23.204");
        form.Facts.Clear();
        return (form, member);
    }

    private static string FileOf(DayCase @case) => @case.Course switch
    {
        Course.SiteDenied or Course.SiteAccepted => "06-hospital-site-moved",
        Course.Less => "13-partial-approval",
        Course.ConnectedThenDenied or Course.Declined or Course.DocumentsAfterDenial => "05-unreachable",
        _ => "04-denied-then-overturned",
    };
}
