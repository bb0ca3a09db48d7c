using UtilizationReview.ClinicalCriteria;
using UtilizationReview.Platform.Telemetry;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddClinicalCriteria(builder.Configuration);

var app = builder.Build();
app.MapClinicalCriteria();
app.MapServiceHealth();
await app.RunAsync();
