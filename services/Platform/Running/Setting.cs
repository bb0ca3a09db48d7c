using System.Globalization;
using System.Net;
using Npgsql;
using StackExchange.Redis;

namespace UtilizationReview.Platform.Running;

/// <summary>One configuration key of a service process.</summary>
/// <param name="Key">As code reads it, such as <c>Database:Provider</c>.</param>
/// <param name="Default">What holds when it is not set; empty: nothing.</param>
/// <param name="Allowed">The allowed values, as the end of a sentence that begins with "it must be".</param>
/// <param name="Fits">Whether a value is allowed.</param>
/// <param name="Secret">True: the value is never repeated, neither in a message nor in the log.</param>
public sealed record Setting(string Key, string Default, string Allowed, Func<string, bool> Fits, bool Secret = false)
{
    /// <summary>Name of its environment variable.</summary>
    public string Variable => VariableOf(Key);

    /// <summary>The environment variable of a configuration key: <c>Database:Provider</c> is <c>Database__Provider</c>.</summary>
    public static string VariableOf(string key) => key.Replace(":", "__", StringComparison.Ordinal);

    internal static Setting Word(string key, params string[] words) =>
        new(key, words[0], string.Join(" or ", words), value => words.Contains(value, StringComparer.OrdinalIgnoreCase));

    internal static Setting Number(string key, string preset, int least, int most) => new(key, preset, $"a whole number from {least} to {most}",
        value => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most);

    internal static Setting Text(string key, string allowed, string preset = "", bool secret = false) =>
        new(key, preset, allowed, value => value.Trim().Length > 0, secret);

    internal static Setting IpAddress(string key, string preset) =>
        new(key, preset, "an IP address such as 127.0.0.1 (this machine only) or 0.0.0.0 (every address of the machine)",
            value => IPAddress.TryParse(value, out _));

    internal static Setting Addresses(string key) => new(key, "this process's own address",
        "an address such as http://intake:5080, or several separated by ';', one for each copy",
        value => value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } all
            && all.All(one => IsUri(one, "http", "https")));

    internal static Setting Uri(string key, string allowed, params string[] schemes) => new(key, "", allowed, value => IsUri(value, schemes));

    internal static Setting Postgres(string key) => new(key, "",
        "a PostgreSQL connection string without a database, such as Host=postgres;Username=ur;Password=…", IsPostgres, Secret: true);

    internal static Setting Redis(string key) => new(key, "",
        "a StackExchange.Redis configuration such as redis:6379,password=…", IsRedis, Secret: true);

    internal static Setting Base64(string key, int leastBytes) => new(key, "",
        $"{leastBytes} or more random bytes as base64 (head -c {leastBytes} /dev/urandom | base64)", value =>
        {
            var bytes = new byte[value.Length];
            return Convert.TryFromBase64String(value, bytes, out var written) && written >= leastBytes;
        }, Secret: true);

    private static bool IsUri(string value, params string[] schemes) => System.Uri.TryCreate(value, UriKind.Absolute, out var uri)
        && uri.Host.Length > 0 && schemes.Contains(uri.Scheme, StringComparer.OrdinalIgnoreCase);

    private static bool IsPostgres(string value)
    {
        try
        {
            var parts = new NpgsqlConnectionStringBuilder(value);
            return !string.IsNullOrEmpty(parts.Host) && string.IsNullOrEmpty(parts.Database);
        }
        catch (Exception problem) when (problem is ArgumentException or FormatException or InvalidCastException)
        {
            return false;
        }
    }

    private static bool IsRedis(string value)
    {
        try
        {
            return ConfigurationOptions.Parse(value).EndPoints.Count > 0;
        }
        catch (Exception problem) when (problem is ArgumentException or FormatException)
        {
            return false;
        }
    }
}
