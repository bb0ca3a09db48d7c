using UtilizationReview.Tests.Resilience;
using UtilizationReview.Tests.Resilience.Checking;

var (options, problem) = Options.Read(args);
if (options is null)
{
    Console.Error.WriteLine(problem + Environment.NewLine + Options.Usage);
    return 2;
}
if (options.Prove && !Proof.Print()) return 1;
if (options.Orders == 0) return 0;
using var campaign = new Campaign(options);
return await campaign.RunAsync() ? 0 : 1;
