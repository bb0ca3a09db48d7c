using Microsoft.AspNetCore.Server.Kestrel.Core;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Platform.Telemetry;
using UtilizationReview.SiteOfCare;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2));
builder.Services.AddSiteOfCare(builder.Configuration);
builder.Services.AddEmbeddedDelivery();

var app = builder.Build();
app.MapSiteOfCare();
app.MapServiceHealth();
await app.RunAsync();
