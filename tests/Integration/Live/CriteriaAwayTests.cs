using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Tests.Integration.Intake;
using UtilizationReview.Tests.Servers;

namespace UtilizationReview.Tests.Integration.Live;

/// <summary>The criteria are a server of their own, and down: orders are accepted all the same.</summary>
public sealed class CriteriaAwayTests
{
    [Fact]
    public async Task An_order_is_accepted_without_the_criteria_and_evaluated_when_they_return()
    {
        var port = FreePorts.Next();
        await using var intake = await IntakeHost.StartAsync(criteria: $"http://127.0.0.1:{port}");
        var numbers = new List<string>();
        for (var i = 0; i < 3; i++) // the later ones find the breaker open
        {
            var answer = await intake.Submit(intake.LumbarDiscectomy(), despiteDuplicate: true);
            answer.Order.Status.ShouldBe(OrderStatus.Submitted);
            answer.Sentence.ShouldContain("and being evaluated");
            numbers.Add(answer.Order.TrackingNumber);
        }
        (await intake.Order(numbers[0])).Status.ShouldBe(OrderStatus.Submitted);
        await using var criteria = await CriteriaAsync(intake, port);
        await Eventually.Becomes(
            async () => (await intake.Submit(intake.LumbarDiscectomy(), despiteDuplicate: true)).Order.Status,
            status => status == OrderStatus.Approved, "an order submitted after their return");
        intake.Clock.Advance(TimeSpan.FromMinutes(2));
        foreach (var number in numbers)
            (await intake.Until(number, order => order.Status != OrderStatus.Submitted)).Status.ShouldBe(OrderStatus.Approved);
    }

    [Fact]
    public async Task A_server_that_takes_calls_and_never_answers_holds_nobody_up_for_long()
    {
        var port = FreePorts.Next();
        using (var mute = new TcpListener(IPAddress.Loopback, port))
        {
            mute.Start();
            await using var intake = await IntakeHost.StartAsync(criteria: $"http://127.0.0.1:{port}");
            (await intake.Submit(intake.LumbarDiscectomy())).Order.Status.ShouldBe(OrderStatus.Submitted);
        }
    }

    private static async Task<WebApplication> CriteriaAsync(IntakeHost intake, int port)
    {
        var builder = SlimServer.Builder([new("Data:Directory", intake.DataDirectory)], port);
        builder.Services.AddSingleton<TimeProvider>(intake.Clock).AddSingleton(intake.Script).AddCallers(builder.Configuration, RpcAccess.RolesByMethod);
        return await builder.StartedAsync(app => app.MapGrpcService<ScriptedCriteria>());
    }
}
