using Microsoft.Extensions.Logging;
using UtilizationReview.Contracts.Plans;

namespace UtilizationReview.Tests.Unit.Plans;

/// <summary>A change in the folder comes into use as a whole, or not at all.</summary>
public sealed class PlanReloadTests : IDisposable
{
    private const string Sound = """
        plan_id: test-plan
        name: Test
        line_of_business: commercial_insured
        state: WI
        time_zone: America/Chicago
        programs: [spine]
        """;

    private const string Second = Sound + "\nversion: \"2\"\neffective_from: 2020-01-01\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plans");
    private readonly Warnings _warnings = new();
    private readonly List<PlanReload> _made = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        foreach (var reload in _made) reload.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_valid_change_takes_the_place_of_what_was_in_force()
    {
        var (plans, reload) = Started();
        var changes = 0;
        plans.Changed += (_, _) => changes++;

        Write("b.yaml", Second);
        await reload.LookAsync(Ct);
        await reload.LookAsync(Ct);

        plans.Find("test-plan")!.Version.ShouldBe("2");
        (changes, _warnings.Told.Count).ShouldBe((1, 0));
    }

    [Fact]
    public async Task A_bad_change_leaves_everything_in_force_and_is_told_once_with_every_problem()
    {
        var (plans, reload) = Started();

        Write("b.yaml", Second.Replace("WI", "Wisconsin", StringComparison.Ordinal));
        Write("c.yaml", "plan_id: [");
        await reload.LookAsync(Ct);
        await reload.LookAsync(Ct);

        plans.Find("test-plan")!.Version.ShouldBe("1");
        plans.Refused.Count.ShouldBe(2);
        var warning = _warnings.Told.ShouldHaveSingleItem();
        warning.ShouldContain("b.yaml:4: state 'Wisconsin' is not a two-letter state code");
        warning.ShouldContain("c.yaml:2: this is not well-formed YAML");

        File.Delete(Path.Combine(_folder.FullName, "c.yaml"));
        Write("b.yaml", Second);
        await reload.LookAsync(Ct);

        plans.Find("test-plan")!.Version.ShouldBe("2");
        plans.Refused.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_version_that_orders_stand_on_cannot_go()
    {
        var (plans, reload) = Started();

        Write("b.yaml", Second);
        File.Delete(Path.Combine(_folder.FullName, "a.yaml"));
        await reload.LookAsync(Ct);

        plans.Find("test-plan")!.Version.ShouldBe("1");
        plans.Refused.ShouldHaveSingleItem().ShouldStartWith("a.yaml:1: plan 'test-plan' version '1' is gone, but orders stand on it;");
    }

    [Fact]
    public async Task A_version_to_come_may_go_again()
    {
        Write("b.yaml", Second.Replace("2020", "2999", StringComparison.Ordinal));
        var (plans, reload) = Started();

        File.Delete(Path.Combine(_folder.FullName, "b.yaml"));
        await reload.LookAsync(Ct);

        plans.Versions("test-plan").ShouldHaveSingleItem().Version.ShouldBe("1");
    }

    [Fact]
    public async Task A_check_that_cannot_be_made_is_made_at_a_later_look()
    {
        IReadOnlyList<string>? answer = null;
        var (plans, reload) = Started(new PlanCheck((_, _) => Task.FromResult(answer)));

        Write("b.yaml", Second);
        await reload.LookAsync(Ct);
        (plans.Find("test-plan")!.Version, plans.Refused.Count).ShouldBe(("1", 0));

        answer = ["b.yaml:9: criteria_versions names nothing."];
        await reload.LookAsync(Ct);
        (plans.Find("test-plan")!.Version, plans.Refused.Count).ShouldBe(("1", 1));

        answer = [];
        await reload.LookAsync(Ct);
        plans.Find("test-plan")!.Version.ShouldBe("2");
    }

    [Fact]
    public async Task A_folder_that_is_not_there_leaves_everything_in_force()
    {
        var (plans, reload) = Started();
        var away = _folder.FullName + ".away";

        Directory.Move(_folder.FullName, away);
        await reload.LookAsync(Ct);
        plans.Find("test-plan").ShouldNotBeNull();
        _warnings.Told.ShouldHaveSingleItem();

        Directory.Move(away, _folder.FullName);
        await reload.LookAsync(Ct);
        plans.Refused.ShouldBeEmpty();
    }

    [Fact]
    public void A_file_never_takes_the_place_of_another()
    {
        var folder = new PlanFolder(_folder.FullName);
        Write("test-plan@2.yaml", "theirs");

        using (var prepared = folder.Prepare(new PlanText("test-plan@2.yaml", "ours")))
            Should.Throw<IOException>(prepared.Keep);

        Directory.EnumerateFiles(_folder.FullName).ShouldHaveSingleItem();
        File.ReadAllText(Path.Combine(_folder.FullName, "test-plan@2.yaml")).ShouldBe("theirs");
    }

    private (PlanRegistry Plans, PlanReload Reload) Started(params PlanCheck[] checks)
    {
        Write("a.yaml", Sound);
        var plans = new PlanRegistry(PlanFiles.Load(_folder.FullName));
        var reload = new PlanReload(plans, new PlanFolder(_folder.FullName), checks, _warnings);
        _made.Add(reload);
        return (plans, reload);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);

    private sealed class Warnings : ILogger<PlanReload>
    {
        public List<string> Told { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Warning)
                Told.Add(formatter(state, exception));
        }
    }
}
