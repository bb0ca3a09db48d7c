using UtilizationReview.Platform.Deciding;

namespace UtilizationReview.Intake.Domain;

internal static class OrderLifecycle
{
    /// <summary>What a command does to an order (null: there is none yet) at an instant.</summary>
    public static Answer<OrderEvent> Decide(Order? order, OrderCommand command, DateTimeOffset now, Rules rules) => throw new NotSupportedException("The body follows.");

    /// <summary>Folds one fact; never fails, never decides.</summary>
    public static Order Evolve(Order? order, OrderEvent fact) => throw new NotSupportedException("The body follows.");

    /// <summary>The word people see.</summary>
    public static OrderStatus Status(Order order) => throw new NotSupportedException("The body follows.");

    /// <summary>When a tick is due next; null: never.</summary>
    public static DateTimeOffset? WakeAt(Order order) => throw new NotSupportedException("The body follows.");

    /// <summary>Names of the commands that are possible now, as the rpcs are called where there is one.</summary>
    public static IReadOnlyList<string> PossibleNow(Order order, DateTimeOffset now) => throw new NotSupportedException("The body follows.");
}
