namespace UtilizationReview.Contracts.Access;

/// <summary>Who a caller can be: the values of the token's <c>role</c> claim.</summary>
public static class Roles
{
    /// <summary>Staff or software of a practice; carries the practice it acts for.</summary>
    public const string Practice = "practice";

    /// <summary>Contact-center staff of the plan, acting on behalf of a practice.</summary>
    public const string ContactCenter = "contact_center";

    /// <summary>Registered nurse or physical therapist: approves as asked, asks, refers; never denies.</summary>
    public const string Nurse = "nurse";

    /// <summary>Physician reviewer: the only one who can deny.</summary>
    public const string Physician = "physician";

    /// <summary>Keeps the plan's directory, criteria and programs.</summary>
    public const string PlanAdministrator = "plan_administrator";

    /// <summary>Runs the platform.</summary>
    public const string Operator = "operator";

    /// <summary>One of the platform's own services calling another.</summary>
    public const string Service = "service";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Practice, ContactCenter, Nurse, Physician, PlanAdministrator, Operator, Service];
}
