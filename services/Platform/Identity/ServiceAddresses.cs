using System.Collections.Concurrent;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace UtilizationReview.Platform.Identity;

/// <summary>A service of the platform that this process calls.</summary>
/// <param name="Name">Such as <c>ClinicalCriteria</c>.</param>
internal sealed record CalledService(string Name);

/// <summary>Where the platform's services are: <c>Services:NAME</c> (several addresses separated by ';', one for each copy), else
/// <c>Services:Self</c>, else the first address of this process, where all of them are when one process runs everything.</summary>
internal sealed class ServiceAddresses(IConfiguration configuration, IServiceProvider services)
{
    private readonly ConcurrentDictionary<string, CopiesInTurn> _copies = new(StringComparer.Ordinal);

    /// <summary>The copies of a service, in turn.</summary>
    public CopiesInTurn Of(string service) => _copies.GetOrAdd(service, name => new CopiesInTurn(Read(name), TimeProvider.System));

    /// <summary>What speaks to them. Connections are renewed, so that a name that has come to stand for more machines is asked again; a
    /// connection that no longer answers is found out by pings.</summary>
    public static SocketsHttpHandler Connections() => new()
    {
        PooledConnectionLifetime = TimeSpan.FromSeconds(30),
        ConnectTimeout = TimeSpan.FromSeconds(2),
        EnableMultipleHttp2Connections = true,
        KeepAlivePingDelay = TimeSpan.FromSeconds(10),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
    };

    private IReadOnlyList<Uri> Read(string service)
    {
        var configured = configuration[$"Services:{service}"] is { Length: > 0 } own ? own : configuration["Services:Self"];
        if (!string.IsNullOrEmpty(configured))
        {
            return [.. configured.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(one => Uri.TryCreate(one, UriKind.Absolute, out var address)
                    ? address
                    : throw new InvalidOperationException($"Services:{service} is '{one}', not an address such as http://127.0.0.1:5000."))];
        }
        var here = services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        return here is not null
            ? [new Uri(here.Replace("://+", "://127.0.0.1", StringComparison.Ordinal).Replace("://*", "://127.0.0.1", StringComparison.Ordinal)
                .Replace("://0.0.0.0", "://127.0.0.1", StringComparison.Ordinal).Replace("://[::]", "://127.0.0.1", StringComparison.Ordinal))]
            : throw new InvalidOperationException($"Where the service {service} is, is not known: set Services:{service} to its address.");
    }
}

/// <summary>The copies of one service: each call goes to the next; one that failed a moment ago is asked only when all have.</summary>
internal sealed class CopiesInTurn(IReadOnlyList<Uri> addresses, TimeProvider clock)
{
    private static readonly TimeSpan Avoided = TimeSpan.FromSeconds(2);

    private readonly long[] _avoidUntil = new long[addresses.Count];
    private int _turn;

    /// <summary>How many there are.</summary>
    public int Count => addresses.Count;

    /// <summary>The next copies to try, best first.</summary>
    public IReadOnlyList<Uri> Next()
    {
        if (addresses.Count == 1) return addresses;
        var turn = (int)((uint)Interlocked.Increment(ref _turn) % addresses.Count);
        var now = clock.GetTimestamp();
        return [.. Enumerable.Range(0, addresses.Count).Select(i => (turn + i) % addresses.Count)
            .OrderBy(i => Volatile.Read(ref _avoidUntil[i]) > now).Select(i => addresses[i])];
    }

    /// <summary>Asks this copy last for a moment.</summary>
    public void Avoid(Uri address)
    {
        for (var i = 0; i < addresses.Count; i++)
        {
            if (addresses[i] == address)
                Volatile.Write(ref _avoidUntil[i], clock.GetTimestamp() + (long)(Avoided.TotalSeconds * clock.TimestampFrequency));
        }
    }
}

/// <summary>Sends each request to a copy of the service as it is placed now: the address of this process is known only once it listens. A copy
/// that takes no connection has not seen the request, so the next copy gets it.</summary>
internal sealed class ServiceAddressHandler(ServiceAddresses addresses, string service) : DelegatingHandler
{
    private CopiesInTurn? _copies;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _copies ??= addresses.Of(service);
        var path = request.RequestUri!.PathAndQuery;
        var left = _copies.Count;
        foreach (var copy in _copies.Next())
        {
            request.RequestUri = new Uri(copy, path);
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            catch (HttpRequestException refused) when (--left > 0
                && refused.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError)
            {
                _copies.Avoid(copy);
            }
            catch (Exception problem) when (problem is HttpRequestException or OperationCanceledException)
            {
                _copies.Avoid(copy); // died or does not answer: others come first for a moment; whether to repeat is the caller's to say
                throw;
            }
        }
        throw new InvalidOperationException($"{service} has no address."); // there is at least one, and the last one throws or answers
    }
}
