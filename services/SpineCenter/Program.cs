using UtilizationReview.Platform.Running;
using UtilizationReview.SpineCenter;

return await ServiceProcess.RunAsync(args, "spine-center",
    (services, configuration) => services.AddSpineCenter(configuration), app => app.MapSpineCenter());
