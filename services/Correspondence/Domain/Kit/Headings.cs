namespace UtilizationReview.Correspondence.Domain.Kit;

/// <summary>A heading: fixed words and at most the number of a line.</summary>
/// <param name="Id">Attribute of the heading, kebab-case, unique in its document.</param>
/// <param name="Words">What people read.</param>
/// <param name="Level">2 or 3; the title has 1.</param>
/// <param name="Prose">True: paragraphs; false: a list.</param>
internal sealed record Heading(string Id, string Words, int Level = 2, bool Prose = false);

/// <summary>Every heading a kit can have: with the titles and the notice all that is not a statement.</summary>
internal static class Headings
{
    public static Heading Order { get; } = new("order", "The order");

    public static Heading Due { get; } = new("due", "What is due, and when");

    public static Heading Patient { get; } = new("patient", "The patient in 30 seconds");

    public static Heading Relied { get; } = new("criterion", "Strongest finding, and the criterion relied on");

    public static Heading Care { get; } = new("care", "Conservative care");

    public static Heading Function { get; } = new("function", "Function in numbers");

    public static Heading Imaging { get; } = new("imaging", "Imaging and symptoms");

    public static Heading WhyNow { get; } = new("why-now", "Why now");

    public static Heading Objections { get; } = new("objections", "Objections to expect, and the record's answer");

    public static Heading Call { get; } = new("call", "The call");

    public static Heading Address { get; } = new("address", "To and from", Prose: true);

    public static Heading Subject { get; } = new("subject", "Subject", Prose: true);

    public static Heading Denial { get; } = new("denial", "What was denied, and why", Prose: true);

    public static Heading Points { get; } = new("points", "The record's answer, point by point");

    public static Heading Enclosed { get; } = new("enclosed", "Enclosed");

    public static Heading Request { get; } = new("request", "What we ask for", Prose: true);

    public static Heading Signature { get; } = new("signature", "Signature", Prose: true);

    /// <summary>One line of the order; its parts are one level below.</summary>
    public static Heading Line(int number) => new($"line-{number}", $"Line {number}");

    public static Heading Decided(int line) => new($"decided-{line}", "What was decided", 3);

    public static Heading Open(int line) => new($"open-{line}", "What is not met or not documented", 3);

    public static Heading Changes(int line) => new($"changes-{line}", "What would change the answer", 3);

    public static Heading Site(int line) => new($"site-{line}", "Where it is to be done", 3);

    public static Heading SiteChanges(int line) => new($"site-changes-{line}", "What would change the answer for the place", 3);
}
