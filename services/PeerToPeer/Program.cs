using Microsoft.AspNetCore.Server.Kestrel.Core;
using UtilizationReview.PeerToPeer;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Platform.Telemetry;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddPeerToPeer(builder.Configuration).AddEmbeddedDelivery();
// gRPC without TLS needs an endpoint of HTTP/2 alone; health answers over it too.
builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2));
var app = builder.Build();
app.MapPeerToPeer();
app.MapServiceHealth();
await app.RunAsync();
