using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace UtilizationReview.Platform.Identity;

/// <summary>Where the platform's services are: <c>Services:NAME</c>, else <c>Services:Self</c>, else the first address of this process,
/// where all of them are when one process runs everything.</summary>
internal sealed class ServiceAddresses(IConfiguration configuration, IServiceProvider services)
{
    public Uri Of(string service)
    {
        var configured = configuration[$"Services:{service}"] ?? configuration["Services:Self"];
        if (configured is not null)
        {
            return Uri.TryCreate(configured, UriKind.Absolute, out var address)
                ? address
                : throw new InvalidOperationException($"Services:{service} is '{configured}', not an address such as http://127.0.0.1:5000.");
        }
        var own = services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        return own is not null
            ? new Uri(own.Replace("://+", "://127.0.0.1", StringComparison.Ordinal).Replace("://*", "://127.0.0.1", StringComparison.Ordinal)
                .Replace("://0.0.0.0", "://127.0.0.1", StringComparison.Ordinal).Replace("://[::]", "://127.0.0.1", StringComparison.Ordinal))
            : throw new InvalidOperationException($"Where the service {service} is, is not known: set Services:{service} to its address.");
    }
}

/// <summary>Sends each request to where the service is now: the address of this process is known only once it listens.</summary>
internal sealed class ServiceAddressHandler(ServiceAddresses addresses, string service) : DelegatingHandler
{
    private Uri? _address;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _address ??= addresses.Of(service);
        request.RequestUri = new Uri(_address, request.RequestUri!.PathAndQuery);
        return base.SendAsync(request, cancellationToken);
    }
}
