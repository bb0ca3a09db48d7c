using UtilizationReview.ClinicalCriteria;
using UtilizationReview.ClinicalCriteria.Bench;
using UtilizationReview.Host;
using UtilizationReview.Host.Bus;
using UtilizationReview.Host.Journeys;
using UtilizationReview.Host.Metrics;
using UtilizationReview.Host.Remote;
using UtilizationReview.Host.Submission;

return args switch
{
    ["--help" or "-h" or "help", ..] => HostSettings.ShowUsage(Console.Out),
    ["journeys", .. var rest] => await JourneysCommand.RunAsync(rest),
    ["token", .. var rest] => await RemoteCommands.TokenAsync(rest),
    ["seed", .. var rest] => await RemoteCommands.SeedAsync(rest),
    ["criteria", .. var rest] => CriteriaBench.Run(rest, Console.Out, Console.Error),
    ["plans", .. var rest] => PlansCheck.Run(rest, Console.Out, Console.Error),
    ["bus", .. var rest] => await BusCommand.RunAsync(rest, Console.Out),
    ["submit", .. var rest] => await SubmitCommand.RunAsync(rest),
    ["metrics", .. var rest] => await MetricsCommand.RunAsync(rest, Console.Out),
    ["kit", .. var rest] => await KitCommand.RunAsync(rest, Console.Out),
    ["notices", .. var rest] => await NoticesCommand.RunAsync(rest, Console.Out),
    ["document", .. var rest] => await DocumentCommand.RunAsync(rest, Console.Out),
    ["call", .. var rest] => await CallCommand.RunAsync(rest, Console.Out),
    ["visit", .. var rest] => await VisitCommand.RunAsync(rest),
    _ => await ServeCommand.RunAsync(args),
};
