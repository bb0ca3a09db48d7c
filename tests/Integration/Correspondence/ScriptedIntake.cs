using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using UtilizationReview.Contracts.Intake.V1;

namespace UtilizationReview.Tests.Integration.Correspondence;

/// <summary>Plays Intake on a port of its own: knows orders and drafts, and can be away.</summary>
internal sealed class ScriptedIntake : Contracts.Intake.V1.Intake.IntakeBase, IAsyncDisposable
{
    private WebApplication _app = null!;

    /// <summary>Orders by tracking number.</summary>
    public ConcurrentDictionary<string, Order> Orders { get; } = new();

    /// <summary>Drafts by id.</summary>
    public ConcurrentDictionary<string, Draft> Drafts { get; } = new();

    /// <summary>How the step of supporting documents stands; null: the ladder cannot be asked.</summary>
    public RecourseState? Documents { get; set; } = RecourseState.Open;

    /// <summary>Answers nothing but this; null: answers.</summary>
    public Status? Failure { get; set; }

    public string Address => _app.Address();

    public static async Task<ScriptedIntake> StartAsync()
    {
        var intake = new ScriptedIntake();
        intake.Add("UR-MAPLE", "maple-spine", "meadow-commercial");
        intake.Add("UR-OAK", "oak-joint", "meadow-commercial");
        intake.Drafts["D-MAPLE"] = new() { DraftId = "D-MAPLE", Form = new() { PracticeId = "maple-spine", PlanId = "meadow-commercial" } };
        var builder = SlimServer.Builder();
        builder.Services.AddSingleton(intake).AddGrpc();
        intake._app = await builder.StartedAsync(app =>
        {
            app.MapGrpcService<ScriptedIntake>();
            app.MapGrpcService<ScriptedLadder>();
        });
        return intake;
    }

    public override Task<Order> GetOrder(GetOrderRequest request, ServerCallContext context) =>
        Answer(Orders.Values.FirstOrDefault(o => o.TrackingNumber == request.Number || o.OrderNumber == request.Number));

    public override Task<Draft> GetDraft(GetDraftRequest request, ServerCallContext context) => Answer(Drafts.GetValueOrDefault(request.DraftId));

    /// <summary>An order whose lines were decided as told.</summary>
    public Order Add(
        string number, string practice = "maple-spine", string plan = "meadow-commercial", OrderStatus status = OrderStatus.NurseReview,
        params IReadOnlyList<(LineOutcome Outcome, DateTimeOffset At)> decided)
    {
        var order = new Order
        {
            TrackingNumber = number, OrderNumber = "ORD-" + number[3..], Status = status, Form = new() { PracticeId = practice, PlanId = plan },
        };
        foreach (var (outcome, at) in decided)
            order.Lines.Add(new OrderLine { Determinations = { new Determination { Outcome = outcome, DecidedAt = at.ToTimestamp() } } });
        return Orders[number] = order;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private sealed class ScriptedLadder(ScriptedIntake intake) : AppealLadder.AppealLadderBase
    {
        public override Task<GetLadderResponse> GetLadder(GetLadderRequest request, ServerCallContext context) =>
            intake.Answer(intake.Documents is { } state
                ? new GetLadderResponse { Steps = { new LadderStep { Step = RecourseStep.SupportingDocumentation, State = state } } }
                : null);
    }

    private Task<T> Answer<T>(T? found)
        where T : class => Failure is { } failure ? throw new RpcException(failure)
        : Task.FromResult(found ?? throw new RpcException(new Status(StatusCode.NotFound, "There is none.")));
}
