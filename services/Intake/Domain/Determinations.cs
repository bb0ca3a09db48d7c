using System.Text.Json.Serialization;

namespace UtilizationReview.Intake.Domain;

/// <summary>Outcome of one line.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LineOutcome>))]
internal enum LineOutcome
{
    Waiting, Approved, ApprovedLess, Denied, DeniedSite, NoReviewRequired, NotificationRecorded, Withdrawn, Expired, Revoked,
}

/// <summary>When it was decided: the instant, and the plan-local day that windows and validity are counted from.</summary>
internal sealed record DecidedOn(DateTimeOffset At, DateOnly Date);

/// <summary>What a determination rests on, for the notice (I7).</summary>
/// <param name="Reason">Specific, in plain words; never empty for anything adverse.</param>
/// <param name="Criteria">Criterion ids relied on.</param>
/// <param name="Missing">What is missing and why it matters.</param>
/// <param name="SoftwareRecommended">True when software recommended the outcome (I12).</param>
internal sealed record Grounds(
    string Reason, IReadOnlyList<string> Criteria, string Guideline,
    string GuidelineVersion, IReadOnlyList<string> Missing, bool SoftwareRecommended);

/// <summary>First and last day, inclusive and plan-local, on which an approval covers a date of service.</summary>
/// <param name="Through">Null: the approval does not expire (a state's rule for chronic conditions).</param>
/// <param name="Rule">What set it: <c>VAL-1 pain 10 business days</c>, <c>state floor MI …</c>.</param>
internal sealed record Validity(DateOnly From, DateOnly? Through, string Rule);

/// <summary>What can be done about an adverse determination.</summary>
/// <param name="ReconsiderationThrough">Last day on which reconsideration can be asked, inclusive, plan-local.</param>
/// <param name="TalkThrough">Last day on which a talk may still reopen it, inclusive, plan-local.</param>
/// <param name="Rights">Every right that goes with it, in words, with its last day.</param>
/// <param name="Upheld">True when a second look did not approve: it keeps the first windows (<see cref="Recourses.Second"/>).</param>
/// <param name="Reconsidered">True when that look was the reconsideration: it cannot be asked for again. A talk does not use it up.</param>
internal sealed record Recourse(DateOnly ReconsiderationThrough, DateOnly TalkThrough, IReadOnlyList<string> Rights, bool Upheld, bool Reconsidered)
{
    /// <summary>The steps of the law; none in determinations from before they were kept.</summary>
    public IReadOnlyList<LegalStep> Steps { get; init; } = [];

    /// <summary>Date of the notice by which the member was told, plan-local; null: not told yet, or from before it was kept.</summary>
    public DateOnly? MemberToldOn { get; init; }
}

/// <summary>Marks what is adverse. Every type with this mark takes a physician's attestation in its only constructor.</summary>
internal interface IAdverse
{
    PhysicianAttestation Attestation { get; }

    PeerToPeerDuty Duty { get; }

    Recourse Recourse { get; }
}

/// <summary>Everything a notice of one line's determination has to say.</summary>
[JsonPolymorphic]
[JsonDerivedType(typeof(Approved), "approved")]
[JsonDerivedType(typeof(ApprovedLess), "approved-less")]
[JsonDerivedType(typeof(Denied), "denied")]
[JsonDerivedType(typeof(DeniedSite), "denied-site")]
[JsonDerivedType(typeof(Settled), "settled")]
internal abstract record Determination
{
    private Determination(DecidedOn decided, Grounds grounds) => (Decided, Grounds) = (decided, grounds);

    public DecidedOn Decided { get; init; }

    public Grounds Grounds { get; init; }

    /// <summary>The outcome it gives the line.</summary>
    [JsonIgnore]
    public abstract LineOutcome Outcome { get; }

    /// <summary>The same with other days for what can be done about it; what is not adverse stays as it is.</summary>
    public Determination With(Recourse recourse) => this switch
    {
        Denied denied => denied with { Recourse = recourse },
        DeniedSite denied => denied with { Recourse = recourse },
        ApprovedLess less => less with { Recourse = recourse },
        _ => this,
    };

    /// <summary>The same with another validity; what approves nothing stays as it is.</summary>
    public Determination With(Validity validity) => this switch
    {
        Approved approved => approved with { Validity = validity },
        ApprovedLess less => less with { Validity = validity },
        _ => this,
    };

    /// <summary>Approved as asked.</summary>
    public sealed record Approved(DecidedOn Decided, Grounds Grounds, Approver By, Validity Validity, int Units, IReadOnlyList<string> Levels)
        : Determination(Decided, Grounds)
    {
        public override LineOutcome Outcome => LineOutcome.Approved;
    }

    /// <summary>Fewer units or levels than asked; the rest is adverse.</summary>
    public sealed record ApprovedLess(
        DecidedOn Decided, Grounds Grounds, PhysicianAttestation Attestation, PeerToPeerDuty Duty, Validity Validity, int Units,
        IReadOnlyList<string> Levels, Recourse Recourse) : Determination(Decided, Grounds), IAdverse
    {
        public PhysicianAttestation Attestation { get; init; } = Signed(Attestation);

        public override LineOutcome Outcome => LineOutcome.ApprovedLess;
    }

    /// <summary>The service is denied.</summary>
    public sealed record Denied(DecidedOn Decided, Grounds Grounds, PhysicianAttestation Attestation, PeerToPeerDuty Duty, Recourse Recourse)
        : Determination(Decided, Grounds), IAdverse
    {
        public PhysicianAttestation Attestation { get; init; } = Signed(Attestation);

        public override LineOutcome Outcome => LineOutcome.Denied;
    }

    /// <summary>The service is accepted, the hospital site is not.</summary>
    public sealed record DeniedSite(DecidedOn Decided, Grounds Grounds, PhysicianAttestation Attestation, PeerToPeerDuty Duty, Recourse Recourse)
        : Determination(Decided, Grounds), IAdverse
    {
        public PhysicianAttestation Attestation { get; init; } = Signed(Attestation);

        public override LineOutcome Outcome => LineOutcome.DeniedSite;
    }

    /// <summary>Nobody had to decide: not in the program, an emergency, or a notification. No expiry.</summary>
    public sealed record Settled(DecidedOn Decided, Grounds Grounds, bool Notification) : Determination(Decided, Grounds)
    {
        public override LineOutcome Outcome => Notification ? LineOutcome.NotificationRecorded : LineOutcome.NoReviewRequired;
    }

    /// <summary>An adverse determination read from damaged storage, without its attestation or with half of one, must not come to be
    /// either.</summary>
    private static PhysicianAttestation Signed(PhysicianAttestation? attestation) => attestation switch
    {
        null => throw new ArgumentNullException(nameof(attestation), "An adverse determination exists only with a physician's attestation."),
        _ when attestation.Lacks() is { Count: > 0 } lacks => throw new ArgumentException(
            $"An adverse determination exists only with a physician's whole attestation; this one does not say {string.Join(", ", lacks)}.",
            nameof(attestation)),
        _ => attestation,
    };
}
