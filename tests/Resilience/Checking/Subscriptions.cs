using System.Reflection;
using MassTransit;

namespace UtilizationReview.Tests.Resilience.Checking;

/// <summary>Which consumer has to act on which event, read off the consumers themselves.</summary>
internal static class Subscriptions
{
    /// <summary>The consumers that note every message they act on in their inbox.</summary>
    public static IReadOnlyList<Subscription> All { get; } =
    [
        // What opens a linked order is recognised by the order's number, not by the message; of notices only those of a denial concern an order.
        .. Of("UtilizationReview.Intake.Adapters.IntakeConsumers, UtilizationReview.Intake", Known.Intake, "intake-order")
            .Where(s => s.Urn is not ("ur:linked-review-opened:v1" or "ur:notice-issued:v1")),
        .. Of("UtilizationReview.NurseReview.Adapters.NurseReviewConsumers, UtilizationReview.NurseReview", Known.NurseReview, "nurse-review"),
        .. Of("UtilizationReview.PeerToPeer.Adapters.PeerToPeerConsumers, UtilizationReview.PeerToPeer", Known.PeerToPeer, "peer-to-peer-case"),
    ];

    private static IEnumerable<Subscription> Of(string consumer, string service, string scope) =>
        Type.GetType(consumer, throwOnError: true)!.GetInterfaces()
            .Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IConsumer<>))
            .Select(i => new Subscription(i.GenericTypeArguments[0].GetCustomAttribute<MessageUrnAttribute>()!.Urn.ToString(), service, scope));
}
