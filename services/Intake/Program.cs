using UtilizationReview.Intake;
using UtilizationReview.Platform.Running;

return await ServiceProcess.RunAsync(args, "intake", (services, configuration) => services.AddIntake(configuration), app => app.MapIntake());
