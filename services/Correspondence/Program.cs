using UtilizationReview.Correspondence;
using UtilizationReview.Platform.Running;

return await ServiceProcess.RunAsync(args, "correspondence",
    (services, configuration) => services.AddCorrespondence(configuration), app => app.MapCorrespondence());
