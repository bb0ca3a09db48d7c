using UtilizationReview.NurseReview;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Platform.Telemetry;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddNurseReview(builder.Configuration);
builder.Services.AddEmbeddedDelivery();

var app = builder.Build();
app.MapNurseReview();
app.MapServiceHealth();
await app.RunAsync();
