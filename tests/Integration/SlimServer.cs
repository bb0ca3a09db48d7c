using System.Net;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace UtilizationReview.Tests.Integration;

/// <summary>A server in the process of a test: Kestrel with gRPC on this machine alone, without a log but what the test adds.</summary>
internal static class SlimServer
{
    /// <summary>What it is built of.</summary>
    /// <param name="settings">What it is configured with; null: nothing of the test.</param>
    /// <param name="port">0: any that is free.</param>
    public static WebApplicationBuilder Builder(IEnumerable<KeyValuePair<string, string?>>? settings = null, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2));
        return builder;
    }

    /// <summary>The server, started.</summary>
    /// <param name="builder">What it is built of.</param>
    /// <param name="map">Puts the services on it.</param>
    public static async Task<WebApplication> StartedAsync(this WebApplicationBuilder builder, Action<WebApplication> map)
    {
        var app = builder.Build();
        map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    /// <summary>Where a started server listens.</summary>
    public static string Address(this WebApplication app) => app.Urls.First();

    /// <summary>A channel to a started server.</summary>
    public static GrpcChannel Channel(this WebApplication app) => GrpcChannel.ForAddress(app.Address());
}
