using UtilizationReview.Intake.Adapters;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Time;
using static UtilizationReview.Intake.Domain.OrderCommand;
using Domain = UtilizationReview.Intake.Domain;

namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>Orders in the states tests start from, built by carrying out commands and folding their facts.</summary>
internal sealed record AnOrder(Order? State, DateTimeOffset Now, IReadOnlyList<OrderEvent> Facts)
{
    /// <summary>The directory of the shipped rules.</summary>
    public static string Shipped { get; } = Path.Combine(Root(), "services", "Intake", "Regimes");

    /// <summary>The shipped rules.</summary>
    public static Rules Law { get; } = RegimeFiles.Load(Shipped);

    public static readonly TimeZoneInfo Chicago = TimeZones.Find("America/Chicago");

    /// <summary>Tuesday 24 November 2026, 15:00 in Chicago.</summary>
    public static readonly DateTimeOffset Received = new DateOnly(2026, 11, 24).At(new(15, 0), Chicago);

    public static PlanTerms Plan { get; } = new("meadow", LineOfBusiness.CommercialInsured, "WI", "America/Chicago");

    public static OrderForm Form { get; } = new(
        "meadow", "m-1", "pr-1", "dr-1", "", "", PlaceOfService.SurgeryCenter, new(2026, 12, 10), Urgency.Standard, ["M51.16"], [], false, "", "");

    public Order Order => State!;

    public static RequestedLine Line(
        int number = 1, string code = "63030", Domain.Program program = Domain.Program.Spine, LineRoute route = LineRoute.Review, int units = 1, string[]? levels = null,
        int primary = 0, bool siteScope = false) =>
        new(number, code, units, Side.NotApplicable, levels ?? [], program, "a procedure", route, "RULE", "why so", primary, siteScope);

    public static AnOrder Submitted(params RequestedLine[] lines) => Submitted(Plan, Form, lines);

    public static AnOrder Submitted(PlanTerms plan, OrderForm form, params RequestedLine[] lines) =>
        new AnOrder(null, Received, []).Do(new Submit("T-1", "A-1", Channel.Portal, "pr-1", form, lines.Length == 0 ? [Line()] : lines, plan, "WI"));

    public static AnOrder WithNurse(params RequestedLine[] lines) =>
        Submitted(lines).Do(o => new RecordEvaluation([.. o.Lines.Select(l => Finding(l.Asked.Number, ServiceAnswer.NotMet))]));

    public static AnOrder WithPhysician(params RequestedLine[] lines) => WithNurse(lines).Do(new NurseRefer([], "n-1", ["LUM-DISC-2.b"]));

    public static AnOrder Denied(params RequestedLine[] lines) => WithPhysician(lines).Do(o => Deny([.. o.Lines.Select(l => l.Asked.Number)]));

    /// <summary>Line 1 approved and then revoked, line 2 denied.</summary>
    public static AnOrder DeniedAndRevoked(PlanTerms? plan = null) => Submitted(plan ?? Plan, Form, Line(), Line(2))
        .Do(new RecordEvaluation([Finding(1, ServiceAnswer.Met), Finding(2, ServiceAnswer.NotMet)])).Do(new NurseRefer([], "n-1", [])).Do(Deny(2))
        .Do(new Revoke(RevocationGround.CoverageEnded, "finding 7", "admin"));

    public static AnOrder DeniedOn(DateOnly date, PlanTerms? plan = null) => Submitted(plan ?? Plan, Form).Do(Evaluation(ServiceAnswer.NotMet)).Do(new NurseRefer([], "n-1", []))
        .At(date.At(new(16, 0), Chicago)).Do(Deny(1));

    public static AnOrder ApprovedByRules(params RequestedLine[] lines) =>
        Submitted(lines).Do(o => new RecordEvaluation([.. o.Lines.Select(l => Finding(l.Asked.Number, ServiceAnswer.Met))]));

    /// <summary>A pain line at a hospital whose service is met: only the site is in question.</summary>
    public static AnOrder WithSiteQuestion() =>
        Submitted(Plan, Form with { PlaceOfService = PlaceOfService.OnCampusHospital, FacilityId = "hospital" }, Line(code: "62323", program: Domain.Program.Pain, siteScope: true))
            .Do(Evaluation(ServiceAnswer.Met)).Do(new RecordSite([], new(SiteAnswer.PhysicianQuestion, "", "{}")));

    public static RecordEvaluation Evaluation(ServiceAnswer answer, int line = 1) => new([Finding(line, answer)]);

    public static LineFinding Finding(int line, ServiceAnswer answer, bool automation = true, bool excluded = false) =>
        new(line, answer, automation, excluded, "msk-spine/lumbar-discectomy", "2026.2", "LUM-DISC-2", answer == ServiceAnswer.Met ? [] : ["LUM-DISC-2.b"], "{}");

    public static NurseAttestation Nurse(string id = "n-1") => new(id, "Nora Nurse", "nurse", true, true, Received);

    public static PhysicianAttestation Physician(string id = "d-1", string specialty = "spine-surgery") =>
        new(id, "Dora Doctor", "12345" + id.GetHashCode(StringComparison.Ordinal).ToString("D5")[^5..], specialty, "WI", "L-1", true, true, Received);

    public static AdverseReason Why { get; } = new("Six weeks of conservative care are not documented.", ["LUM-DISC-2.b"], ["notes of therapy"]);

    public static PeerToPeerDuty Offered { get; } = new PeerToPeerDuty.Offered(Received);

    public static PhysicianDecide Deny(params int[] lines) => DenyBy("d-1", lines);

    public static PhysicianDecide DenyBy(string physician, params int[] lines) =>
        new(Physician(physician), [.. lines.Select(n => new LineDecision.Deny(n, Why, Offered))], true);

    public static PhysicianDecide ApproveBy(string physician, params int[] lines) =>
        new(Physician(physician), [.. lines.Select(n => new LineDecision.Approve(n, "The talk filled the gap.", ["LUM-DISC-2"]))], false);

    public static RequestReconsideration Ask(params int[] lines) => new(lines, [new("cm.weeks", "", "{\"name\":\"cm.weeks\"}")], "new notes", "pr-1");

    public static RecordTalk Talk(TalkStep step, DateTimeOffset at, string id = "t-1") => new(at, id, step, "d-1", "physician", "d-1", null, 0);

    public static AttachDocument Document(string id, DateTimeOffset receivedAt, DateTimeOffset? usableAt = null) =>
        new(new(id, "therapy-notes", receivedAt), usableAt ?? receivedAt, "pr-1");

    /// <summary>Moves the clock.</summary>
    public AnOrder At(DateTimeOffset now) => this with { Now = now };

    public AnOrder After(TimeSpan time) => At(Now + time);

    public AnOrder Do(Func<Order, OrderCommand> command) => Do(command(Order));

    /// <summary>Carries out a command that must act.</summary>
    public AnOrder Do(OrderCommand command)
    {
        var facts = Try(command).ShouldBeOfType<Answer<OrderEvent>.Accepted>((Try(command) as Answer<OrderEvent>.Rejected)?.Refusal.Sentence ?? "").Events;
        return this with { State = facts.Aggregate(State, OrderLifecycle.Evolve), Facts = [.. Facts, .. facts], Commands = [.. Commands, facts] };
    }

    /// <summary>The facts of each command.</summary>
    public IReadOnlyList<IReadOnlyList<OrderEvent>> Commands { get; private init; } = [];

    /// <summary>How the order is counted so far; null while nothing is decided.</summary>
    public DecidedCase? Case => DecidedCases.Replay(Commands.SelectMany((facts, at) => facts.Select(fact => (at + 1, fact))));

    public Answer<OrderEvent> Try(OrderCommand command) => OrderLifecycle.Decide(State, command, Now, Law);

    public Refusal Refused(OrderCommand command) => Try(command).ShouldBeOfType<Answer<OrderEvent>.Rejected>().Refusal;

    public void Ignores(OrderCommand command) => Try(command).ShouldBeOfType<Answer<OrderEvent>.Ignored>();

    public OrderStatus Status => OrderLifecycle.Status(Order);

    public OrderLine LineOf(int number = 1) => Order.Line(number)!;

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "UtilizationReview.sln"))) directory = directory.Parent!;
        return directory.FullName;
    }
}
