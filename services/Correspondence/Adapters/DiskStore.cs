using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace UtilizationReview.Correspondence.Adapters;

/// <summary>Content as files, in 256 folders by the last letters of the id. A file is on the disk, and so is its name, before anybody is
/// told.</summary>
internal sealed class DiskStore : IDocumentStore
{
    private readonly string _root;

    /// <param name="directory">Of this and of the <see cref="Spool"/>.</param>
    public DiskStore(string directory)
    {
        _root = Path.Combine(directory, "content");
        Directory.CreateDirectory(_root);
    }

    public Task StoreAsync(string documentId, SpooledFile content, CancellationToken ct)
    {
        try
        {
            var path = PathOf(documentId);
            var folder = Path.GetDirectoryName(path)!;
            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder);
                FolderEntries.Flush(_root);
            }
            content.MoveTo(path);
            FolderEntries.Flush(folder);
            return Task.CompletedTask;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new StoreAwayException(problem);
        }
    }

    public Task<Stream?> OpenAsync(string documentId, long offset, CancellationToken ct)
    {
        try
        {
            return Task.FromResult<Stream?>(new FileStream(
                PathOf(documentId), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1, FileOptions.Asynchronous)
            {
                Position = offset,
            });
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new StoreAwayException(problem);
        }
    }

    public Task RemoveAsync(string documentId, CancellationToken ct)
    {
        try
        {
            File.Delete(PathOf(documentId));
            return Task.CompletedTask;
        }
        catch (DirectoryNotFoundException)
        {
            return Task.CompletedTask;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new StoreAwayException(problem);
        }
    }

    public async IAsyncEnumerable<string> ListAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        foreach (var file in Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories))
        {
            ct.ThrowIfCancellationRequested();
            yield return Path.GetFileName(file);
        }
    }

    private string PathOf(string documentId) => Path.Combine(_root, documentId[^2..], documentId);

    /// <summary>Writes the names of a folder to the disk: without it a power loss may take a file whose content is there.</summary>
    private static class FolderEntries
    {
        private const int ReadOnly = 0;

        public static void Flush(string folder)
        {
            if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS()) return; // Windows writes names with the file
            var descriptor = Open(folder, ReadOnly);
            if (descriptor < 0) throw new IOException($"The folder {folder} cannot be opened ({Marshal.GetLastPInvokeErrorMessage()}).");
            var (flushed, why) = (Sync(descriptor), Marshal.GetLastPInvokeErrorMessage());
            _ = Close(descriptor);
            if (flushed != 0) throw new IOException($"The names of {folder} cannot be written ({why}).");
        }

        [DllImport("libc", EntryPoint = "open", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

        [DllImport("libc", EntryPoint = "fsync", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static extern int Sync(int descriptor);

        [DllImport("libc", EntryPoint = "close", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static extern int Close(int descriptor);
    }
}
