using System.Data.Common;
using System.Net.Sockets;
using Grpc.Core;
using MassTransit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using UtilizationReview.Platform.Desks;

namespace UtilizationReview.Platform.Messaging;

/// <summary>How this platform uses the bus library over RabbitMQ.</summary>
internal static class RabbitBus
{
    /// <summary>Messages a queue hands to one process ahead, and how many of them it works on at once.</summary>
    private const int Prefetch = 16;
    private const int AtOnce = 8;

    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;

    public static void Configure(IBusRegistrationConfigurator bus, BusSettings settings, EventConsumers consumers)
    {
        bus.DisableUsageTelemetry();
        // The broker away is no reason to turn callers away: orders are taken and told later. So it shows in ready, and does not fail it.
        bus.ConfigureHealthCheckOptions(health => health.MinimalFailureStatus = HealthStatus.Degraded);
        foreach (var queue in consumers.ByQueue)
        {
            foreach (var consumer in queue) bus.AddConsumer(consumer).Endpoint(endpoint => endpoint.Name = queue.Key);
        }
        bus.AddConfigureEndpointsCallback((_, endpoint) => Configure(endpoint));
        bus.UsingRabbitMq((context, rabbit) =>
        {
            // One for the whole program; an ended host leaves its disposed one.
            LogContext.ConfigureCurrentLogContext(context.GetService<ILoggerFactory>());
            rabbit.Host(settings.Host, (ushort)settings.Port, settings.VirtualHost, host =>
            {
                host.Username(settings.User);
                host.Password(settings.Password);
                host.PublisherConfirmation = true;
                if (settings.Tls) host.UseSsl(tls => tls.ServerName = settings.Host);
            });
            rabbit.ConfigureEndpoints(context);
        });
    }

    private static void Configure(IReceiveEndpointConfigurator endpoint)
    {
        endpoint.PublishFaults = false; // a fault would carry the whole message, and nobody consumes it
        endpoint.PrefetchCount = Prefetch;
        endpoint.ConcurrentMessageLimit = AtOnce;
        if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit) rabbit.SetQuorumQueue();
        // Outside: what passes by itself (a database or a service that is away, an event that overtook another) is waited out for some
        // minutes, because the messages behind it would fare no better. Inside: everything else is tried three times more.
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<Exception>(Passes);
            retry.Exponential(40, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1));
        });
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<Exception>(problem => !Passes(problem));
            retry.Exponential(3, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(500));
        });
    }

    /// <summary>True for what ends by itself and is no fault of the message.</summary>
    internal static bool Passes(Exception problem) => problem switch
    {
        NotKnownYetException => true,
        RpcException call => call.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded,
        DbUpdateConcurrencyException => true,
        SqliteException { SqliteErrorCode: SqliteBusy or SqliteLocked } => true,
        // 08…: the connection; 57P…: the server is stopping or starting.
        DbException database => database.IsTransient || database.InnerException is SocketException or IOException
            || database.SqlState?.StartsWith("08", StringComparison.Ordinal) == true
            || database.SqlState?.StartsWith("57P", StringComparison.Ordinal) == true,
        SocketException => true,
        { InnerException: { } inner } => Passes(inner),
        _ => false,
    };
}
