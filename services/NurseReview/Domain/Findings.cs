using UtilizationReview.Platform.Deciding;

namespace UtilizationReview.NurseReview.Domain;

/// <summary>What a nurse found on a criterion.</summary>
internal enum FindingKind
{
    /// <summary>The record shows that it is met; an exclusion: that it does not apply.</summary>
    Confirmed,

    /// <summary>The record shows another fact than the order says; with it nothing stands in the way here.</summary>
    Corrected,

    /// <summary>The record does not show it: a physician judges.</summary>
    CannotConfirm,
}

/// <summary>A fact as the record has it.</summary>
/// <param name="Name">Name in the fact vocabulary.</param>
/// <param name="Value">The value, in the wire's JSON.</param>
/// <param name="AppliesTo">Level or side; empty: the whole order.</param>
/// <param name="Document">Document it was read in.</param>
/// <param name="Page">Page, from 1.</param>
internal sealed record CorrectedFact(string Name, string Value, string AppliesTo, string Document, int Page)
{
    /// <summary>The platform keeps the document, and can tell whether it has the page; anything else is named in words, as on paper.</summary>
    public bool IsKeptHere => Document.StartsWith("DOC-", StringComparison.Ordinal) && Page > 0;
}

/// <summary>What a nurse found on a criterion of a line.</summary>
internal sealed record Finding(int Line, string Criterion, FindingKind Kind,
    CorrectedFact? Fact, string Note, string FoundBy, DateTimeOffset FoundAt);

/// <summary>The criteria of an order's lines, read from intake for one command.</summary>
/// <param name="Lines">By line.</param>
internal sealed record OrderCriteria(IReadOnlyList<LineCriteria> Lines)
{
    /// <summary>The criteria of a line; none for a line that was never evaluated.</summary>
    public LineCriteria Of(int line) => Lines.FirstOrDefault(l => l.Line == line) ?? new(line, [], []);
}

/// <summary>The criteria of one line.</summary>
/// <param name="Line">Line number.</param>
/// <param name="Known">Every criterion of its trace.</param>
/// <param name="Open">Ids of those that stand between the line and an approval.</param>
internal sealed record LineCriteria(int Line, IReadOnlyList<KnownCriterion> Known, IReadOnlyList<string> Open)
{
    /// <summary>The line has an outcome by now: nobody has to decide it any more.</summary>
    public bool Settled { get; init; }
}

/// <summary>A criterion and the facts it uses.</summary>
internal sealed record KnownCriterion(string Id, IReadOnlyList<string> Facts);

/// <summary>Checks of what a nurse sends about criteria.</summary>
internal static class FindingRules
{
    public const int NoteLimit = 2000;

    /// <summary>The lines a finding is for, or why it cannot be recorded.</summary>
    public static (IReadOnlyList<int> Lines, Refusal? Refusal) LinesFor(NurseItem item, RecordFinding command)
    {
        if (command.Line != 0 && !item.Lines.Contains(command.Line)) return ([], NotWaiting(item, "line", [command.Line]));
        int[] lines = [.. item.Lines.Where(line => (command.Line == 0 || line == command.Line) && Find(command, line) is not null)];
        return lines.Length == 0
            ? ([], UnknownCriterion("criterion", command.Criterion, item, command.Criteria))
            : (lines, Problem(command, lines[0]));
    }

    /// <summary>Open criteria of the lines that no finding confirms: the lines may not be approved while there is one.</summary>
    public static Refusal? WithoutFinding(NurseItem item, IReadOnlyList<int> lines, OrderCriteria criteria)
    {
        var missing = lines
            .Select(line => (Line: line, Ids: criteria.Of(line).Open.Where(id => !item.Findings.Any(f => Confirms(f, line, id))).ToList()))
            .Where(line => line.Ids.Count > 0).ToList();
        if (missing.Count == 0) return null;
        var list = string.Join("; ", missing.Select(line => $"line {line.Line}: {string.Join(", ", line.Ids)}"));
        return new("criteria-without-finding",
            $"Open criteria have no finding that they are met: {list}. "
                + "Record CONFIRMED or CORRECTED for each, ask the practice, or refer to a physician.")
        {
            Fields = [.. missing.SelectMany(line =>
                line.Ids.Select(id => new FieldProblem("lines", $"line {line.Line}: {id} has no finding CONFIRMED or CORRECTED")))],
        };
    }

    /// <summary>Criteria of the lines that a nurse could not confirm, whatever the criteria make of them: the lines may not be approved while there
    /// is one.</summary>
    public static Refusal? CannotBeConfirmed(NurseItem item, IReadOnlyList<int> lines)
    {
        var doubted = item.Findings.Where(f => f.Kind == FindingKind.CannotConfirm && lines.Contains(f.Line))
            .OrderBy(f => f.Line).ToLookup(f => f.Line, f => f.Criterion);
        return doubted.Count == 0 ? null : new("criteria-not-confirmed",
            $"These criteria could not be confirmed: {string.Join("; ", doubted.Select(line => $"line {line.Key}: {string.Join(", ", line)}"))}. "
                + "A physician judges them: refer, or record CONFIRMED or CORRECTED where the record shows it after all.")
        {
            Fields = [.. doubted.SelectMany(line => line.Select(id => new FieldProblem("lines", $"line {line.Key}: {id} has a finding CANNOT_CONFIRM")))],
        };
    }

    /// <summary>Criteria confirmed or corrected on the lines.</summary>
    public static IReadOnlyList<string> ConfirmedOn(NurseItem item, IReadOnlyList<int> lines) =>
        [.. item.Findings.Where(f => f.Kind != FindingKind.CannotConfirm && lines.Contains(f.Line)).Select(f => f.Criterion).Distinct()];

    public static Refusal NotWaiting(NurseItem item, string field, IEnumerable<int> lines)
    {
        var (asked, waiting) = (string.Join(", ", lines), item.Lines.Count == 0 ? "none" : string.Join(", ", item.Lines));
        return Bad("line-not-waiting", field,
            $"Line {asked} does not wait for a nurse on this order. Lines that wait: {waiting}.", $"not a waiting line; waiting: {waiting}");
    }

    public static Refusal UnknownCriterion(string field, string id, NurseItem item, OrderCriteria criteria)
    {
        var known = item.Lines.SelectMany(line => criteria.Of(line).Open is { Count: > 0 } open ? open : criteria.Of(line).Known.Select(k => k.Id))
            .Distinct().ToList();
        var allowed = known.Count == 0
            ? "The waiting lines were not evaluated and have none."
            : $"Criteria in question: {string.Join(", ", known.Take(20))}.";
        return Bad("unknown-criterion", field,
            $"No waiting line of this order has the criterion '{id}'. {allowed}", "not in the trace of a waiting line");
    }

    public static Refusal Bad(string code, string field, string sentence, string problem) =>
        new(code, sentence) { Kind = RefusalKind.BadInput, Fields = [new(field, problem)] };

    private static bool Confirms(Finding finding, int line, string criterion) =>
        finding.Line == line && finding.Criterion == criterion && finding.Kind != FindingKind.CannotConfirm;

    private static KnownCriterion? Find(RecordFinding command, int line) =>
        command.Criteria.Of(line).Known.FirstOrDefault(k => k.Id == command.Criterion);

    private static Refusal? Problem(RecordFinding command, int line)
    {
        if (command.Note.Length > NoteLimit)
        {
            return Bad("note-too-long", "note",
                $"The note has {command.Note.Length} characters; at most {NoteLimit} are allowed.", $"longer than {NoteLimit} characters");
        }
        if (command.Kind != FindingKind.Corrected)
        {
            return command.Fact is null ? null : Bad("fact-not-allowed", "fact",
                "A fact comes only with a correction. Send CORRECTED, or leave the fact out.", "only allowed with CORRECTED");
        }
        if (command.Fact is not { Name.Length: > 0, Value.Length: > 0 } fact)
        {
            return Bad("correction-without-fact", "fact",
                "A correction names the fact and the value the record shows. Give the fact's name and value.",
                "name and value are required with CORRECTED");
        }
        if (string.IsNullOrWhiteSpace(fact.Document) || fact.Page < 1)
        {
            return Bad("correction-without-source", "fact.document",
                "A correction names where the record shows it. Give the document and the page, counted from 1.",
                "document and page (from 1) are required with CORRECTED");
        }
        if (command.NotCitable.Length > 0)
        {
            return Bad("source-not-citable", "fact.document",
                $"The source of the correction cannot be cited: {command.NotCitable} Cite a document of this order and a page it has.",
                command.NotCitable);
        }
        return Find(command, line)!.Facts is { Count: > 0 } used && !used.Contains(fact.Name)
            ? Bad("fact-not-of-criterion", "fact.name",
                $"The criterion {command.Criterion} does not use the fact '{fact.Name}'. It uses: {string.Join(", ", used)}.",
                $"allowed: {string.Join(", ", used)}")
            : null;
    }
}
