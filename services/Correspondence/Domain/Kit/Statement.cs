namespace UtilizationReview.Correspondence.Domain.Kit;

/// <summary>The only thing a kit is made of: something the record says, something the practice has to write, or something that is not in the
/// record. A claim without a source cannot be made.</summary>
internal abstract record Statement
{
    private Statement(string text, IReadOnlyList<Source> sources) => (Text, Sources) = (text, sources);

    /// <summary>The sentence, plain text; what people wrote stands in it literally.</summary>
    public string Text { get; }

    /// <summary>What it rests on; of a claim never empty.</summary>
    public IReadOnlyList<Source> Sources { get; }

    /// <summary>Every text in the sentences below ends up on one line.</summary>
    private static string Line(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The record says it.</summary>
    public sealed record Stated : Statement
    {
        /// <summary>States something.</summary>
        /// <param name="text">The sentence; whatever it claims stands in its sources.</param>
        /// <param name="sources">What it rests on; at least one.</param>
        /// <exception cref="ArgumentException">There is no source, or no text.</exception>
        public Stated(string text, params IReadOnlyList<Source> sources)
            : base(Line(text), sources.Distinct().ToArray())
        {
            if (Sources.Count == 0) throw new ArgumentException("A statement needs a source.", nameof(sources));
            if (Text.Length == 0) throw new ArgumentException("A statement says something.", nameof(text));
        }
    }

    /// <summary>The practice's to write: "[Practice to complete: …]".</summary>
    public sealed record ToFill : Statement
    {
        /// <summary>Asks for something.</summary>
        /// <param name="prompt">What to write, a phrase.</param>
        /// <param name="about">What it is about; may be empty.</param>
        public ToFill(string prompt, params IReadOnlyList<Source> about)
            : base($"{Opening}{Line(prompt)}]", about)
        {
        }

        /// <summary>How every blank begins.</summary>
        public const string Opening = "[Practice to complete: ";
    }

    /// <summary>Honest about a gap: "Not in the record: …".</summary>
    public sealed record NotInRecord : Statement
    {
        /// <summary>Tells of a gap.</summary>
        /// <param name="what">What is missing, a phrase.</param>
        /// <param name="about">What it is about, for example the criterion that asks for it; may be empty.</param>
        public NotInRecord(string what, params IReadOnlyList<Source> about)
            : base($"{Opening}{Line(what).TrimEnd('.')}.", about)
        {
        }

        /// <summary>How every gap begins.</summary>
        public const string Opening = "Not in the record: ";
    }
}

/// <summary>A statement with what belongs under it.</summary>
internal sealed record Entry(Statement Main, params IReadOnlyList<Statement> Under)
{
    /// <summary>Main and what is under it, in reading order.</summary>
    public IEnumerable<Statement> All => Under.Prepend(Main);
}

/// <summary>A part of a document. Its heading is one of <see cref="Headings"/>.</summary>
/// <param name="Heading">What stands over it.</param>
/// <param name="Entries">In reading order.</param>
internal sealed record Section(Heading Heading, IReadOnlyList<Entry> Entries)
{
    /// <summary>Every statement, in reading order.</summary>
    public IEnumerable<Statement> Statements => Entries.SelectMany(entry => entry.All);
}

/// <summary>A document of the kit.</summary>
internal abstract record KitText
{
    /// <summary>Title of the document, one of a few.</summary>
    public abstract string Title { get; }

    /// <summary>In reading order; none is empty.</summary>
    public abstract IReadOnlyList<Section> Sections { get; }
}
