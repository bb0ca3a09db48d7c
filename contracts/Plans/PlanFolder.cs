namespace UtilizationReview.Contracts.Plans;

/// <summary>The folder of plan files.</summary>
/// <param name="directory">Its path.</param>
public sealed class PlanFolder(string directory)
{
    /// <summary>Path of the folder.</summary>
    public string Directory { get; } = directory;

    /// <summary>The files, in the order of their names.</summary>
    /// <exception cref="PlanFileException">There is no such folder.</exception>
    public IReadOnlyList<PlanText> Texts() => [.. Files().Select(file => new PlanText(Path.GetFileName(file), File.ReadAllText(file)))];

    /// <summary>Names, lengths and times of the files: what a glance can see of a change.</summary>
    /// <exception cref="PlanFileException">There is no such folder.</exception>
    public string Glance() => string.Join('|', Files().Select(file => new FileInfo(file))
        .Select(file => $"{file.Name} {(file.Exists ? file.Length : -1)} {file.LastWriteTimeUtc.Ticks}"));

    /// <summary>Prepares a file that is not there yet: written beside its place, so that nobody ever reads half of it.</summary>
    /// <param name="text">The file.</param>
    /// <exception cref="IOException">It cannot be written here.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written here.</exception>
    public PreparedPlan Prepare(PlanText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var place = Path.Combine(Directory, text.File);
        var aside = $"{place}.{Path.GetRandomFileName()}.new";
        File.WriteAllText(aside, text.Text);
        return new PreparedPlan(aside, place);
    }

    private IEnumerable<string> Files() => System.IO.Directory.Exists(Directory)
        ? System.IO.Directory.EnumerateFiles(Directory, "*.yaml").Order(StringComparer.Ordinal)
        : throw new PlanFileException([$"{Directory}: the directory of plan files does not exist; set Plans:Directory to one that does."]);
}

/// <summary>A plan file written beside its place. Disposing it without keeping it takes it away again.</summary>
public sealed class PreparedPlan : IDisposable
{
    private readonly string _aside;
    private readonly string _place;

    internal PreparedPlan(string aside, string place) => (_aside, _place) = (aside, place);

    /// <summary>Puts it in its place, where nothing may stand.</summary>
    /// <exception cref="IOException">A file of this name stands there.</exception>
    public void Keep() => File.Move(_aside, _place, overwrite: false);

    /// <inheritdoc/>
    public void Dispose() => File.Delete(_aside);
}
