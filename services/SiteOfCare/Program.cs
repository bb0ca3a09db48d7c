using UtilizationReview.SiteOfCare;
using UtilizationReview.Platform.Running;

return await ServiceProcess.RunAsync(args, "site-of-care",
    (services, configuration) => services.AddSiteOfCare(configuration), app => app.MapSiteOfCare());
