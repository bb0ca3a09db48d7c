using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Net.Client;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Events;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.NurseReview.V1;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.NurseReview;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Platform.Time;
using NurseClient = UtilizationReview.Contracts.NurseReview.V1.NurseReview.NurseReviewClient;

namespace UtilizationReview.Tests.Integration.NurseReview;

/// <summary>What the service told others, in order.</summary>
internal sealed class Told : ConcurrentQueue<object>;

internal sealed class Listener(Told told) : IConsumer<NurseApproved>, IConsumer<NurseReferred>, IConsumer<InformationRequested>
{
    public Task Consume(ConsumeContext<NurseApproved> context) => Keep(context.Message);
    public Task Consume(ConsumeContext<NurseReferred> context) => Keep(context.Message);
    public Task Consume(ConsumeContext<InformationRequested> context) => Keep(context.Message);

    private Task Keep(object message)
    {
        told.Enqueue(message);
        return Task.CompletedTask;
    }
}

/// <summary>Intake as the test scripts it: every order has line 1 with two open criteria.</summary>
internal sealed class ScriptedIntake : Contracts.Intake.V1.Intake.IntakeBase
{
    public bool Away { get; set; }

    public override Task<Order> GetOrder(GetOrderRequest request, ServerCallContext context)
    {
        if (Away) throw new RpcException(new Status(StatusCode.Unavailable, "away"));
        var order = new Order { TrackingNumber = request.Number, Status = OrderStatus.NurseReview, Lines = { new OrderLine { Line = new() { Number = 1, Code = "63030" } } } };
        order.Form = new() { PlanId = NurseHouse.Plan, DateOfService = "2027-03-15", PlaceOfService = PlaceOfService.AmbulatorySurgeryCenter };
        order.Form.Facts.Add(new Fact { Name = "pt.age", Value = new() { Number = 54 }, Origin = FactOrigin.Platform });
        order.Form.Facts.Add(new Fact { Name = "im.age", Value = new() { Number = 9 } });
        (order.TimeZone, order.MemberState) = ("America/Chicago", "WI");
        order.ReceivedAt = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(NurseHouse.Due.AddDays(-7));
        order.Lines[0].Evaluation = new()
        {
            Trace = { new Contracts.Criteria.V1.CriterionTrace { Id = "LUM-2", Combines = "all", Children = { Leaf("LUM-2.a", "sx.pain"), Leaf("LUM-2.b", "cm.weeks"), Leaf("LUM-2.c", "im.age") } } },
            OpenCriteria =
            {
                new Contracts.Criteria.V1.OpenCriterion { Id = "LUM-2.b", Text = "Six weeks of conservative care", Answer = Answer.Unknown, MissingFacts = { "cm.weeks" } },
                new Contracts.Criteria.V1.OpenCriterion { Id = "LUM-2.c", Text = "Imaging of the last six months", Answer = Answer.NotMet },
            },
            Answer = Answer.NotMet,
        };
        return Task.FromResult(order);
    }

    private static Contracts.Criteria.V1.CriterionTrace Leaf(string id, string fact) => new() { Id = id, Facts = { new Contracts.Criteria.V1.FactUsed { Name = fact } } };
}

/// <summary>The criteria as the test scripts them: six weeks of care and imaging of six months meet what is open.</summary>
internal sealed class ScriptedCriteria : Contracts.Criteria.V1.ClinicalCriteria.ClinicalCriteriaBase
{
    public bool Away { get; set; }
    public ConcurrentQueue<Contracts.Criteria.V1.OrderFacts> Asked { get; } = new();

    public override Task<Contracts.Criteria.V1.EvaluateResponse> Evaluate(Contracts.Criteria.V1.EvaluateRequest request, ServerCallContext context)
    {
        if (Away) throw new RpcException(new Status(StatusCode.Unavailable, "away"));
        Asked.Enqueue(request.Order);
        var (weeks, age) = (Number("cm.weeks"), Number("im.age"));
        Answer[] answers = [weeks is null ? Answer.Unknown : weeks >= 6 ? Answer.Met : Answer.NotMet, age <= 6 ? Answer.Met : Answer.NotMet];
        var evaluation = new Contracts.Criteria.V1.LineEvaluation
        {
            Route = new() { Line = 1 }, Answer = answers.All(a => a == Answer.Met) ? Answer.Met : Answer.NotMet,
            AutomationAllowed = answers.All(a => a == Answer.Met), Guideline = "msk-spine/lumbar-discectomy", Version = "2026.1",
        };
        foreach (var (id, answer) in new[] { "LUM-2.b", "LUM-2.c" }.Zip(answers))
        {
            evaluation.Trace.Add(new Contracts.Criteria.V1.CriterionTrace { Id = id, Answer = answer });
            if (answer != Answer.Met) evaluation.OpenCriteria.Add(new Contracts.Criteria.V1.OpenCriterion { Id = id, Answer = answer });
        }
        return Task.FromResult(new Contracts.Criteria.V1.EvaluateResponse { Lines = { evaluation } });

        double? Number(string name) => request.Order.Facts.FirstOrDefault(f => f.Name == name)?.Value.Number;
    }

    public override Task<Contracts.Criteria.V1.ListFactsResponse> ListFacts(Contracts.Criteria.V1.ListFactsRequest request, ServerCallContext context) =>
        Task.FromResult(new Contracts.Criteria.V1.ListFactsResponse
        {
            Facts =
            {
                new Contracts.Criteria.V1.FactDefinition { Name = "cm.weeks", Question = "How many weeks of conservative care were done?" },
                new Contracts.Criteria.V1.FactDefinition { Name = "im.age", Question = "How many months old is the imaging?" },
                new Contracts.Criteria.V1.FactDefinition { Name = "pt.age", Question = "Age?", SuppliedBy = "platform" },
            },
        });
}

/// <summary>Correspondence as the test scripts it: every order has one document of two pages.</summary>
internal sealed class ScriptedDocuments : Contracts.Correspondence.V1.Documents.DocumentsBase
{
    public const string Kept = "DOC-0001";

    public bool Away { get; set; }
    public ConcurrentQueue<string> Asked { get; } = new();

    public override Task<Contracts.Correspondence.V1.CheckCitationsResponse> CheckCitations(
        Contracts.Correspondence.V1.CheckCitationsRequest request, ServerCallContext context)
    {
        if (Away) throw new RpcException(new Status(StatusCode.Unavailable, "away"));
        var citation = request.Citations.Single();
        Asked.Enqueue($"{request.Order} {citation.DocumentId} {citation.Page}");
        var problem = citation.DocumentId != Kept ? "There is no such document." : citation.Page > 2 ? "The document has 2 pages." : null;
        return Task.FromResult(problem is null
            ? new Contracts.Correspondence.V1.CheckCitationsResponse()
            : new() { Problems = { new Contracts.Correspondence.V1.CitationProblem { Problem = problem } } });
    }
}

/// <summary>One process of the service on a port of its own; several may share a directory. An error in its log fails the test.</summary>
internal sealed class NurseHouse : IAsyncDisposable
{
    public const string Plan = "meadow-commercial";
    public const string OtherPlan = "harbor-selfunded";

    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;
    private readonly LoggedErrors _errors;

    private NurseHouse(WebApplication app, LoggedErrors errors) =>
        (_app, _errors, _channel) = (app, errors, app.Channel());

    public static DateTimeOffset Due { get; } = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public Told Told => _app.Services.GetRequiredService<Told>();
    public ScriptedCriteria Criteria => _app.Services.GetRequiredService<ScriptedCriteria>();
    public ScriptedDocuments Documents => _app.Services.GetRequiredService<ScriptedDocuments>();
    public ScriptedIntake Intake => _app.Services.GetRequiredService<ScriptedIntake>();
    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();
    public NurseClient Dana => As("nurse-dana", "Dana Reyes");
    public NurseClient Ola => As("nurse-ola", "Ola Berg");

    public static async Task<NurseHouse> StartAsync(string directory, MovableClock clock, IEnumerable<KeyValuePair<string, string?>>? more = null)
    {
        var builder = SlimServer.Builder([new("Data:Directory", directory), new("Data:Synchronous", "Normal"), new("Calls:BreakSeconds", "0")]);
        builder.Configuration.AddInMemoryCollection(more ?? []);
        var errors = new LoggedErrors();
        builder.Logging.AddProvider(errors);
        builder.Services.AddSingleton<TimeProvider>(clock).AddSingleton<Told>().AddSingleton<ScriptedIntake>().AddSingleton<ScriptedCriteria>()
            .AddSingleton<ScriptedDocuments>()
            .AddSingleton(new PlanRegistry([PlanFile(Plan, "America/Chicago"), PlanFile(OtherPlan, "America/New_York")]));
        builder.Services.AddNurseReview(builder.Configuration).AddEventConsumer<Listener>("test-listener").AddEventDelivery(builder.Configuration);
        return new(await builder.StartedAsync(app =>
        {
            app.MapNurseReview();
            app.MapGrpcService<ScriptedIntake>();
            app.MapGrpcService<ScriptedCriteria>();
            app.MapGrpcService<ScriptedDocuments>();
        }), errors);
    }

    public NurseClient As(string person, string name, string role = Roles.Nurse, params string[] plans) => new(Calls(person, name, role, plans));

    /// <summary>The supervisor of the plan.</summary>
    public NurseSupervision.NurseSupervisionClient Sam => new(Calls("admin-sam", "Sam Lead", Roles.PlanAdministrator, []));

    private CallInvoker Calls(string person, string name, string role, string[] plans) =>
        _channel.As(new(person, name, role, null, plans.Length == 0 ? [Plan] : plans, null), _app.Services);

    /// <summary>Delivers an event of intake, the way the outbox does.</summary>
    public Task Deliver(object message, Guid? id = null) => _app.Services.ArriveAsync(message, id);

    public Task Refer(
        string order, int dueInHours = 0, string plan = Plan, string program = "spine", int version = 2, string state = "WI", string code = "63030",
        bool minor = false) => Deliver(new OrderReferredToNurse
        {
            OrderId = order, OrderVersion = version, OccurredAt = Due.AddDays(-7), PlanId = plan, PracticeId = "practice-1", Programs = [program], Lines = [1],
            DueAt = Due.AddHours(dueInHours), Expedited = false, MemberState = state, Reasons = ["criteria-unknown"],
            Codes = [code], Minor = minor,
        });

    public static OrderClosed Closed(string order, int version) => new()
    {
        OrderId = order, OrderVersion = version, OccurredAt = Due.AddDays(-6), PlanId = Plan, PracticeId = "practice-1", Status = "withdrawn",
    };

    public static ApproveRequest Approval(string order, string person, string key) => new()
    {
        TrackingNumber = order, Reason = "The therapy notes document it.", IdempotencyKey = key,
        Attestation = new() { PersonId = person, Profession = Profession.Nurse, RecordReviewed = true, NoConflictOfInterest = true },
    };

    public static RecordFindingRequest Confirmation(string order, string criterion) => new()
    {
        TrackingNumber = order, Criterion = criterion, Kind = FindingKind.Confirmed, IdempotencyKey = Key(),
    };

    public static string Key() => Guid.NewGuid().ToString("N");

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        // What the stop itself cuts off is tried again at the next start, and is no error of the test.
        string[] errors = [.. _errors.Entries];
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        errors.ShouldBeEmpty();
    }

    private static PlanFile PlanFile(string id, string zone) => new()
    {
        PlanId = id, Name = id, LineOfBusiness = "commercial_insured", State = "WI", TimeZone = zone, Programs = ["spine", "joint", "pain"],
    };
}

/// <summary>A directory and a clock that go with the test.</summary>
internal sealed class NurseGround : IDisposable
{
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("ur-nurse-test-").FullName;
    public MovableClock Clock { get; } = new();

    public Task<NurseHouse> StartAsync() => NurseHouse.StartAsync(Directory, Clock);

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
