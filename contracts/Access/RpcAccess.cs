using static UtilizationReview.Contracts.Access.Roles;
using static UtilizationReview.Contracts.Access.Scope;

namespace UtilizationReview.Contracts.Access;

/// <summary>Which records an admitted caller reaches.</summary>
public enum Scope
{
    /// <summary>No member's record is read or written: criteria, code lists, facilities.</summary>
    NoRecords,

    /// <summary>A practice reaches its own practice's records; reviewers, contact center and administrators those of their plans; the
    /// platform's services and the operator all. What a caller does not reach answers NOT_FOUND.</summary>
    OwnRecords,

    /// <summary>Only what is the caller's own: presence, drafts of the practice, worklist.</summary>
    Self,
}

/// <summary>One RPC and who may call it.</summary>
/// <param name="Method">Full name as on the wire, <c>/package.Service/Method</c>.</param>
/// <param name="Scope">Which records an admitted caller reaches.</param>
/// <param name="Roles">Admitted roles; nobody else may call it.</param>
public sealed record RpcRow(string Method, Scope Scope, IReadOnlySet<string> Roles);

/// <summary>The one table that says who may call what. An RPC without a row admits nobody.</summary>
public static class RpcAccess
{
    private static readonly string[] Everyone = [.. All];
    private static readonly string[] Ordering = [Practice, ContactCenter];
    private static readonly string[] Reviewing = [Nurse, Physician];
    private static readonly string[] Watching = [Nurse, PlanAdministrator, Operator];

    /// <summary>Every row.</summary>
    public static IReadOnlyList<RpcRow> Table { get; } =
    [
        .. Of("utilization_review.criteria.v1.ClinicalCriteria",
            ("CheckLines", NoRecords, Everyone),
            ("Evaluate", NoRecords, Everyone),
            ("EvaluateSite", NoRecords, Everyone),
            ("NextQuestions", NoRecords, Everyone),
            ("GetChecklist", NoRecords, Everyone),
            ("ListGuidelines", NoRecords, Everyone),
            ("GetGuideline", NoRecords, Everyone),
            ("ListFacts", NoRecords, Everyone),
            ("ListProcedures", NoRecords, Everyone),
            ("CheckPlanReferences", NoRecords, [PlanAdministrator, Operator, Service])),

        .. Of("utilization_review.criteria.v1.PreCheck", ("Check", NoRecords, Everyone)),

        .. Of("utilization_review.site_of_care.v1.SiteOfCare",
            ("ReviewSite", NoRecords, [.. Reviewing, PlanAdministrator, Service]),
            ("ListAlternatives", NoRecords, Everyone),
            ("GetFacility", NoRecords, Everyone),
            ("FindFacilities", NoRecords, Everyone),
            ("SaveFacility", NoRecords, [PlanAdministrator])),

        .. Of("utilization_review.intake.v1.Intake",
            ("SaveDraft", Self, Ordering),
            ("GetDraft", Self, [.. Ordering, Service]),
            ("ListDrafts", Self, Ordering),
            ("DiscardDraft", Self, Ordering),
            ("Submit", OwnRecords, Ordering),
            ("GetOrder", OwnRecords, Everyone),
            ("FindOrders", OwnRecords, Everyone),
            ("GetTimeline", OwnRecords, Everyone),
            ("WatchOrder", OwnRecords, Everyone),
            ("AddInformation", OwnRecords, Ordering),
            ("Withdraw", OwnRecords, Ordering),
            ("ChangeApproved", OwnRecords, Ordering),
            ("MoveSite", OwnRecords, Ordering),
            ("RequestReconsideration", OwnRecords, Ordering),
            ("Revoke", OwnRecords, [PlanAdministrator]),
            ("ExtendClock", OwnRecords, [.. Reviewing, PlanAdministrator]),
            ("SaveMember", OwnRecords, [PlanAdministrator]),
            ("GetMember", OwnRecords, [.. Ordering, .. Reviewing, PlanAdministrator, Service]),
            ("SavePractice", OwnRecords, [PlanAdministrator]),
            ("GetPractice", OwnRecords, [.. Ordering, .. Reviewing, PlanAdministrator, Service])),

        .. Of("utilization_review.intake.v1.AppealLadder",
            ("GetLadder", OwnRecords, Everyone),
            ("FileAppeal", OwnRecords, [.. Ordering, PlanAdministrator]),
            ("RecordAppealOutcome", OwnRecords, [PlanAdministrator]),
            ("ExtendAppeal", OwnRecords, [PlanAdministrator])),
        .. Of("utilization_review.intake.v1.RuleBook",
            ("ListRules", NoRecords, [PlanAdministrator])),
        .. Of("utilization_review.intake.v1.NoticeRules",
            ("CheckNotice", OwnRecords, [PlanAdministrator, Service])),
        .. Of("utilization_review.intake.v1.PublicMetrics",
            ("GetPublicMetrics", OwnRecords, [PlanAdministrator]),
            ("GetPublicMetricsCsv", OwnRecords, [PlanAdministrator]),
            ("GetGoldCardCounts", OwnRecords, [PlanAdministrator])),

        .. Of("utilization_review.plans.v1.Plans",
            ("ListPlans", OwnRecords, [PlanAdministrator, Operator]),
            ("GetPlan", OwnRecords, [PlanAdministrator, Operator]),
            ("LoadPlan", OwnRecords, [PlanAdministrator]),
            ("ListPlanChanges", OwnRecords, [PlanAdministrator, Operator])),

        .. Of("utilization_review.nurse_review.v1.NurseReview",
            ("ListQueue", OwnRecords, Watching),
            ("WatchQueue", OwnRecords, Watching),
            ("GetItem", OwnRecords, [.. Watching, Physician]),
            ("ClaimNext", OwnRecords, [Nurse]),
            ("Claim", OwnRecords, [Nurse]),
            ("RenewLease", OwnRecords, [Nurse]),
            ("Release", OwnRecords, [Nurse]),
            ("Reevaluate", OwnRecords, [Nurse]),
            ("ListMissing", OwnRecords, [Nurse]),
            ("DraftReferral", OwnRecords, [Nurse]),
            ("RecordFinding", OwnRecords, [Nurse]),
            ("RequestInformation", OwnRecords, [Nurse]),
            ("Approve", OwnRecords, [Nurse]),
            ("Refer", OwnRecords, [Nurse])),
        .. Of("utilization_review.nurse_review.v1.NurseSupervision",
            ("SaveNurse", NoRecords, [PlanAdministrator]),
            ("ListNurses", NoRecords, [PlanAdministrator]),
            ("Load", OwnRecords, [PlanAdministrator]),
            ("Ageing", OwnRecords, [PlanAdministrator]),
            ("Assign", OwnRecords, [PlanAdministrator]),
            ("ReturnToPool", OwnRecords, [PlanAdministrator])),

        .. Of("utilization_review.peer_to_peer.v1.PeerToPeer",
            ("SavePhysician", NoRecords, [PlanAdministrator]),
            ("SaveMyHours", Self, [Physician]),
            ("GetPhysician", NoRecords, [.. Reviewing, PlanAdministrator, Operator, Service]),
            ("ListPhysicians", NoRecords, [.. Reviewing, PlanAdministrator, Operator, Service]),
            ("Heartbeat", Self, [Physician]),
            ("SetAway", Self, [Physician]),
            ("ListWorklist", Self, [Physician]),
            ("WatchWorklist", Self, [Physician]),
            ("GetCase", OwnRecords, [Physician, PlanAdministrator]),
            ("TakeCase", OwnRecords, [Physician]),
            ("ReleaseCase", OwnRecords, [Physician, PlanAdministrator]),
            ("RequestTalk", OwnRecords, Ordering),
            ("OfferTalk", OwnRecords, Reviewing),
            ("OfferSlots", OwnRecords, [.. Ordering, .. Reviewing, PlanAdministrator]),
            ("Book", OwnRecords, [.. Ordering, .. Reviewing, PlanAdministrator]),
            ("MoveTalk", OwnRecords, [.. Ordering, .. Reviewing, PlanAdministrator]),
            ("CancelTalk", OwnRecords, [.. Ordering, .. Reviewing, PlanAdministrator]),
            ("AcceptConnection", OwnRecords, [Physician]),
            ("RecordAttempt", OwnRecords, Reviewing),
            ("RecordHeld", OwnRecords, [Physician]),
            ("RecordMissed", OwnRecords, [.. Ordering, Physician]),
            ("GetTalk", OwnRecords, [.. Ordering, .. Reviewing, PlanAdministrator]),
            ("GetInvitation", OwnRecords, [.. Ordering, .. Reviewing, PlanAdministrator]),
            ("ListEscalations", OwnRecords, [PlanAdministrator, Operator]),
            ("ListTalks", OwnRecords, [.. Ordering, .. Reviewing, PlanAdministrator, Service]),
            ("Determine", OwnRecords, [Physician])),

        .. Of("utilization_review.correspondence.v1.Documents",
            ("Upload", OwnRecords, Ordering),
            ("Download", OwnRecords, [.. Ordering, .. Reviewing, PlanAdministrator, Service]),
            ("GetDocument", OwnRecords, [.. Ordering, .. Reviewing, PlanAdministrator, Service]),
            ("ListDocuments", OwnRecords, [.. Ordering, .. Reviewing, PlanAdministrator, Service]),
            ("CheckCitations", OwnRecords, [.. Ordering, .. Reviewing, Service])),
        .. Of("utilization_review.correspondence.v1.AdvocatesKit",
            ("GetWhy", OwnRecords, [.. Ordering, .. Reviewing, PlanAdministrator]),
            ("GetCallSheet", OwnRecords, [.. Ordering, .. Reviewing, PlanAdministrator]),
            ("GetReconsiderationLetter", OwnRecords, [.. Ordering, .. Reviewing, PlanAdministrator])),

        .. Of("utilization_review.correspondence.v1.Notices",
            ("ListNotices", OwnRecords, [.. Ordering, .. Reviewing, PlanAdministrator, Service]),
            ("GetNotice", OwnRecords, [.. Ordering, .. Reviewing, PlanAdministrator, Service]),
            ("MarkRead", OwnRecords, [Practice]),
            ("ListLettersToMail", OwnRecords, [PlanAdministrator]),
            ("RecordMailed", OwnRecords, [PlanAdministrator]),
            ("ListDeliveryProblems", OwnRecords, [PlanAdministrator, Operator]),
            ("Redeliver", OwnRecords, [PlanAdministrator, Operator]),
            ("Reissue", OwnRecords, [PlanAdministrator, Operator]),
            ("SaveDeliveryAddress", OwnRecords, [Practice, PlanAdministrator]),
            ("GetDeliveryAddress", OwnRecords, [Practice, PlanAdministrator]),
            ("ListTemplates", NoRecords, [PlanAdministrator]),
            ("PreviewTemplate", NoRecords, [PlanAdministrator])),

        .. Of("utilization_review.spine_center.v1.SpineCenter",
            ("SaveCenter", NoRecords, [PlanAdministrator]),
            ("ListCenters", NoRecords, Everyone),
            ("RecordEvaluation", OwnRecords, [.. Ordering, PlanAdministrator]),
            ("GetEvaluations", OwnRecords, [.. Ordering, .. Reviewing, PlanAdministrator, Service]),
            ("RequestVisit", OwnRecords, Ordering),
            ("GetVisit", OwnRecords, Everyone),
            ("ListVisitsToReview", OwnRecords, [.. Reviewing, PlanAdministrator]),
            ("DecideVisit", OwnRecords, Reviewing),
            ("CheckClaim", OwnRecords, [.. Ordering, PlanAdministrator, Service]),
            ("ListOverdueAccess", OwnRecords, [ContactCenter, PlanAdministrator, Operator])),

        .. Of("utilization_review.demo.v1.DemoClock",
            ("Read", NoRecords, [Operator]),
            ("MoveTo", NoRecords, [Operator])),
    ];

    /// <summary>The rows as the platform's interceptor takes them.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> RolesByMethod { get; } =
        Table.ToDictionary(row => row.Method, row => row.Roles, StringComparer.Ordinal);

    private static IEnumerable<RpcRow> Of(string service, params IEnumerable<(string Method, Scope Scope, string[] Roles)> rows) =>
        rows.Select(row => new RpcRow($"/{service}/{row.Method}", row.Scope, row.Roles.ToHashSet(StringComparer.Ordinal)));
}
