using System.Collections.Concurrent;
using UtilizationReview.Host.Demo;
using UtilizationReview.Tests.Servers;
using CriteriaClient = UtilizationReview.Contracts.Criteria.V1.ClinicalCriteria.ClinicalCriteriaClient;
using IntakeClient = UtilizationReview.Contracts.Intake.V1.Intake.IntakeClient;
using NurseReviewClient = UtilizationReview.Contracts.NurseReview.V1.NurseReview.NurseReviewClient;
using PeerToPeerClient = UtilizationReview.Contracts.PeerToPeer.V1.PeerToPeer.PeerToPeerClient;

namespace UtilizationReview.Tests.Resilience.People;

/// <summary>What everybody in a campaign shares: the doors of the services, the cast, the clock, and what is under way.</summary>
internal sealed class House : IDisposable
{
    private readonly Lock _counting = new();
    private readonly HashSet<string> _accepted = [];
    private readonly HashSet<string> _ended = [];
    private int _acceptedCount;
    private int _underWay;

    public House(ServiceFleet fleet, Tally tally, int orders)
    {
        (Fleet, Tally, Orders) = (fleet, tally, orders);
        Intake = Door("Intake", channel => new IntakeClient(channel));
        Nurses = Door("NurseReview", channel => new NurseReviewClient(channel));
        Physicians = Door("PeerToPeer", channel => new PeerToPeerClient(channel));
        Criteria = Door("ClinicalCriteria", channel => new CriteriaClient(channel));
    }

    public ServiceFleet Fleet { get; }
    public Tally Tally { get; }

    /// <summary>Orders to be submitted in all.</summary>
    public int Orders { get; }

    public DemoCast Cast => Fleet.Cast;
    public Door<IntakeClient> Intake { get; }
    public Door<NurseReviewClient> Nurses { get; }
    public Door<PeerToPeerClient> Physicians { get; }
    public Door<CriteriaClient> Criteria { get; }

    /// <summary>Talks that wait for their practice: offered, and to be answered.</summary>
    public ConcurrentQueue<string> Offers { get; } = [];

    /// <summary>Orders whose practice was asked for information.</summary>
    public ConcurrentQueue<(string Number, string Practice)> Questions { get; } = [];

    /// <summary>Starts of booked talks that have not come yet; the clock's keeper moves towards the earliest.</summary>
    public ConcurrentDictionary<string, DateTimeOffset> Appointments { get; } = [];

    /// <summary>True while reviewers rest, so that deadlines pass over open orders.</summary>
    public bool Resting { get; set; }

    /// <summary>True while a race for one case is prepared: nobody takes a new one, so that one is open.</summary>
    public bool Racing { get; set; }

    /// <summary>True once all orders are in: nothing that needs the practice is begun any more.</summary>
    public bool Closing { get; set; }

    public int Accepted => Volatile.Read(ref _acceptedCount);

    /// <summary>Accepted orders of which no end has been heard.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    public DateTimeOffset Now => Fleet.Clock.GetUtcNow();

    public void Accept(string number) => Count(_accepted, number);

    /// <summary>An end may be heard of before the answer to the submission.</summary>
    public void End(string number) => Count(_ended, number);

    private void Count(HashSet<string> set, string number)
    {
        lock (_counting)
        {
            if (!set.Add(number)) return;
            _acceptedCount = _accepted.Count;
            if (set == _accepted) _underWay += _ended.Contains(number) ? 0 : 1;
            else if (_accepted.Contains(number)) _underWay--;
        }
    }

    private Door<TClient> Door<TClient>(string service, Func<Grpc.Core.CallInvoker, TClient> make) =>
        new(Fleet.Of(service).Select(copy => copy.Address), make, Fleet.TokenOf, Tally);

    public void Dispose()
    {
        Intake.Dispose();
        Nurses.Dispose();
        Physicians.Dispose();
        Criteria.Dispose();
    }
}
