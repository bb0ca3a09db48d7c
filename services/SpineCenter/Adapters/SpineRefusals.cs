using System.Globalization;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;

namespace UtilizationReview.SpineCenter.Adapters;

/// <summary>What a request can lack, gathered so that everything wrong is told at once.</summary>
internal sealed class RequestProblems
{
    private readonly List<FieldProblem> _found = [];

    public RequestProblems Add(bool sound, string field, string problem)
    {
        if (!sound) _found.Add(new(field, problem));
        return this;
    }

    /// <summary>A text that must be there.</summary>
    public RequestProblems Id(string text, string field) => Add(text.Length is > 0 and <= 64, field, "is missing or longer than 64 characters");

    /// <summary>Every changing call carries a key.</summary>
    public RequestProblems Key(string key) => Add(key.Length is > 0 and <= 128, "idempotency_key",
        "is missing or longer than 128 characters; a new call has a new key, a repeated one the same");

    /// <summary>A date that must be there.</summary>
    public DateOnly Date(string text, string field)
    {
        var date = Optional(text, field);
        if (text.Length == 0) _found.Add(new(field, "is missing"));
        return date ?? default;
    }

    /// <summary>A date, or null for an empty text.</summary>
    public DateOnly? Optional(string text, string field)
    {
        if (text.Length == 0) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return date;
        _found.Add(new(field, "is not a date in the form yyyy-MM-dd"));
        return null;
    }

    /// <summary>Refuses the request with everything found.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public void Refuse()
    {
        if (_found.Count == 0) return;
        throw new Refusal("invalid-request", $"The request cannot be answered: {string.Join("; ", _found.Select(p => $"{p.Field} {p.Problem}"))}.")
        {
            Kind = RefusalKind.BadInput, Fields = _found,
        }.ToRpcException();
    }
}

/// <summary>Refusals that are the adapter's to say.</summary>
internal static class SpineRefusals
{
    public static Refusal UnknownPlan(string planId) => Unknown("unknown-plan", "plan_id", $"There is no plan '{Short(planId)}' that you work with.");

    public static Refusal UnknownMember { get; } = Unknown("unknown-member", "member_id", "There is no member with this id in this plan.");

    public static Refusal UnknownVisit(string number) => Unknown("unknown-visit", "visit_number", $"There is no visit order '{Short(number)}'.");

    public static Refusal UnknownEvaluation(string id) => Unknown("unknown-evaluation", "evaluation_id", $"There is no evaluation '{Short(id)}'.");

    public static Refusal NoProgram(string planId) =>
        new("plan-without-program", $"The plan '{planId}' takes part in no spine center program.");

    public static Refusal ProgramMissing { get; } = new("program-missing",
        "The plan names a spine center program that this service does not have; the plan's administrator has to correct it.");

    public static Refusal NotYourPractice(string field) =>
        new("not-your-practice", "A practice acts for itself only; leave the practice out, or give your own.")
        {
            Kind = RefusalKind.BadInput, Fields = [new(field, "is not your practice")],
        };

    public static Refusal NotYourCenter { get; } =
        new("not-your-center", "A practice records evaluations of the spine centers it runs, of no other.") { Kind = RefusalKind.NotAllowed };

    public static Refusal NotForThisRole(string sentence) => new("decision-not-for-role", sentence) { Kind = RefusalKind.NotAllowed };

    private static Refusal Unknown(string code, string field, string sentence) =>
        new(code, sentence) { Kind = RefusalKind.Unknown, Fields = [new(field, "is not known")] };

    private static string Short(string text) => text.Length <= 40 ? text : text[..40];
}
