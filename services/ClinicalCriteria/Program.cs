using UtilizationReview.ClinicalCriteria;
using UtilizationReview.Platform.Running;

return await ServiceProcess.RunAsync(args, "clinical-criteria",
    (services, configuration) => services.AddClinicalCriteria(configuration), app => app.MapClinicalCriteria());
