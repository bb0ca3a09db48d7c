using System.Text.Json.Serialization;

namespace UtilizationReview.Correspondence.Domain;

/// <summary>How far a document is; the numbers are the wire's and the database's.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DocumentState>))]
internal enum DocumentState
{
    /// <summary>Stored; the scanner is owed.</summary>
    Received = 1,

    /// <summary>The scanner could not say yet.</summary>
    Quarantined = 2,

    /// <summary>The scanner found nothing.</summary>
    Clean = 3,

    /// <summary>The scanner found something; there is no content any more.</summary>
    Infected = 4,

    /// <summary>There is no scanner.</summary>
    Unscanned = 5,
}

/// <summary>What kind of record it is; the numbers are the wire's.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DocumentKind>))]
internal enum DocumentKind { OfficeNote = 1, ImagingReport = 2, TherapyNotes = 3, Other = 4 }

/// <summary>Whose records they are: decides who sees them.</summary>
/// <param name="PracticeId">Practice that asks.</param>
/// <param name="PlanId">Plan of the member; of a draft it may be empty still.</param>
internal sealed record Ownership(string PracticeId, string PlanId);

/// <summary>Content that arrived whole and is what it was declared to be.</summary>
/// <param name="FileName">As the practice knows it; may name a person, so it stays out of logs and events.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">64 hexadecimal digits, lower case.</param>
/// <param name="Pages">Pages or frames; 0: not counted.</param>
/// <param name="AfterDetermination">Instant of the denial in force when it came; null when nothing was denied.</param>
internal sealed record Content(
    string FileName, string MediaType, DocumentKind Kind, long Length, string Sha256, int Pages, DateTimeOffset? AfterDetermination);

/// <summary>One document. Its id is also the key of its content in the store.</summary>
/// <param name="Id">DOC- and 32 hexadecimal digits, of which the first tell when it was made.</param>
/// <param name="SentBy">Person who sent it, in the role of <paramref name="SentByRole"/>.</param>
/// <param name="ReceivedAt">Instant it was stored, UTC.</param>
internal sealed record Document(string Id, Content Content, string SentBy, string SentByRole, DateTimeOffset ReceivedAt, DocumentState State)
{
    /// <summary>What the scanner found; empty unless infected.</summary>
    public string Found { get; init; } = "";

    /// <summary>How often the scanner was asked in vain.</summary>
    public int Tries { get; init; }

    /// <summary>When the scanner is owed a look; null when it has said, or there is none.</summary>
    public DateTimeOffset? ScanAt { get; init; }

    /// <summary>Others may read it and facts may cite it.</summary>
    [JsonIgnore]
    public bool IsUsable => State is DocumentState.Clean or DocumentState.Unscanned;

    /// <summary>The store holds its content.</summary>
    [JsonIgnore]
    public bool HasContent => State != DocumentState.Infected;
}
