using Grpc.Core;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Desks;
using RuleKind = UtilizationReview.Contracts.Intake.V1.RuleKind;

namespace UtilizationReview.Intake.Adapters;

/// <summary>The dated rules for the plan administrator, with their tags.</summary>
internal sealed class RuleBookGrpc(Rules rules) : RuleBook.RuleBookBase
{
    private static readonly Dictionary<string, LineOfBusiness> Lines =
        Enum.GetValues<LineOfBusiness>().ToDictionary(line => RegimeWords.Snake(line.ToString()), StringComparer.Ordinal);

    private readonly IReadOnlyList<RuleInWords> _all = [.. RulesInWords.Of(rules)];

    public override Task<ListRulesResponse> ListRules(ListRulesRequest request, ServerCallContext context)
    {
        var (line, on) = (Line(request.LineOfBusiness), Day(request.InForceOn));
        if (request.State.Length > 0 && !(request.State.Length == 2 && request.State.All(char.IsAsciiLetterUpper)))
            throw OrderRefusals.BadField("bad-state", "state", "The state is not two capital letters, such as WI.").ToRpcException();
        var found = _all.Where(rule => (request.Kinds.Count == 0 || request.Kinds.Contains((RuleKind)rule.Kind))
            && (request.State.Length == 0 || rule.State == "*" || rule.State == request.State)
            && (line is null || rule.Lines.Count == 0 || rule.Lines.Contains(line.Value)) && (on is null || rule.Source.HoldsOn(on.Value)));
        return Task.FromResult(new ListRulesResponse { Rules = { found.Select(ToWire) } });
    }

    private static DatedRule ToWire(RuleInWords rule) => new()
    {
        Kind = (RuleKind)rule.Kind, Id = rule.Id, State = rule.State,
        LinesOfBusiness = { rule.Lines.Select(line => RegimeWords.Snake(line.ToString())) },
        EffectiveFrom = IntakeDates.Write(rule.Source.EffectiveFrom), EffectiveThrough = IntakeDates.Write(rule.Source.EffectiveThrough),
        Says = rule.Says, Citation = rule.Source.Citation,
        Confidence = rule.Source.Confidence, VerifiedOn = IntakeDates.Write(rule.Source.VerifiedOn), Note = rule.Source.Note, Option = rule.Option,
    };

    private static LineOfBusiness? Line(string word)
    {
        if (word.Length == 0) return null;
        return Lines.TryGetValue(word, out var line) ? line : throw OrderRefusals.BadField("bad-line-of-business", "line_of_business",
            $"The line of business is not one of {string.Join(", ", Lines.Keys)}.").ToRpcException();
    }

    private static DateOnly? Day(string text)
    {
        if (text.Length == 0) return null;
        return IntakeDates.TryRead(text, out var day) ? day : throw OrderRefusals.BadField("bad-date", "in_force_on",
            "The day is not a date (yyyy-MM-dd).").ToRpcException();
    }
}
