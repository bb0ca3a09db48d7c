using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace UtilizationReview.Platform.Identity;

/// <summary>The token with which this process calls the platform's own services.</summary>
public sealed class ServiceTokens
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private readonly string? _configured;
    private readonly DemoIssuer? _issuer;
    private readonly TimeProvider _clock;
    private (string Token, DateTimeOffset RenewAt)? _kept;

    internal ServiceTokens(IConfiguration configuration, IServiceProvider services, TimeProvider clock)
    {
        _configured = configuration["Identity:ServiceToken"];
        _issuer = CallersModule.IsDemo(configuration) ? services.GetRequiredService<DemoIssuer>() : null;
        _clock = clock;
    }

    /// <summary>A token that is valid now: <c>Identity:ServiceToken</c>, or one of the demo issuer.</summary>
    public string Current()
    {
        if (_configured is not null) return _configured;
        if (_issuer is null)
            throw new InvalidOperationException(
                "Identity:ServiceToken is not configured: with a provider of your own, services need a token of role 'service'.");
        var now = _clock.GetUtcNow();
        if (_kept is { } kept && now < kept.RenewAt) return kept.Token;
        var token = _issuer.Sign(new("service", "service", Caller.ServiceRole, null, [], null), Lifetime);
        _kept = (token, now + (Lifetime / 2));
        return token;
    }
}
