using System.Security.Cryptography;
using System.Text;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.Correspondence.Adapters.Notices;

/// <summary>Keeps the secrets of webhooks out of reach of who reads the database alone: AES-GCM under <c>Notices:SecretKey</c>. Without the
/// setting, and with a database in the data directory, under a key in a file beside it that only the platform's user can read.</summary>
internal sealed class SecretSeal
{
    private const int KeyBytes = 32;
    private const string KeyFile = "notices.key";

    private readonly Func<byte[]?> _key;

    public SecretSeal(IConfiguration config, DataDirectory data)
    {
        var configured = config["Notices:SecretKey"] is { Length: > 0 } key ? Convert.FromBase64String(key) : null;
        var shared = string.Equals(config["Database:Provider"], "PostgreSQL", StringComparison.OrdinalIgnoreCase);
        var own = new Lazy<byte[]>(() => OwnKey(data.File(KeyFile)));
        _key = () => configured is not null ? SHA256.HashData(configured) : shared ? null : own.Value;
    }

    /// <summary>False: copies of this service share a database and no key is set, so nothing can be sealed.</summary>
    public bool IsAble => _key() is not null;

    /// <summary>The secret as it is kept; it can be opened for the same owner only.</summary>
    public string Close(string secret, string owner)
    {
        var key = _key() ?? throw new InvalidOperationException("Notices__SecretKey is not set.");
        var text = Encoding.UTF8.GetBytes(secret);
        var sealedText = new byte[AesGcm.NonceByteSizes.MaxSize + AesGcm.TagByteSizes.MaxSize + text.Length];
        var nonce = sealedText.AsSpan(0, AesGcm.NonceByteSizes.MaxSize);
        var tag = sealedText.AsSpan(nonce.Length, AesGcm.TagByteSizes.MaxSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, AesGcm.TagByteSizes.MaxSize);
        aes.Encrypt(nonce, text, sealedText.AsSpan(nonce.Length + tag.Length), tag, Encoding.UTF8.GetBytes(owner));
        return Convert.ToBase64String(sealedText);
    }

    /// <summary>The secret; null when it cannot be opened, because the key is another one.</summary>
    public string? Open(string sealedSecret, string owner)
    {
        if (_key() is not { } key) return null;
        try
        {
            var all = Convert.FromBase64String(sealedSecret);
            var nonce = all.AsSpan(0, AesGcm.NonceByteSizes.MaxSize);
            var tag = all.AsSpan(nonce.Length, AesGcm.TagByteSizes.MaxSize);
            var text = new byte[all.Length - nonce.Length - tag.Length];
            using var aes = new AesGcm(key, AesGcm.TagByteSizes.MaxSize);
            aes.Decrypt(nonce, all.AsSpan(nonce.Length + tag.Length), tag, text, Encoding.UTF8.GetBytes(owner));
            return Encoding.UTF8.GetString(text);
        }
        catch (Exception problem) when (problem is CryptographicException or FormatException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>Written whole under another name and then moved: of two that begin at once, one key holds for both.</summary>
    private static byte[] OwnKey(string file)
    {
        if (!File.Exists(file))
        {
            var fresh = $"{file}.{Environment.ProcessId}";
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var stream = new FileStream(fresh, options)) stream.Write(RandomNumberGenerator.GetBytes(KeyBytes));
            try
            {
                File.Move(fresh, file, overwrite: false);
            }
            catch (IOException) when (File.Exists(file))
            {
                File.Delete(fresh); // another was first: its key holds
            }
        }
        return File.ReadAllBytes(file);
    }
}
