using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.Yaml;

namespace UtilizationReview.Host.Journeys;

/// <summary>Reads the steps of a journey: who does what, when, and what is expected then.</summary>
internal static class JourneySteps
{
    private static readonly Dictionary<string, Party> Parties = new(StringComparer.Ordinal)
    {
        ["practice"] = Party.Practice,
        ["contact_center"] = Party.ContactCenter,
        ["nurse"] = Party.Nurse,
        ["physician"] = Party.Physician,
        ["administrator"] = Party.Administrator,
        ["clock"] = Party.Clock,
    };

    private static readonly string[] Results = [.. Names<AppealResult>().Except(["overturned in part"])];

    /// <summary>The steps of the law; those of the program have steps of their own.</summary>
    private static readonly string[] LegalSteps = [.. Names<RecourseStep>().Except(["peer to peer", "supporting documentation", "reconsideration"])];

    private static readonly Dictionary<(Party, string), Func<StrictMap, Act>> Acts = new()
    {
        [(Party.Practice, "submits")] = step => new Act.Submit(step.Truth("despite_duplicate", false)),
        [(Party.ContactCenter, "submits")] = step => new Act.Submit(step.Truth("despite_duplicate", false)),
        [(Party.Practice, "adds information")] = step => new Act.AddInformation(JourneyFiles.Facts(step, "facts"), step.Text("note", "")),
        [(Party.Practice, "withdraws")] = step => new Act.Withdraw(step.Text("reason")),
        [(Party.Practice, "moves the site")] = step => new Act.MoveSite(step.Text("facility")),
        [(Party.Practice, "changes the order")] = step => new Act.Change(
            step.Date("date_of_service"), step.Text("facility", ""), step.Number("place_of_service", 0, 1, 99), step.Text("surgeon", "")),
        [(Party.Practice, "asks for reconsideration")] = step => new Act.AskReconsideration(step.Text("reason"), JourneyFiles.Facts(step, "facts")),
        [(Party.Practice, "asks for a call")] = step => new Act.AskForCall(step.Truth("call_back_only", false)),
        [(Party.Practice, "books a slot")] = step => new Act.BookCall(step.Number("slot", 1, 1, 50)),
        [(Party.Nurse, "asks for information")] = step => new Act.AskForInformation(
            step.Words("items", required: true), step.Words("facts"), RequiredDate(step, "answer_by")),
        [(Party.Nurse, "approves")] = step => new Act.NurseApprove(step.Text("reason")),
        [(Party.Nurse, "refers")] = step => new Act.Refer(step.Text("summary"), step.Words("criteria")),
        [(Party.Nurse, "attempts a call")] = Attempt,
        [(Party.Physician, "attempts a call")] = Attempt,
        [(Party.Physician, "is present")] = _ => new Act.BePresent(),
        [(Party.Physician, "takes the call")] = _ => new Act.TakeCall(),
        [(Party.Physician, "holds the call")] = step => new Act.HoldCall(step.Truth("new_information", true)),
        [(Party.Physician, "offers a call")] = _ => new Act.OfferCall(),
        [(Party.Physician, "approves")] = step => Determine(step, "approve"),
        [(Party.Physician, "approves less")] = step => Determine(step, "approve less"),
        [(Party.Physician, "denies")] = step => Determine(step, "deny"),
        [(Party.Physician, "denies the site")] = step => Determine(step, "deny site"),
        [(Party.Physician, "determines")] = step => new Act.Determine([.. step.Maps("lines").Select(Decided)]),
        [(Party.Administrator, "revokes")] = step => new Act.Revoke(Ground(step), step.Text("citation")),
        [(Party.Practice, "appeals")] = step => Appeal(step, AppealFiler.Practice),
        [(Party.ContactCenter, "records an appeal")] = step =>
            Appeal(step, Word<AppealFiler>(step.OneOf("filed_by", "enrollee", ["enrollee", "representative", "practice"]))),
        [(Party.Administrator, "answers an appeal")] = step =>
            new Act.AnswerAppeal(LegalStep(step), Word<AppealResult>(step.OneOf("outcome", null, Results)), step.Text("body")),
        [(Party.Clock, "moves")] = _ => new Act.Wait(),
    };

    private static readonly string[] Statuses = [.. Names<OrderStatus>()];
    private static readonly string[] Deciders = [.. Names<Decider>()];
    private static readonly string[] Outcomes = [.. Names<LineOutcome>()];

    /// <summary>One step; null when its mistake leaves nothing to play (the problem is noted).</summary>
    internal static JourneyStep? Read(StrictMap step, int number)
    {
        var at = JourneyFiles.Time(step, "at");
        var by = step.Text("by", "");
        var expect = step.Has("expect") ? Expected(step.Map("expect")) : null;
        var named = Parties.Keys.Where(step.Has).ToArray();
        if (named is not [var party])
        {
            step.Problem("steps", $"needs exactly one of {string.Join(", ", Parties.Keys)} to say who does what");
            return null;
        }

        var verb = step.Text(party);
        if (!Acts.TryGetValue((Parties[party], verb), out var read))
        {
            var possible = Acts.Keys.Where(key => key.Item1 == Parties[party]).Select(key => key.Item2);
            step.Problem(party, $"'{verb}' is not something a {party} does here; possible: {string.Join(", ", possible)}");
            return null;
        }

        var act = read(step);
        if (act is Act.Wait && at is null)
            step.Problem("at", "is missing; a clock step says to when the clock moves");
        return new JourneyStep { Line = step.Line, Number = number, At = at, Party = Parties[party], By = by, Act = act, Expect = expect };
    }

    private static Expectation Expected(StrictMap expect)
    {
        var lines = new Dictionary<int, LineOutcome>();
        var outcomes = expect.Map("lines");
        foreach (var key in outcomes.Keys.ToArray())
        {
            if (int.TryParse(key, out var line))
                lines[line] = Word<LineOutcome>(outcomes.OneOf(key, null, Outcomes));
            else
                outcomes.Problem(key, "is not a line number");
        }

        return new Expectation
        {
            Status = expect.Has("status") ? Word<OrderStatus>(expect.OneOf("status", null, Statuses)) : null,
            Decider = expect.Has("decider") ? Word<Decider>(expect.OneOf("decider", null, Deciders)) : null,
            Criteria = expect.Words("criteria"),
            Expires = expect.Date("expires"),
            Lines = lines,
            Refused = expect.Text("refused", ""),
            Says = expect.Text("says", ""),
            ReconsiderationThrough = expect.Date("reconsideration_through"),
            Alternatives = expect.Words("alternatives"),
            Physician = expect.Text("physician", ""),
        };
    }

    private static Act.Attempt Attempt(StrictMap step) =>
        new(step.OneOf("outcome", "no_answer", ["no_answer", "busy", "left_message", "wrong_number", "reached"]));

    private static Act.Determine Determine(StrictMap step, string decision)
    {
        if (decision == "approve" && !step.Has("reason"))
            return new([new(0, decision, 0, [], step.Text("reason", ""), step.Words("criteria"), [])]);
        return new([new(
            step.Number("line", 0, 1, 99), decision, step.Number("units", 0, 1, 99), step.Words("levels"),
            step.Text("reason"), step.Words("criteria", required: decision != "approve"), step.Words("missing"))]);
    }

    private static DecidedLineGiven Decided(StrictMap line) => new(
        line.Number("line", 0, 1, 99), line.OneOf("decision", null, ["approve", "approve less", "deny", "deny site"]), line.Number("units", 0, 1, 99),
        line.Words("levels"), line.Text("reason", ""), line.Words("criteria"), line.Words("missing"));

    private static RevocationGround Ground(StrictMap step) => step.OneOf("ground", null, ["fraud", "coverage_ended", "statute"]) switch
    {
        "fraud" => RevocationGround.FraudOrMisstatement,
        "coverage_ended" => RevocationGround.CoverageEnded,
        _ => RevocationGround.Statute,
    };

    private static Act.FileAppeal Appeal(StrictMap step, AppealFiler by) =>
        new(LegalStep(step), by, step.Truth("expedited", false), step.Truth("enrollee_consents", false));

    private static RecourseStep LegalStep(StrictMap step) => Word<RecourseStep>(step.OneOf("step", null, LegalSteps));

    private static DateOnly RequiredDate(StrictMap step, string key)
    {
        var date = step.Date(key);
        if (date is null && !step.Has(key))
            step.Problem(key, "is missing");
        return date ?? default;
    }

    /// <summary>The words of an enumeration as files write them: "partially approved".</summary>
    internal static IEnumerable<string> Names<TEnum>()
        where TEnum : struct, Enum => Enum.GetValues<TEnum>().Where(value => Convert.ToInt32(value) != 0).Select(InWords);

    /// <summary>"PartiallyApproved" → "partially approved".</summary>
    internal static string InWords<TEnum>(TEnum value)
        where TEnum : struct, Enum =>
        string.Concat(value.ToString().Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : " ") + char.ToLowerInvariant(c) : c.ToString()));

    private static TEnum Word<TEnum>(string word)
        where TEnum : struct, Enum => Enum.GetValues<TEnum>().FirstOrDefault(value => InWords(value) == word);
}
