using Google.Protobuf.Reflection;
using Grpc.Core;
using UtilizationReview.Host.Remote;

namespace UtilizationReview.Tests.Unit.Host;

/// <summary>Where an operator's calls go when every service is a process of its own.</summary>
public sealed class CallsReachTheirProcess
{
    [Fact]
    public void Every_contract_of_the_platform_has_a_process()
    {
        var contracts = typeof(UtilizationReview.Contracts.Intake.V1.IntakeReflection).Assembly.GetTypes()
            .Where(type => type.Name.EndsWith("Reflection", StringComparison.Ordinal) && type.Namespace!.StartsWith("UtilizationReview.Contracts", StringComparison.Ordinal))
            .Select(type => (FileDescriptor)type.GetProperty("Descriptor")!.GetValue(null)!)
            .SelectMany(file => file.Services).Select(service => service.FullName)
            .Where(name => !name.Contains(".demo.", StringComparison.Ordinal)) // the clock of a single host
            .ToDictionary(name => name, ByService.ProcessOf);
        contracts["utilization_review.intake.v1.AppealLadder"].ShouldBe("Intake");
        contracts["utilization_review.correspondence.v1.Notices"].ShouldBe("Correspondence");
        contracts["utilization_review.nurse_review.v1.NurseSupervision"].ShouldBe("NurseReview");
        contracts.Values.Distinct().Order().ShouldBe(
            ["ClinicalCriteria", "Correspondence", "Intake", "NurseReview", "PeerToPeer", "SiteOfCare", "SpineCenter"]);
    }

    [Fact]
    public void A_call_to_no_service_of_the_platform_says_so() =>
        Should.Throw<RpcException>(() => ByService.ProcessOf("utilization_review.demo.v1.DemoClock")).Status.ShouldBe(new Status(
            StatusCode.Unimplemented, "utilization_review.demo.v1.DemoClock is not served by any process of this platform."));
}
