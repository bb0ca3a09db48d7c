using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace UtilizationReview.Tests.Integration.Processes;

/// <summary>Takes OTLP over HTTP/protobuf and keeps what a test asks about. Fields are read by their number, as the protocol publishes them.</summary>
public sealed class TelemetryCollector : IAsyncDisposable
{
    private readonly WebApplication _app;

    public TelemetryCollector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.MapPost("/v1/traces", request => TakeAsync(request, Traces));
        _app.MapPost("/v1/metrics", request => TakeAsync(request, Metrics));
        _app.MapPost("/v1/logs", request => TakeAsync(request, Logs));
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>All spans so far.</summary>
    public ConcurrentQueue<CollectedSpan> Spans { get; } = [];

    /// <summary>Names of all metrics so far.</summary>
    public ConcurrentDictionary<string, string> MetricNames { get; } = [];

    /// <summary>All log records so far: message with its values, and the trace it belongs to.</summary>
    public ConcurrentQueue<(string Text, string TraceId)> LogRecords { get; } = [];

    /// <summary>Starts listening.</summary>
    public Task StartAsync() => _app.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task TakeAsync(HttpContext http, Action<Wire> take)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        take(Wire.Read(body.ToArray()));
        http.Response.ContentType = "application/x-protobuf";
    }

    private void Traces(Wire request)
    {
        foreach (var resource in request.Messages(1))
        {
            var service = Attributes(resource.Message(1), 1).GetValueOrDefault("service.name", "");
            foreach (var scope in resource.Messages(2))
            {
                foreach (var span in scope.Messages(2))
                {
                    Spans.Enqueue(new CollectedSpan(service, scope.Message(1).Text(1), span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5), Attributes(span, 9)));
                }
            }
        }
    }

    private void Metrics(Wire request)
    {
        foreach (var resource in request.Messages(1))
        {
            var service = Attributes(resource.Message(1), 1).GetValueOrDefault("service.name", "");
            foreach (var metric in resource.Messages(2).SelectMany(scope => scope.Messages(2)))
                MetricNames[metric.Text(1)] = service;
        }
    }

    private void Logs(Wire request)
    {
        foreach (var record in request.Messages(1).SelectMany(resource => resource.Messages(2)).SelectMany(scope => scope.Messages(2)))
            LogRecords.Enqueue(($"{record.Message(5).Text(1)} {string.Join(' ', Attributes(record, 6).Values)}", record.Hex(9)));
    }

    private static Dictionary<string, string> Attributes(Wire message, int field) =>
        message.Messages(field).GroupBy(entry => entry.Text(1)).ToDictionary(entry => entry.Key, entry => entry.Last().Message(2).Text(1));

    /// <summary>A protobuf message without its description.</summary>
    private sealed class Wire
    {
        private readonly ILookup<int, ByteString> _fields;

        private Wire(ILookup<int, ByteString> fields) => _fields = fields;

        public static Wire Read(byte[] bytes)
        {
            List<(int Field, ByteString Value)> fields = [];
            using var input = new CodedInputStream(bytes);
            while (input.ReadTag() is var tag && tag != 0)
            {
                if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
                    fields.Add((WireFormat.GetTagFieldNumber(tag), input.ReadBytes()));
                else
                    input.SkipLastField();
            }
            return new Wire(fields.ToLookup(field => field.Field, field => field.Value));
        }

        public IEnumerable<Wire> Messages(int field) => _fields[field].Select(value => Read(value.ToByteArray()));
        public Wire Message(int field) => Messages(field).LastOrDefault() ?? Read([]);
        public string Text(int field) => _fields[field].LastOrDefault()?.ToStringUtf8() ?? "";
        public string Hex(int field) => Convert.ToHexStringLower((_fields[field].LastOrDefault() ?? ByteString.Empty).Span);
    }
}

/// <summary>A span as it was told.</summary>
public sealed record CollectedSpan(
    string Service, string Source, string TraceId, string Id, string ParentId, string Name, IReadOnlyDictionary<string, string> Attributes);
