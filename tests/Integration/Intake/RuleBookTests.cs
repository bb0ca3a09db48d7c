using Grpc.Core;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;

namespace UtilizationReview.Tests.Integration.Intake;

/// <summary>The plan administrator reads the dated rules with their tags.</summary>
public sealed class RuleBookTests : IAsyncLifetime
{
    private IntakeHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await IntakeHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_administrator_sees_every_kind_of_rule_with_its_source_and_how_sure_it_is()
    {
        var rules = (await List(new())).Rules;
        rules.Select(r => r.Kind).Distinct().Count().ShouldBe(Enum.GetValues<RuleKind>().Length - 1);
        rules.ShouldAllBe(r => r.Says.Length > 0 && r.Citation.Length > 0 && r.Confidence.Length > 0 && r.VerifiedOn.Length == 10 && r.EffectiveFrom.Length == 10);
        rules.Where(r => r.Confidence.Contains("mem", StringComparison.Ordinal)).Select(r => r.Id).ShouldContain("STATE-IA-STANDARD");
        var floor = rules.Single(r => r.Kind == RuleKind.ValidityFloor && r.State == "WA");
        (floor.Confidence, floor.Says, floor.LinesOfBusiness.Single()).ShouldBe(("mem", "An approval is valid for at least 45 calendar days.", "commercial_insured"));
        floor.Note.ShouldContain("not re-read");
        rules.Where(r => r.Option.Length > 0).Select(r => r.Option).Distinct().ShouldBe(["AB-512"]);
    }

    [Fact]
    public async Task Rules_are_narrowed_by_kind_state_line_of_business_and_day()
    {
        var clocks = (await List(new() { Kinds = { RuleKind.Clock }, State = "MI", LineOfBusiness = "commercial_insured", InForceOn = "2024-05-31" })).Rules;
        clocks.Select(r => r.Id).ShouldBe(["STATE-*-STANDARD", "STATE-*-EXPEDITED", "STATE-MI-STANDARD", "STATE-MI-EXPEDITED"]);
        clocks[2].ShouldSatisfyAllConditions(r => r.EffectiveThrough.ShouldBe("2024-05-31"), r => r.Says.ShouldStartWith("Standard requests: 9 calendar days from receipt."));
        (await List(new() { Kinds = { RuleKind.GoldCard }, LineOfBusiness = "medicare_advantage" })).Rules.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Wisconsin", "", "", "state", "The state is not two capital letters, such as WI.")]
    [InlineData("", "medicare", "", "line_of_business", "The line of business is not one of commercial_insured, commercial_self_funded, medicare_advantage, medicaid_managed, "
        + "qualified_health_plan, medicaid_fee_for_service.")]
    [InlineData("", "", "tomorrow", "in_force_on", "The day is not a date (yyyy-MM-dd).")]
    public async Task What_cannot_be_asked_for_is_told_with_its_field(string state, string line, string day, string field, string sentence)
    {
        var refusal = (await Should.ThrowAsync<RpcException>(() => List(new() { State = state, LineOfBusiness = line, InForceOn = day }))).ToRefusal()!;
        (refusal.Kind, refusal.Sentence, refusal.Fields.Single().Field).ShouldBe((RefusalKind.BadInput, sentence, field));
    }

    [Fact]
    public async Task Nobody_else_reads_them()
    {
        foreach (var caller in new[] { IntakeHost.MapleStaff, IntakeHost.Nurse, IntakeHost.ContactCenter })
        {
            (await Should.ThrowAsync<RpcException>(async () => await _host.RulesAs(caller).ListRulesAsync(new(), cancellationToken: TestContext.Current.CancellationToken)))
                .StatusCode.ShouldBe(StatusCode.PermissionDenied);
        }
    }

    private async Task<ListRulesResponse> List(ListRulesRequest request) =>
        await _host.RulesAs(IntakeHost.Administrator).ListRulesAsync(request, cancellationToken: TestContext.Current.CancellationToken);
}
