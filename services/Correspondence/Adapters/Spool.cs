using System.Security.Cryptography;

namespace UtilizationReview.Correspondence.Adapters;

/// <summary>Where uploads lie until they are whole. A file is locked while its upload runs, whichever process runs it, so what is not locked
/// belongs to nobody any more: a process that was killed leaves nothing that is not swept.</summary>
internal sealed class Spool
{
    private const string Extension = ".part";

    private readonly string _directory;

    /// <param name="directory">On the file system of the disk store, where there is one: a whole file is renamed into it.</param>
    public Spool(string directory)
    {
        _directory = Path.Combine(directory, "incoming");
        Directory.CreateDirectory(_directory);
    }

    /// <summary>A new, empty file; it goes when it is disposed of, unless it was moved.</summary>
    public SpooledFile Open() => new(Path.Combine(_directory, Guid.NewGuid().ToString("N") + Extension));

    /// <summary>Removes what uploads that were cut off left; returns how many.</summary>
    public int Sweep()
    {
        var swept = 0;
        foreach (var file in Directory.EnumerateFiles(_directory, "*" + Extension))
        {
            try
            {
                using (new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None)) File.Delete(file);
                swept++;
            }
            catch (IOException)
            {
                // Somebody is writing it, or has taken it away meanwhile.
            }
        }
        return swept;
    }
}

/// <summary>Content on its way in: written, hashed and measured as it comes, never held in memory.</summary>
internal sealed class SpooledFile : IAsyncDisposable
{
    private const int BufferLength = 64 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _moved;

    public SpooledFile(string path)
    {
        FilePath = path;
        Content = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferLength, FileOptions.Asynchronous);
    }

    /// <summary>Where it lies.</summary>
    public string FilePath { get; }

    /// <summary>The content.</summary>
    public FileStream Content { get; }

    /// <summary>Bytes so far.</summary>
    public long Length { get; private set; }

    /// <summary>SHA-256 of the content, 64 hexadecimal digits; set by <see cref="EndAsync"/>.</summary>
    public string Sha256 { get; private set; } = "";

    /// <summary>Adds a piece.</summary>
    public async Task AppendAsync(ReadOnlyMemory<byte> piece, CancellationToken ct)
    {
        _hash.AppendData(piece.Span);
        Length += piece.Length;
        await Content.WriteAsync(piece, ct);
    }

    /// <summary>Nothing more comes.</summary>
    public async Task EndAsync(CancellationToken ct)
    {
        await Content.FlushAsync(ct);
        Sha256 = Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    /// <summary>Onto the disk, and under another name of the same file system: all at once or not at all. Its lock ends: it can be read
    /// there.</summary>
    public void MoveTo(string path)
    {
        Content.Flush(flushToDisk: true);
        File.Move(FilePath, path);
        _moved = true;
        Content.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        // While the lock is held: what is unlocked may be swept by others, and only once.
        if (!_moved) File.Delete(FilePath);
        await Content.DisposeAsync();
        _hash.Dispose();
    }
}
