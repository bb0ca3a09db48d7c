using System.Globalization;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Host.Demo;
using UtilizationReview.Host.Journeys;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.Tests.Resilience.People;

/// <summary>The orders of the demonstration's journeys, each for members of its own, so that no order looks like a repetition of another.</summary>
internal sealed class OrderShapes
{
    /// <summary>Journeys whose orders are submitted, and how many of a hundred.</summary>
    private static readonly (string File, int Weight)[] Mix =
    [
        ("01-approved-by-rules.yaml", 26), // approved at once
        ("12a-pain-approval-thanksgiving.yaml", 12), // approved at once, an injection
        ("02-approved-by-a-nurse.yaml", 16), // to a nurse, something is not documented
        ("03-peer-to-peer-at-once.yaml", 12), // to a nurse, a criterion is not met
        ("05-unreachable-then-too-late.yaml", 8), // the same in another program
        ("06-hospital-site-moved.yaml", 8), // to a physician, only for its site
        ("13-partial-approval.yaml", 9), // two lines
        ("07-no-center-within-reach.yaml", 5), // its site is settled by distance
        ("08-notification-only.yaml", 2),
        ("09-emergency.yaml", 2),
    ];

    private readonly List<(Journey Journey, OrderForm Form, Member Member)> _shapes = [];
    private readonly int[] _weights = [.. Mix.Select(m => m.Weight)];
    private readonly int[] _used = new int[Mix.Length];
    private readonly Lock _turn = new();
    private readonly Random _random;

    private OrderShapes(int seed) => _random = new Random(seed);

    /// <summary>Reads the journeys and gives their facts the types of the vocabulary.</summary>
    public static async Task<OrderShapes> LoadAsync(House house, int seed, CancellationToken ct)
    {
        var facts = await house.Criteria.AsAsync("maple-staff", 0, (client, options) => client.ListFactsAsync(new ListFactsRequest(), options), ct);
        var typing = new FactTyping(facts.Facts.ToDictionary(fact => fact.Name));
        var shapes = new OrderShapes(seed);
        var problems = new List<string>();
        foreach (var (file, _) in Mix)
        {
            var journey = JourneyFiles.Load(Path.Combine(DemoCast.Folder("journeys"), file), problems).Single();
            var form = journey.Order.Clone();
            form.Facts.Add(typing.Type(journey.Facts, file, problems));
            shapes._shapes.Add((journey, form, house.Cast.Directory.Members.First(m => m.MemberId == form.MemberId)));
        }
        return problems.Count == 0 ? shapes : throw new InvalidOperationException(string.Join(Environment.NewLine, problems));
    }

    /// <summary>The next order, with the member it is for.</summary>
    /// <param name="now">The platform's time; the service is planned some weeks later.</param>
    public (OrderForm Form, Member Member, int Shape) Next(DateTimeOffset now)
    {
        int shape, use, days;
        bool expedited;
        lock (_turn)
        {
            shape = Draw();
            use = ++_used[shape];
            days = _random.Next(12, 40);
            expedited = _random.Next(8) == 0;
        }
        var (_, made, like) = _shapes[shape];
        var form = made.Clone();
        var member = like.Clone();
        member.MemberId = $"c{shape}-{like.MemberId}-{use}";
        form.MemberId = member.MemberId;
        var emergency = form.EmergencyPresentation;
        var today = now.DateIn(TimeZones.Find("America/Chicago"));
        form.DateOfService = today.AddDays(emergency ? 1 : days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (expedited) form.Urgency = Urgency.Expedited;
        return (form, member, shape);
    }

    private int Draw()
    {
        var place = _random.Next(_weights.Sum());
        for (var i = 0; ; i++)
        {
            if ((place -= _weights[i]) < 0) return i;
        }
    }
}
