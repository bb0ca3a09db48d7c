using MassTransit;
using MassTransit.Mediator;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using UtilizationReview.Contracts.Events;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.NurseReview;
using UtilizationReview.NurseReview.Domain;
using UtilizationReview.PeerToPeer;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Tests.Integration.Platform;

namespace UtilizationReview.Tests.Integration.Messaging;

/// <summary>The consumers as they are, fed with one journey's events in any order, some of them twice and three times.</summary>
public sealed class AnyOrderOfArrival
{
    private const string Plan = "meadow-commercial";
    private static readonly DateTimeOffset At = new(2026, 11, 24, 15, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nurse_queue_and_physician_cases_end_the_same()
    {
        using var place = new OwnDirectory();
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(await place.SettingsAsync());
        builder.Services.AddSingleton(new PlanRegistry([new PlanFile
        {
            PlanId = Plan, Name = Plan, LineOfBusiness = "commercial_insured", State = "WI", TimeZone = "America/Chicago", Programs = ["spine"],
        }]));
        builder.Services.AddNurseReview(builder.Configuration).AddPeerToPeer(builder.Configuration).AddEventDelivery(builder.Configuration);
        using var host = builder.Build();
        await host.StartAsync(Ct);
        var expected = await EndOfAsync(host, "T-0", Journey("T-0"));
        expected.ShouldBe("Done at 2026-11-27 15:00; Determined at 2026-11-27 15:00, order version 9");
        for (var seed = 1; seed <= 25; seed++)
        {
            var (random, order) = (new Random(seed), $"T-{seed}");
            object[] events = [.. Journey(order).SelectMany(message => Enumerable.Repeat(message, random.Next(1, 4)))];
            random.Shuffle(events);
            (await EndOfAsync(host, order, events)).ShouldBe(expected, $"seed {seed}");
        }
        await host.StopAsync(Ct);
    }

    /// <summary>Referred to a nurse, clock moved, information, on to a physician, determined.</summary>
    private static object[] Journey(string order) =>
    [
        new OrderReferredToNurse
        {
            OrderId = order, OrderVersion = 2, OccurredAt = At, PlanId = Plan, PracticeId = "lakeside", Programs = ["spine"], Lines = [1], DueAt = At.AddDays(1),
            Expedited = false, MemberState = "WI", Reasons = ["criteria-unknown"],
        },
        new ClockMoved { OrderId = order, OrderVersion = 3, OccurredAt = At, DueAt = At.AddDays(2), Ground = "missing-information" },
        new InformationReceived { OrderId = order, OrderVersion = 4, OccurredAt = At, Facts = ["cm.weeks"], DueAt = At.AddDays(2) },
        new OrderReferredToPhysician
        {
            OrderId = order, OrderVersion = 6, OccurredAt = At, PlanId = Plan, PracticeId = "lakeside", Programs = ["spine"], Lines = [1], DueAt = At.AddDays(2),
            Expedited = false, MemberState = "WI", Question = "service", ExcludedPhysicians = [], RequiredSpecialty = "", AttemptsBeforeDecision = 3,
            LicenceInMemberState = false,
        },
        new ClockMoved { OrderId = order, OrderVersion = 7, OccurredAt = At, DueAt = At.AddDays(3), Ground = "missing-information" },
        new OrderDetermined
        {
            OrderId = order, OrderVersion = 9, OccurredAt = At, PlanId = Plan, PracticeId = "lakeside", Status = "approved", OrderNumber = "A-1",
            Lines = [new() { Line = 1, Outcome = "approved", Decider = "physician" }],
        },
    ];

    /// <summary>Delivers every event, one that came too early again at the end as the bus would; answers how both records stand.</summary>
    private static async Task<string> EndOfAsync(IHost host, string order, IEnumerable<object> events)
    {
        var mediator = host.Services.GetRequiredService<IMediator>();
        var ids = new Dictionary<object, Guid>(ReferenceEqualityComparer.Instance); // a repetition carries the same id
        var left = new Queue<object>(events);
        for (var tries = 0; left.TryDequeue(out var message); tries++)
        {
            tries.ShouldBeLessThan(200, "an event never finds its record");
            if (!ids.TryGetValue(message, out var id)) ids[message] = id = Guid.NewGuid();
            try
            {
                await mediator.Publish(message, message.GetType(), Pipe.Execute<PublishContext>(context => context.MessageId = id), Ct);
            }
            catch (NotKnownYetException)
            {
                left.Enqueue(message);
            }
        }
        var item = (await host.Services.GetRequiredService<UtilizationReview.NurseReview.NurseDesk>().ReadAsync(order, Ct))!.State;
        var @case = (await host.Services.GetRequiredService<CaseDesk>().ReadAsync(order, Ct))!.State;
        // An order that has left before it arrived was never in the queue: nobody sees a difference to one that is done there.
        var stage = item.Stage == ItemStage.Expected ? ItemStage.Done : item.Stage;
        return $"{stage} at {item.DueAt:yyyy-MM-dd HH:mm}; {@case.Phase} at {@case.DueAt:yyyy-MM-dd HH:mm}, order version {@case.OrderVersion}";
    }
}
