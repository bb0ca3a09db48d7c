using Google.Protobuf;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Host.Demo;
using UtilizationReview.Host.Submission;

namespace UtilizationReview.Tests.Integration.Processes;

/// <summary>The shipped orders, as a practice would submit them now.</summary>
internal static class OrderFiles
{
    public static SubmitRequest Read(string file, DateTimeOffset now, string key)
    {
        var text = File.ReadAllText(Path.Combine(DemoCast.Folder("orders"), file));
        var request = JsonParser.Default.Parse<SubmitRequest>(SubmitCommand.WithDates(text, now));
        request.IdempotencyKey = key;
        request.SubmitDespiteDuplicate = true;
        return request;
    }
}
