using Microsoft.AspNetCore.Server.Kestrel.Core;
using UtilizationReview.ClinicalCriteria;
using UtilizationReview.Platform.Telemetry;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2));
builder.Services.AddClinicalCriteria(builder.Configuration);

var app = builder.Build();
app.MapClinicalCriteria();
app.MapServiceHealth();
await app.RunAsync();
