using UtilizationReview.Host;
using UtilizationReview.Host.Bus;
using UtilizationReview.Host.Journeys;
using UtilizationReview.Host.Remote;
using UtilizationReview.Host.Submission;

return args switch
{
    ["--help" or "-h" or "help", ..] => Help(),
    ["journeys", .. var rest] => await JourneysCommand.RunAsync(rest),
    ["token", .. var rest] => await RemoteCommands.TokenAsync(rest),
    ["seed", .. var rest] => await RemoteCommands.SeedAsync(rest),
    ["bus", .. var rest] => await BusCommand.RunAsync(rest, Console.Out),
    ["submit", .. var rest] => await SubmitCommand.RunAsync(rest),
    ["visit", .. var rest] => await VisitCommand.RunAsync(rest),
    _ => await ServeCommand.RunAsync(args),
};

static int Help()
{
    Console.WriteLine(HostSettings.Usage);
    return 0;
}
