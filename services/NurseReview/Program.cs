using Microsoft.AspNetCore.Server.Kestrel.Core;
using UtilizationReview.NurseReview;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Platform.Telemetry;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2));
builder.Services.AddNurseReview(builder.Configuration);
builder.Services.AddEmbeddedDelivery();

var app = builder.Build();
app.MapNurseReview();
app.MapServiceHealth();
await app.RunAsync();
