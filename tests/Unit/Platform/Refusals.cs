using Grpc.Core;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.Tests.Unit.Platform;

public sealed class Refusals
{
    [Theory]
    [InlineData(RefusalKind.NotPossibleNow, StatusCode.FailedPrecondition)]
    [InlineData(RefusalKind.BadInput, StatusCode.InvalidArgument)]
    [InlineData(RefusalKind.Unknown, StatusCode.NotFound)]
    [InlineData(RefusalKind.NotAllowed, StatusCode.PermissionDenied)]
    public void Each_kind_has_its_status_and_the_code_travels_in_a_trailer(RefusalKind kind, StatusCode status)
    {
        var told = new Refusal("some-code", "What is wrong.") { Kind = kind }.ToRpcException();
        (told.StatusCode, told.Status.Detail).ShouldBe((status, "What is wrong."));
        told.Trailers.GetValue("reason-code").ShouldBe("some-code");
        told.Trailers.Get("grpc-status-details-bin").ShouldBeNull();
        told.ToRefusal()!.Kind.ShouldBe(kind);
    }

    [Fact]
    public void Fields_at_fault_travel_as_a_bad_request()
    {
        FieldProblem[] fields = [new("order.lines[1].side", "missing; allowed are left, right, both"), new("order.date_of_service", "in the past")];
        var told = new Refusal("bad-order", "Two fields are wrong.") { Kind = RefusalKind.BadInput, Fields = fields }.ToRpcException();
        told.ToRefusal()!.Fields.ShouldBe(fields);
        var bytes = told.Trailers.GetValueBytes("grpc-status-details-bin")!;
        System.Text.Encoding.UTF8.GetString(bytes).ShouldContain("type.googleapis.com/google.rpc.BadRequest");
    }

    [Fact]
    public void Somebody_elses_error_is_not_taken_for_a_refusal() => new RpcException(new Status(StatusCode.Unavailable, "away")).ToRefusal().ShouldBeNull();

    [Fact]
    public void An_answer_settles_or_refuses()
    {
        new DeskAnswer<string>.Accepted("a", "s", 2).OrRefuse().ShouldBe(new("a", "s", 2));
        new DeskAnswer<string>.Repeated("a", "s", 3).OrRefuse().ShouldBe(new("a", "s", 3));
        new DeskAnswer<string>.Ignored("a", "s", 4, "already so").OrRefuse().ShouldBe(new("a", "s", 4));
        var refusal = new Refusal("nope", "Not now.");
        Should.Throw<RpcException>(() => new DeskAnswer<string>.Rejected(refusal).OrRefuse()).StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        Should.Throw<RpcException>(() => new DeskAnswer<string>.Unknown(refusal with { Kind = RefusalKind.Unknown }).OrRefuse()).StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 16)]
    [InlineData(9, 256)]
    [InlineData(10, 300)]
    [InlineData(20, 300)]
    public void A_failed_delivery_waits_longer_each_time_up_to_five_minutes(int attempts, int seconds) =>
        OutboxLease<ServiceContext>.BackOff(attempts).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("WakeAt", "wake_at")]
    [InlineData("Id", "id")]
    [InlineData("NextAttemptAt", "next_attempt_at")]
    [InlineData("NpiNumber", "npi_number")]
    [InlineData("MemberID", "member_id")]
    [InlineData("CPTCode", "cpt_code")]
    public void Columns_are_named_in_snake_case(string property, string column) => SnakeCase.Of(property).ShouldBe(column);
}
