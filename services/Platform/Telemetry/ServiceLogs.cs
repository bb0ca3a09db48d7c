using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace UtilizationReview.Platform.Telemetry;

/// <summary>Logs of a service process: one JSON object a line on standard output, with the trace each line belongs to.</summary>
internal static class ServiceLogs
{
    public static void Add(ILoggingBuilder logging, IConfiguration configuration)
    {
        logging.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        // Logging__Console__FormatterName=simple gives lines for people.
        if (configuration["Logging:Console:FormatterName"] is not { Length: > 0 })
        {
            logging.AddJsonConsole(json =>
            {
                json.IncludeScopes = true;
                json.UseUtcTimestamp = true;
                json.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
        }
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("System.Net.Http", LogLevel.Warning);
        logging.AddFilter("MassTransit", LogLevel.Warning);
        // What a check finds is its answer; while the process starts, not being ready is no error.
        logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
    }
}
