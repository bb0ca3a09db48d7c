using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using UtilizationReview.Platform.Live;
using UtilizationReview.Platform.Storage;
using UtilizationReview.Platform.Telemetry;

namespace UtilizationReview.Platform.Identity;

/// <summary>Registers who may call what, and calls between services.</summary>
public static class CallersModule
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>Authenticates every RPC and admits by role; maps what handlers throw to gRPC statuses. May be called by each service of a
    /// process; the rows add up.</summary>
    /// <param name="services">The container.</param>
    /// <param name="configuration"><c>Identity:Authority</c> and <c>Identity:Audience</c> of an OpenID Connect provider; without an authority the
    /// demo issuer signs.</param>
    /// <param name="admits">Full RPC name (<c>/package.Service/Method</c>) → admitted roles. An RPC without a row admits nobody.</param>
    public static IServiceCollection AddCallers(
        this IServiceCollection services, IConfiguration configuration, IReadOnlyDictionary<string, IReadOnlySet<string>> admits)
    {
        var admissions = services.Select(s => s.ImplementationInstance).OfType<Admissions>().SingleOrDefault();
        if (admissions is null)
        {
            admissions = new Admissions();
            services.AddSingleton(admissions);
            services.AddIssuer(configuration);
            services.AddLive(configuration);
            services.AddSingleton<ErrorInterceptor>().AddSingleton(new AccessInterceptor(admissions, configuration))
                .AddSingleton<RateLimitInterceptor>();
            services.AddGrpc(options =>
            {
                options.Interceptors.Add<ErrorInterceptor>();
                options.Interceptors.Add<AccessInterceptor>();
                options.Interceptors.Add<RateLimitInterceptor>();
            });
            services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
            services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
                .Configure<IServiceProvider>((options, provider) => Configure(options, provider, configuration));
        }
        admissions.Add(admits);
        return services;
    }

    /// <summary>A client of another service of the platform: its address from <c>Services:NAME</c> (else this process), a service token,
    /// and for unary calls a bound of three seconds a try and five in all where the caller sets none, tries again where that is safe, and a breaker
    /// (<c>Calls:BreakSeconds</c>).</summary>
    /// <param name="services">The container.</param>
    /// <param name="configuration">Where the addresses are.</param>
    /// <param name="service">Name of the service, such as <c>ClinicalCriteria</c>.</param>
    public static IHttpClientBuilder AddServiceClient<TClient>(this IServiceCollection services, IConfiguration configuration, string service)
        where TClient : class
    {
        services.AddIssuer(configuration);
        services.TryAddSingleton(provider => new ServiceAddresses(configuration, provider));
        services.TryAddSingleton(provider => new ServiceTokens(configuration, provider, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<SafeCalls>();
        services.TryAddSingleton(provider => new CallPipelines(configuration, provider.GetRequiredService<ILogger<CallPipelines>>()));
        services.AddSingleton(new CalledService(service));
        // The address is a stand-in: the handler puts the real one, which may be known only once this process listens.
        return services.AddGrpcClient<TClient>(options => options.Address = new Uri($"http://{SnakeCase.Of(service).Replace('_', '-')}.invalid"))
            .RemoveAllLoggers() // the trace and the interceptors tell of a call; four more log lines of each cost a twentieth of an order
            .ConfigurePrimaryHttpMessageHandler(ServiceAddresses.Connections)
            .AddInterceptor(provider => new ServiceCallInterceptor(
                service, provider.GetRequiredService<ServiceTokens>(),
                provider.GetRequiredService<CallPipelines>(), provider.GetRequiredService<SafeCalls>()))
            .AddHttpMessageHandler(provider => new ServiceAddressHandler(provider.GetRequiredService<ServiceAddresses>(), service));
    }

    internal static bool IsDemo(IConfiguration configuration) => string.IsNullOrEmpty(configuration["Identity:Authority"]);

    private static void AddIssuer(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new DataDirectory(configuration, provider.GetRequiredService<ILogger<DataDirectory>>()));
        if (IsDemo(configuration)) services.TryAddSingleton(provider => DemoIssuer.Open(configuration, provider));
    }

    private static void Configure(JwtBearerOptions options, IServiceProvider provider, IConfiguration configuration)
    {
        var clock = provider.GetRequiredService<TimeProvider>();
        options.MapInboundClaims = false;
        options.TokenValidationParameters.LifetimeValidator = (from, until, _, _) => IsAlive(from, until, clock.GetUtcNow().UtcDateTime);
        if (IsDemo(configuration))
        {
            var validation = options.TokenValidationParameters;
            validation.ValidIssuer = DemoIssuer.Issuer;
            validation.ValidAudience = DemoIssuer.Audience;
            validation.IssuerSigningKey = provider.GetRequiredService<DemoIssuer>().Key;
            validation.ValidAlgorithms = [SecurityAlgorithms.HmacSha256];
            return;
        }
        options.Authority = configuration["Identity:Authority"];
        options.Audience = configuration["Identity:Audience"] ?? throw new InvalidOperationException(
            "Identity:Authority is set but Identity:Audience is not: set it to the audience your provider puts in tokens for this platform.");
    }

    private static bool IsAlive(DateTime? from, DateTime? until, DateTime now)
    {
        if (until is not { } end) throw new SecurityTokenNoExpirationException("The token has no end.");
        if (now > end + ClockSkew) throw new SecurityTokenExpiredException("The token has expired.") { Expires = end };
        if (from is { } start && now < start - ClockSkew)
            throw new SecurityTokenNotYetValidException("The token is not valid yet.") { NotBefore = start };
        return true;
    }
}
