using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using UtilizationReview.Intake.Domain;
using static UtilizationReview.Tests.Unit.Intake.AnOrder;

namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>States and facts as they are stored, and what cannot be stored at all.</summary>
public sealed class StoredOrders
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    [Fact]
    public void Discriminators_are_storage_format_and_only_ever_added_to()
    {
        Discriminators<OrderEvent>().ShouldBe([
            "order-received", "lines-routed", "line-settled", "evaluation-recorded", "evaluation-failed", "evaluation-given-up", "site-recorded", "referred-to-nurse", "service-confirmed",
            "lines-referred", "referred-to-physician", "line-approved", "line-approved-less", "line-denied", "line-site-denied", "order-determined", "information-asked",
            "information-received", "talk-recorded", "clock-extended", "due-soon", "deadline-missed", "reopened", "site-moved", "approval-changed", "linked-review-opened",
            "expiry-warned", "lines-expired", "lines-revoked", "order-withdrawn", "order-closed", "facility-questioned", "document-attached", "appeal-filed", "appeal-decided",
            "appeal-due", "citations-unchecked", "decision-overtaken", "notice-given", "reconsideration-closing", "appeal-extended",
            "approval-reinstated"]);
        Discriminators<Determination>().ShouldBe(["approved", "approved-less", "denied", "denied-site", "settled"]);
        Discriminators<Approver>().ShouldBe(["rules", "nurse", "physician", "law", "appeal"]);
        Discriminators<PeerToPeerDuty>().ShouldBe(["held", "offered", "unreachable", "no-room"]);
    }

    [Fact]
    public void Every_kind_of_fact_has_a_discriminator() =>
        typeof(OrderEvent).GetNestedTypes().Count(t => t.IsSubclassOf(typeof(OrderEvent))).ShouldBe(Discriminators<OrderEvent>().Length);

    [Fact]
    public void A_stored_order_reads_back_as_it_was()
    {
        AnOrder[] orders =
        [
            Submitted(), WithNurse(), WithPhysician(), Denied(), ApprovedByRules(Line(), Line(2, route: LineRoute.NotificationOnly)), WithSiteQuestion(), Denied().Do(Ask()),
            WithPhysician(Line(levels: ["L4-L5", "L5-S1"])).Do(new OrderCommand.PhysicianDecide(Physician(), [new LineDecision.ApproveLess(1, 1, ["L4-L5"], Why, new PeerToPeerDuty.Unreachable(3))], true)),
        ];
        foreach (var order in orders)
        {
            var text = JsonSerializer.Serialize(order.Order, Json);
            var back = JsonSerializer.Deserialize<Order>(text, Json)!;
            JsonSerializer.Serialize(back, Json).ShouldBe(text);
            OrderLifecycle.Status(back).ShouldBe(order.Status);
            OrderLifecycle.WakeAt(back).ShouldBe(OrderLifecycle.WakeAt(order.Order));
            foreach (var fact in order.Facts)
            {
                var stored = JsonSerializer.Serialize(fact, Json);
                JsonSerializer.Serialize(JsonSerializer.Deserialize<OrderEvent>(stored, Json), Json).ShouldBe(stored);
            }
            var replayed = order.Facts.Select(f => JsonSerializer.Deserialize<OrderEvent>(JsonSerializer.Serialize(f, Json), Json)!).Aggregate((Order?)null, OrderLifecycle.Evolve);
            JsonSerializer.Serialize(replayed, Json).ShouldBe(text);
        }
    }

    [Fact]
    public void Nothing_adverse_can_be_made_without_a_physicians_attestation()
    {
        var adverse = typeof(Determination).GetNestedTypes().Where(t => typeof(IAdverse).IsAssignableFrom(t)).ToList();
        adverse.Select(t => t.Name).ShouldBe(["ApprovedLess", "Denied", "DeniedSite"], ignoreOrder: true);
        foreach (var type in adverse) Constructors(type).ShouldAllBe(c => Takes(c, typeof(PhysicianAttestation)));
        // The only other kinds of determination give outcomes that are not adverse, and facts of denial carry only adverse determinations.
        typeof(Determination).GetNestedTypes().Except(adverse).Select(t => t.Name).ShouldBe(["Approved", "Settled"], ignoreOrder: true);
        foreach (var type in new[] { typeof(OrderEvent.LineDenied), typeof(OrderEvent.LineSiteDenied), typeof(OrderEvent.LineApprovedLess) })
            Constructors(type).ShouldAllBe(c => c.GetParameters().Any(p => adverse.Contains(p.ParameterType)));
        // Only the physician's command carries decisions.
        var deciding = typeof(OrderCommand).GetNestedTypes().Where(t => Constructors(t).Any(c => c.GetParameters().Any(p => p.ParameterType == typeof(IReadOnlyList<LineDecision>)))).ToList();
        deciding.ShouldBe([typeof(OrderCommand.PhysicianDecide)]);
        Constructors(deciding[0]).ShouldAllBe(c => Takes(c, typeof(PhysicianAttestation)));
    }

    [Fact]
    public void A_stored_denial_without_its_attestation_does_not_come_back_to_life()
    {
        var denial = JsonSerializer.Serialize<Determination>(Denied().LineOf().InForce!, Json);
        var parsed = System.Text.Json.Nodes.JsonNode.Parse(denial)!;
        parsed["attestation"] = null;
        var damaged = parsed.ToJsonString();
        damaged.ShouldNotBe(denial);
        Should.Throw<ArgumentNullException>(() => JsonSerializer.Deserialize<Determination>(damaged, Json)).Message.ShouldStartWith("An adverse determination exists only with");
    }

    [Theory]
    [InlineData("recordReviewed")]
    [InlineData("noConflictOfInterest")]
    public void A_stored_denial_with_half_an_attestation_does_not_come_back_to_life(string statement)
    {
        var parsed = System.Text.Json.Nodes.JsonNode.Parse(JsonSerializer.Serialize<Determination>(Denied().LineOf().InForce!, Json))!;
        parsed["attestation"]![statement]!.GetValue<bool>().ShouldBeTrue();
        parsed["attestation"]![statement] = false;
        Should.Throw<ArgumentException>(() => JsonSerializer.Deserialize<Determination>(parsed.ToJsonString(), Json)).Message
            .ShouldStartWith("An adverse determination exists only with a physician's whole attestation");
    }

    private static string[] Discriminators<T>() => [.. typeof(T).GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false).Select(a => (string)a.TypeDiscriminator!)];

    private static IEnumerable<ConstructorInfo> Constructors(Type type) =>
        type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Where(c => !(c.GetParameters() is [var only] && only.ParameterType == type));

    private static bool Takes(ConstructorInfo constructor, Type parameter) => constructor.GetParameters().Any(p => p.ParameterType == parameter);
}
