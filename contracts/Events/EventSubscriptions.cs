using System.Reflection;
using MassTransit;

namespace UtilizationReview.Contracts.Events;

/// <summary>Who in this platform listens to what: the queues that are declared on the broker ahead of everybody. Others bind queues of their
/// own to the exchanges (<c>contracts/README.md</c>).</summary>
public static class EventSubscriptions
{
    /// <summary>Queue → events it is bound to. A queue is named for a service and its concern and keeps its name for ever.</summary>
    public static IReadOnlyDictionary<string,
        IReadOnlyList<Type>> Queues
    { get; } = new SortedDictionary<string, IReadOnlyList<Type>>(StringComparer.Ordinal)
    {
        ["ur-correspondence"] = [typeof(OrderReceived)],
        ["ur-correspondence-notices"] =
        [
            typeof(OrderDetermined), typeof(ApprovalChanged), typeof(ApprovalRevoked), typeof(InformationRequested), typeof(ClockMoved),
            typeof(AuthorizationExpiring), typeof(DeadlineMissed),
        ],
        ["ur-intake-order"] =
        [
            typeof(NurseApproved), typeof(NurseReferred), typeof(InformationRequested), typeof(PeerToPeerRecorded), typeof(PhysicianDecided),
            typeof(LinkedReviewOpened), typeof(DocumentReceived), typeof(NoticeIssued),
        ],
        ["ur-nurse-review"] =
        [
            typeof(OrderReferredToNurse), typeof(OrderReferredToPhysician), typeof(OrderDetermined), typeof(OrderClosed),
            typeof(InformationReceived), typeof(DocumentReceived), typeof(ClockMoved), typeof(DeterminationRefused),
        ],
        ["ur-peer-to-peer"] =
        [
            typeof(OrderReferredToPhysician), typeof(OrderDetermined), typeof(ApprovalRevoked), typeof(OrderClosed), typeof(ClockMoved),
            typeof(DocumentReceived), typeof(DeterminationRefused),
        ],
    };

    /// <summary>Every event there is, subscribed to here or not, by name of its exchange.</summary>
    public static IReadOnlyList<Type> Events { get; } =
        [.. typeof(EventSubscriptions).Assembly.GetTypes().Where(type => type.GetCustomAttribute<MessageUrnAttribute>() is not null)
            .OrderBy(ExchangeOf, StringComparer.Ordinal)];

    /// <summary>Exchange the event is published to.</summary>
    public static string ExchangeOf(Type message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.GetCustomAttribute<EntityNameAttribute>()?.EntityName
            ?? throw new ArgumentException(
                $"{message.FullName} has no [EntityName(\"ur.….v1\")] and so is no event of the contract.", nameof(message));
    }
}
