using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.Platform.Identity;

/// <summary>Signs tokens for demonstration people and for the platform's own services. Whoever has its key can be anybody, so it is for
/// demonstrations only: with the key file of one machine, calls are taken from this machine alone; with a configured key
/// (<c>Identity:DemoKey</c>), from wherever the operator lets them come.</summary>
public sealed partial class DemoIssuer
{
    /// <summary>Claim <c>iss</c> of its tokens.</summary>
    public const string Issuer = "utilization-review-demo";

    /// <summary>Claim <c>aud</c> of its tokens.</summary>
    public const string Audience = "utilization-review";

    private readonly TimeProvider _clock;
    private readonly SigningCredentials _credentials;
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>Opens the issuer; its key is made at the first start and kept in the data directory, so that tokens outlive a restart.</summary>
    public DemoIssuer(DataDirectory data, TimeProvider clock, ILogger<DemoIssuer> log)
        : this(ReadOrMake((data ?? throw new ArgumentNullException(nameof(data))).File("demo-issuer.key")), clock) =>
        LogDemo(log, data.File("demo-issuer.key"));

    /// <summary>An issuer with a key that other processes have too.</summary>
    /// <param name="key">At least 32 bytes.</param>
    /// <param name="clock">The platform's clock.</param>
    public DemoIssuer(byte[] key, TimeProvider clock)
    {
        _clock = clock;
        Key = new SymmetricSecurityKey(key) { KeyId = "demo" };
        _credentials = new SigningCredentials(Key, SecurityAlgorithms.HmacSha256);
    }

    /// <summary>The issuer of this process: with <c>Identity:DemoKey</c>, else with the key file of its data directory.</summary>
    internal static DemoIssuer Open(IConfiguration configuration, IServiceProvider provider)
    {
        var (clock, log) = (provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<DemoIssuer>>());
        if (configuration["Identity:DemoKey"] is not { Length: > 0 } key)
            return new DemoIssuer(provider.GetRequiredService<DataDirectory>(), clock, log);
        LogShared(log);
        return new DemoIssuer(Convert.FromBase64String(key), clock);
    }

    internal SymmetricSecurityKey Key { get; }

    /// <summary>A token for the person.</summary>
    /// <param name="caller">The person, as the token will say.</param>
    /// <param name="lifetime">How long it is valid by the platform's clock; eight hours when null.</param>
    public string Sign(Caller caller, TimeSpan? lifetime = null)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var now = _clock.GetUtcNow().UtcDateTime;
        var claims = new ClaimsIdentity(
            [new("sub", caller.PersonId), new("name", caller.Name), new("role", caller.Role), .. caller.PlanIds.Select(p => new Claim("plan", p))]);
        if (caller.PracticeId is not null) claims.AddClaim(new("practice", caller.PracticeId));
        if (caller.Npi is not null) claims.AddClaim(new("npi", caller.Npi));
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer, Audience = Audience, Subject = claims, IssuedAt = now, NotBefore = now,
            Expires = now + (lifetime ?? TimeSpan.FromHours(8)),
            SigningCredentials = _credentials,
        });
    }

    private static byte[] ReadOrMake(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (!File.Exists(file))
        {
            try
            {
                // Written aside and linked into place, so that a process that dies here leaves no half key.
                var mine = $"{file}.{Guid.NewGuid():N}";
                using (var stream = new FileStream(mine, options)) stream.Write(RandomNumberGenerator.GetBytes(32));
                File.Move(mine, file, overwrite: false);
            }
            catch (IOException) when (File.Exists(file))
            {
                // Another process of the same data directory made it first: use that one.
            }
        }
        var key = File.ReadAllBytes(file);
        return key.Length == 32
            ? key
            : throw new InvalidDataException($"{file} is not a demo key of 32 bytes. Remove it: a new one is made at the next start.");
    }

    [LoggerMessage(EventId = 9301, Level = LogLevel.Warning,
        Message = "DEMO IDENTITY: this process signs its own tokens with {File} and takes calls from this machine only. "
            + "Set Identity:Authority for real people")]
    private static partial void LogDemo(ILogger log, string file);

    [LoggerMessage(EventId = 9302, Level = LogLevel.Warning,
        Message = "DEMO IDENTITY ACROSS MACHINES: whoever has the configured demo key can be anybody here, from wherever this process is reached. "
            + "Never with real people's data: set Identity:Authority instead")]
    private static partial void LogShared(ILogger log);
}
