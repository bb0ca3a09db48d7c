using UtilizationReview.Platform.Messaging;
using UtilizationReview.Platform.Telemetry;
using UtilizationReview.SiteOfCare;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSiteOfCare(builder.Configuration);
builder.Services.AddEmbeddedDelivery();

var app = builder.Build();
app.MapSiteOfCare();
app.MapServiceHealth();
await app.RunAsync();
