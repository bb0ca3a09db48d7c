using UtilizationReview.Intake.Adapters;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;

namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>The audit record of a plan is appended to, and shows whether somebody changed it.</summary>
public sealed class TheRecordOfPlans
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 15, 0, 0, TimeSpan.Zero);
    private static readonly Actor Gale = new("admin-gale", "plan_administrator");

    [Fact]
    public void Entries_follow_from_each_other()
    {
        var ledger = Recorded(Loaded("1", "one"), Loaded("2", "two"), Loaded("3", "three"));

        ledger.Entries.Select(entry => entry.Version).ShouldBe(["1", "2", "3"]);
        ledger.IsWhole().ShouldBeTrue();
        for (var i = 0; i < 3; i++)
        {
            var changed = ledger.Entries.ToArray();
            changed[i] = changed[i] with { By = new Actor("somebody-else", Gale.Role) };
            (ledger with { Entries = changed }).IsWhole().ShouldBeFalse($"entry {i}");
        }

        (ledger with { Entries = [ledger.Entries[0], ledger.Entries[2]] }).IsWhole().ShouldBeFalse();
    }

    [Fact]
    public void A_version_is_loaded_once_and_never_with_another_text()
    {
        var ledger = Recorded(Loaded("2", "one"));

        Decide(ledger, Loaded("2", "one")).ShouldBeOfType<Answer<PlanRecorded>.Ignored>();
        Decide(ledger, Loaded("2", "other")).ShouldBeOfType<Answer<PlanRecorded>.Rejected>().Refusal.Code.ShouldBe("plan-version-exists");
    }

    [Fact]
    public void What_is_found_in_the_folder_is_recorded_once_and_so_is_what_is_gone()
    {
        var found = Loaded("1", "changed by hand") with { How = PlanChangeKind.Found };
        var gone = Loaded("1", "") with { How = PlanChangeKind.Gone };
        var ledger = Recorded(Loaded("1", "one"), found, gone);

        ledger.Entries.Select(entry => entry.How).ShouldBe([PlanChangeKind.Loaded, PlanChangeKind.Found, PlanChangeKind.Gone]);
        ledger.Standing().ShouldBeEmpty();
        Decide(ledger, gone).ShouldBeOfType<Answer<PlanRecorded>.Ignored>();
        Decide(null, gone).ShouldBeOfType<Answer<PlanRecorded>.Ignored>();
    }

    private static RecordPlan Loaded(string version, string text) =>
        new("test-plan", version, new DateOnly(2027, 1, 1), $"test-plan@{version}.yaml", PlanChangeKind.Loaded, ["the first version on record"], text, Gale);

    private static PlanLedger Recorded(params RecordPlan[] commands) => commands.Aggregate((PlanLedger?)null, (ledger, command) =>
        Decide(ledger, command).ShouldBeOfType<Answer<PlanRecorded>.Accepted>().Events.Aggregate(ledger, PlanLedgers.Rules.Evolve)!)!;

    private static Answer<PlanRecorded> Decide(PlanLedger? ledger, RecordPlan command) => PlanLedgers.Rules.Decide(ledger, command, Now);
}
