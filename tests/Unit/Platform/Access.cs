using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Identity;

namespace UtilizationReview.Tests.Unit.Platform;

public sealed class Access
{
    private static readonly string[] Roles = ["clerk", "nurse", "service", "operator"];

    private static readonly Dictionary<string, IReadOnlySet<string>> Table = new()
    {
        ["/a.B/Open"] = new HashSet<string> { "clerk", "nurse" },
        ["/a.B/Narrow"] = new HashSet<string> { "nurse" },
        ["/a.B/Nobody"] = new HashSet<string>(),
    };

    [Fact]
    public void Exactly_the_roles_of_the_row_are_admitted()
    {
        var admissions = new Admissions();
        admissions.Add(Table);
        foreach (var (method, roles) in Table)
        {
            foreach (var role in Roles) (admissions.Refuse(method, role) is null).ShouldBe(roles.Contains(role), $"{method} {role}");
        }
    }

    [Fact]
    public void An_rpc_without_a_row_admits_nobody()
    {
        var admissions = new Admissions();
        admissions.Add(Table);
        foreach (var role in Roles) admissions.Refuse("/a.B/Forgotten", role)!.Code.ShouldBe("rpc-admits-nobody");
    }

    [Fact]
    public void A_refusal_names_the_role_and_the_admitted_ones()
    {
        var admissions = new Admissions();
        admissions.Add(Table);
        var refusal = admissions.Refuse("/a.B/Open", "operator")!;
        refusal.Kind.ShouldBe(RefusalKind.NotAllowed);
        refusal.Sentence.ShouldBe("The role 'operator' may not call /a.B/Open. Admitted: clerk, nurse.");
    }

    [Fact]
    public void Two_rows_for_one_rpc_must_agree()
    {
        var admissions = new Admissions();
        admissions.Add(Table);
        admissions.Add(Table);
        Should.Throw<InvalidOperationException>(() => admissions.Add(new Dictionary<string, IReadOnlySet<string>> { ["/a.B/Narrow"] = new HashSet<string> { "clerk" } }))
            .Message.ShouldContain("/a.B/Narrow has two rows");
    }

    [Theory]
    [InlineData("/grpc.health.v1.Health/Check", true)]
    [InlineData("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", true)]
    [InlineData("/utilization_review.intake.v1.Intake/Submit", false)]
    [InlineData("/grpc.healthy.Other/Check", false)]
    public void Only_health_and_reflection_need_no_token(string method, bool exempt) => Admissions.IsExempt(method).ShouldBe(exempt);

    [Fact]
    public void A_practice_sees_its_own_records_only()
    {
        var caller = new Caller("p", "P", "clerk", "practice-1", ["plan-1"], null);
        caller.Sees("practice-1", "plan-2").ShouldBeTrue();
        caller.Sees("practice-2", "plan-1").ShouldBeFalse();
        caller.Sees(null, "plan-1").ShouldBeFalse();
    }

    [Fact]
    public void A_reviewer_sees_the_plans_worked_for()
    {
        var caller = new Caller("n", "N", "nurse", null, ["plan-1", "plan-2"], null);
        caller.Sees("practice-1", "plan-2").ShouldBeTrue();
        caller.Sees(null, "plan-1").ShouldBeTrue();
        caller.Sees("practice-1", "plan-3").ShouldBeFalse();
    }

    [Fact]
    public void Somebody_of_no_practice_and_no_plan_sees_nothing() => new Caller("x", "X", "nurse", null, [], null).Sees(null, "plan-1").ShouldBeFalse();

    [Theory]
    [InlineData("service")]
    [InlineData("operator")]
    public void Services_and_operators_see_all(string role) => new Caller("s", "S", role, null, [], null).Sees("practice-9", "plan-9").ShouldBeTrue();
}
