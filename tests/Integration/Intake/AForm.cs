using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.Vocabulary.V1;

namespace UtilizationReview.Tests.Integration.Intake;

/// <summary>Forms as a practice sends them.</summary>
internal static class AForm
{
    /// <summary>A lumbar discectomy at a surgery center, two weeks ahead.</summary>
    public static OrderForm LumbarDiscectomy(this IntakeHost host, string member = "m-1") => new()
    {
        PlanId = "meadow-commercial", MemberId = member, PracticeId = "maple-spine", OrderingClinicianId = "dr-maple", FacilityId = "lakeside-surgery",
        PlaceOfService = PlaceOfService.AmbulatorySurgeryCenter, DateOfService = host.Day(14), Urgency = Urgency.Standard,
        Lines = { new Line { Number = 1, Code = "63030", Units = 1, Side = Side.Left, Levels = { "L4-L5" } } },
        Diagnoses = { "M51.16" },
        Facts = { new Fact { Name = "sx.pain", Value = new() { Number = 7 } }, new Fact { Name = "cm.weeks", Value = new() { Number = 8 } } },
        CallbackPhone = "555-0101",
    };

    /// <summary>An epidural injection in the office.</summary>
    public static OrderForm Injection(this IntakeHost host, string member = "m-1")
    {
        var form = host.LumbarDiscectomy(member);
        (form.FacilityId, form.PlaceOfService) = ("", PlaceOfService.Office);
        form.Lines.Clear();
        form.Lines.Add(new Line { Number = 1, Code = "62323", Units = 1, Side = Side.NotApplicable });
        form.Diagnoses.Clear();
        form.Diagnoses.Add("M54.16");
        return form;
    }

    /// <summary>The same discectomy at a hospital outpatient department.</summary>
    public static OrderForm HospitalDiscectomy(this IntakeHost host, string member = "m-1")
    {
        var form = host.LumbarDiscectomy(member);
        (form.FacilityId, form.PlaceOfService, form.SiteReason) = ("meadow-general", PlaceOfService.OnCampusOutpatientHospital, "SOC-2.b");
        return form;
    }

    /// <summary>A day from today in the plan's zone, as the wire writes it.</summary>
    public static string Day(this IntakeHost host, int fromToday) => host.Today.AddDays(fromToday).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    public static OrderForm With(this OrderForm form, Action<OrderForm> change)
    {
        change(form);
        return form;
    }
}
