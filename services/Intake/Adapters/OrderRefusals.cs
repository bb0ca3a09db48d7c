using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;

namespace UtilizationReview.Intake.Adapters;

/// <summary>Refusals that are the adapter's to say: whose record it is, and what a request lacks.</summary>
internal static class OrderRefusals
{
    private const int LongestKey = 128;

    /// <summary>No such order, or not the caller's to know of (no difference is told).</summary>
    public static Refusal UnknownOrder(string number) =>
        new("unknown-order", $"There is no order with the number '{(number.Length <= 40 ? number : number[..40])}'.") { Kind = RefusalKind.Unknown };

    public static Refusal NotYourPractice(string field) =>
        BadField("not-your-practice", field, "A practice acts for itself only; leave the practice out, or give your own.");

    /// <summary>The same problem told as sentence and as field.</summary>
    public static Refusal BadField(string code, string field, string sentence) =>
        new(code, sentence) { Kind = RefusalKind.BadInput, Fields = [new(field, sentence)] };

    /// <summary>Every changing call carries a key; returns it.</summary>
    public static string Required(string idempotencyKey) => idempotencyKey.Length is > 0 and <= LongestKey
        ? idempotencyKey
        : throw BadField("idempotency-key-required", "idempotency_key",
            $"The idempotency key is missing or longer than {LongestKey} characters; send one of your own per "
                + "request, and the same one when you repeat it.").ToRpcException();

    /// <summary>Free text has a length.</summary>
    public static string Bounded(string text, string field, int most = 2000) => text.Length <= most
        ? text
        : throw BadField("too-long", field, $"{field} has {text.Length} characters; at most {most} are allowed.").ToRpcException();
}
