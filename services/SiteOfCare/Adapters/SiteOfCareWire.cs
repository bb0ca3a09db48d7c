using System.Globalization;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Contracts.SiteOfCare.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.SiteOfCare.Domain;
using Facility = UtilizationReview.SiteOfCare.Domain.Facility;
using SiteAnswer = UtilizationReview.SiteOfCare.Domain.SiteAnswer;
using Wire = UtilizationReview.Contracts.SiteOfCare.V1;

namespace UtilizationReview.SiteOfCare.Adapters;

/// <summary>Messages of the wire ↔ the domain's own words. The place-of-service code is the same number on both sides.</summary>
internal static class SiteOfCareWire
{
    /// <summary>Facts of the site-of-care guideline that the directory and the plan give; the names are the fact vocabulary's.</summary>
    internal static class FactNames
    {
        public const string NearestCapableCenter = "site.nearest_capable_center_miles";
        public const string NetworkCenterExists = "site.network_center_exists";
        public const string SurgeonLacksPrivileges = "site.surgeon_lacks_privileges";
        public const string PrivilegesGraceOpen = "site.privileges_grace_open";
        public const string EquipmentAvailableElsewhere = "site.equipment_available_elsewhere";

        public const string PlanExempt = "site.plan_exempt";

        /// <summary>Given by the practice: what the service needs, in words of the directory.</summary>
        public const string EquipmentNeeded = "site.equipment_needed";

        public static IReadOnlyList<string> Computed { get; } =
            [NearestCapableCenter, NetworkCenterExists, SurgeonLacksPrivileges, PrivilegesGraceOpen, EquipmentAvailableElsewhere, PlanExempt];
    }

    public static SiteTerms Terms(PlanFile plan) => new()
    {
        Reviewed = plan.SiteOfCare.Reviewed,
        ObjectiveReasonsSettle = plan.SiteOfCare.ObjectiveReasonsSettle,
        ReachMiles = plan.SiteOfCare.ReachMiles,
        PrivilegesGraceThrough = plan.SiteOfCare.PrivilegesGraceThrough,
        Networks = plan.SiteOfCare.Networks,
        PreferredFacilities = plan.SiteOfCare.PreferredFacilities,
    };

    public static Facility Read(Wire.Facility facility) => new()
    {
        FacilityId = facility.FacilityId,
        Name = facility.Name,
        Place = (Place)facility.PlaceOfService,
        Coordinates = Read(facility.Coordinates) ?? new GeoPoint(0, 0),
        State = facility.State,
        Networks = [.. facility.Networks],
        Capabilities = [.. facility.Capabilities],
        Equipment = [.. facility.Equipment],
        PrivilegedSurgeons = [.. facility.PrivilegedSurgeons],
    };

    public static Wire.Facility Write(Facility facility) => new()
    {
        FacilityId = facility.FacilityId,
        Name = facility.Name,
        PlaceOfService = (PlaceOfService)facility.Place,
        Coordinates = new() { Latitude = facility.Coordinates.Latitude, Longitude = facility.Coordinates.Longitude },
        State = facility.State,
        Networks = { facility.Networks },
        Capabilities = { facility.Capabilities },
        Equipment = { facility.Equipment },
        PrivilegedSurgeons = { facility.PrivilegedSurgeons },
        Version = facility.Version,
    };

    public static Alternative Write(SiteAlternative alternative) => new()
    {
        Facility = Write(alternative.Facility),
        TenthsOfMile = alternative.Distance.Tenths,
        Preferred = alternative.Preferred,
        InNetwork = alternative.InNetwork,
        SurgeonPrivileged = alternative.SurgeonPrivileged,
    };

    public static GeoPoint? Read(Coordinates? coordinates) => coordinates is null ? null : new(coordinates.Latitude, coordinates.Longitude);

    /// <summary>The question in a request whose shape has been checked.</summary>
    public static SiteQuestion Question(ReviewSiteRequest request, DateOnly dateOfService, Facility? facility) => new()
    {
        OrderedPlace = (Place)request.Order.PlaceOfService,
        Facility = facility,
        Home = Read(request.Home),
        DateOfService = dateOfService,
        Codes = [.. request.Order.Lines.Select(line => line.Code).Distinct(StringComparer.Ordinal)],
        LinesInScope = request.LinesInScope.Count,
        SurgeonId = request.SurgeonId,
        StatedReason = request.Reason,
        EquipmentNeeded = request.Order.Facts.FirstOrDefault(fact => fact.Name == FactNames.EquipmentNeeded)?.Value?.Words?.Words_,
    };

    /// <summary>The order with the directory's facts in place of whatever was claimed under their names.</summary>
    public static OrderFacts WithDirectory(OrderFacts order, DirectoryFacts facts)
    {
        var told = order.Clone();
        var claimed = told.Facts.Where(fact => FactNames.Computed.Contains(fact.Name)).ToList();
        foreach (var fact in claimed) told.Facts.Remove(fact);
        if (facts.NearestCapableCenter is { } miles) Add(FactNames.NearestCapableCenter, new() { Number = miles.Value });
        Add(FactNames.NetworkCenterExists, new() { Truth = facts.NetworkCenterExists });
        if (facts.SurgeonLacksPrivileges is { } lacks) Add(FactNames.SurgeonLacksPrivileges, new() { Truth = lacks });
        Add(FactNames.PrivilegesGraceOpen, new() { Truth = facts.PrivilegesGraceOpen });
        if (facts.EquipmentAvailableElsewhere is { } available) Add(FactNames.EquipmentAvailableElsewhere, new() { Truth = available });
        Add(FactNames.PlanExempt, new() { Truth = false }); // SOC-4.b: an exempt plan does not review sites and was answered before
        return told;

        void Add(string name, FactValue value) => told.Facts.Add(new Fact { Name = name, Value = value, Origin = FactOrigin.Platform });
    }

    public static GuidelineAnswer Read(EvaluateSiteResponse response) =>
        new(response.Answer is Answer.Met, response.Objective, response.Reason, TextOf(response.Trace, response.Reason))
        {
            Carries = response.AutomationAllowed,
        };

    public static ReviewSiteResponse Write(SiteAnswer answer, EvaluateSiteResponse? guideline, IEnumerable<SiteAlternative> alternatives)
    {
        var response = new ReviewSiteResponse
        {
            Answer = answer switch
            {
                SiteAnswer.NotInScope => Wire.SiteAnswer.NotInScope,
                SiteAnswer.Accepted => Wire.SiteAnswer.Accepted,
                _ => Wire.SiteAnswer.PhysicianQuestion,
            },
            Reason = answer.Reason,
            Sentence = answer.Sentence,
            Alternatives = { alternatives.Select(Write) },
        };
        if (guideline is not null)
        {
            (response.Guideline, response.Version) = (guideline.Guideline, guideline.Version);
            response.Trace.AddRange(guideline.Trace);
            response.OpenCriteria.AddRange(guideline.OpenCriteria);
            response.WhatWouldChange.AddRange(guideline.WhatWouldChange);
        }
        return response;
    }

    /// <summary>What is wrong with the shape of a review request; empty when it can be answered.</summary>
    public static IReadOnlyList<FieldProblem> Problems(ReviewSiteRequest request)
    {
        if (request.Order is null) return [new("order", "is missing")];
        var problems = new List<FieldProblem>();
        if (request.Order.Lines.Count == 0) problems.Add(new("order.lines", "is empty; an order has at least one line"));
        if (Date(request.Order.DateOfService) is null) problems.Add(new("order.date_of_service", "is not a date in the form yyyy-MM-dd"));
        foreach (var line in request.LinesInScope.Where(number => request.Order.Lines.All(line => line.Number != number)))
        {
            problems.Add(new("lines_in_scope", $"names line {line}, which the order does not have"));
        }
        if (SiteRules.IsHospitalOutpatient((Place)request.Order.PlaceOfService) && request.FacilityId.Length == 0)
        {
            problems.Add(new("facility_id", "is missing; a hospital outpatient site (place of service 19 or 22) names its facility"));
        }
        if (request.Home is not null) problems.AddRange(Problems(request.Home));
        return problems;
    }

    /// <summary>What is wrong with the home of a request that needs one.</summary>
    public static IReadOnlyList<FieldProblem> Problems(Coordinates? home) =>
        home is { Latitude: >= -90 and <= 90, Longitude: >= -180 and <= 180 }
            ? []
            : [new("home", home is null
                ? "is missing; distances are counted from the member's home"
                : "is not a place: latitude -90 to 90, longitude -180 to 180")];

    public static DateOnly? Date(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    private static string TextOf(IEnumerable<CriterionTrace> trace, string id)
    {
        foreach (var node in trace)
        {
            if (node.Id == id) return node.Text;
            if (TextOf(node.Children, id) is { Length: > 0 } text) return text;
        }
        return "";
    }
}
