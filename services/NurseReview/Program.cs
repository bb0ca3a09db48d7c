using UtilizationReview.NurseReview;
using UtilizationReview.Platform.Running;

return await ServiceProcess.RunAsync(args, "nurse-review",
    (services, configuration) => services.AddNurseReview(configuration), app => app.MapNurseReview());
