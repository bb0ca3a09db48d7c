using Microsoft.Extensions.Logging.Abstractions;
using UtilizationReview.ClinicalCriteria.Adapters;

namespace UtilizationReview.Tests.Integration.ClinicalCriteria;

/// <summary>A running service takes new criteria without a restart, and keeps what is in force when the new files are bad.</summary>
public sealed class Criteria_change_while_they_are_in_use : IDisposable
{
    private const string Disc = "msk-spine/lumbar-discectomy.yaml";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("criteria");

    private readonly CriteriaInForce _criteria;

    public Criteria_change_while_they_are_in_use()
    {
        var shipped = Path.Combine(AppContext.BaseDirectory, "Guidelines");
        foreach (var file in Directory.EnumerateFiles(shipped, "*.yaml", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_folder.FullName, Path.GetRelativePath(shipped, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        _criteria = new CriteriaInForce(_folder.FullName, CriteriaFolder.Load(_folder.FullName), _ => [], NullLogger<CriteriaInForce>.Instance);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_sound_change_is_taken_as_a_whole()
    {
        var before = _criteria.Current;
        Change(Disc, "title: Lumbar discectomy", "title: Removal of a lumbar disc");

        _criteria.Look();

        _criteria.Current.ShouldNotBeSameAs(before);
        _criteria.Current.Versions("msk-spine/lumbar-discectomy")[0].Title.ShouldStartWith("Removal of a lumbar disc");
        before.Versions("msk-spine/lumbar-discectomy")[0].Title.ShouldStartWith("Lumbar discectomy");
    }

    [Fact]
    public void A_file_with_a_mistake_leaves_what_is_in_force()
    {
        var before = _criteria.Current;
        Change(Disc, "fact: cm.recurrence_weeks", "fact: cm.recurence_weeks");

        _criteria.Look();

        _criteria.Current.ShouldBeSameAs(before);
        _criteria.Refused.ShouldContain(problem => problem.Contains("unknown fact 'cm.recurence_weeks'", StringComparison.Ordinal));
        Change(Disc, "fact: cm.recurence_weeks", "fact: cm.recurrence_weeks");
        _criteria.Look();
        _criteria.Refused.ShouldBeEmpty();
    }

    [Fact]
    public void A_version_that_decisions_may_stand_on_does_not_go()
    {
        var before = _criteria.Current;
        File.Delete(Path.Combine(_folder.FullName, "medicare", "pump.yaml"));

        _criteria.Look();

        _criteria.Current.ShouldBeSameAs(before);
        _criteria.Refused.ShouldContain(problem => problem.StartsWith("medicare/pump: version ", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_read_while_nothing_changes()
    {
        var before = _criteria.Current;

        _criteria.Look();

        _criteria.Current.ShouldBeSameAs(before);
    }

    private void Change(string file, string sound, string wrong)
    {
        var path = Path.Combine(_folder.FullName, file);
        File.WriteAllText(path, File.ReadAllText(path).Replace(sound, wrong, StringComparison.Ordinal));
    }
}
