using System.Globalization;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using UtilizationReview.Host.Demo;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Platform.Running;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.Host.Remote;

/// <summary>Services that run as processes of their own, as an operator of the demonstration reaches them: addresses from <c>Services:*</c>,
/// tokens signed with <c>Identity:DemoKey</c>.</summary>
internal sealed class RemoteServices : IDisposable
{
    private static readonly string[] Names =
        ["Intake", "ClinicalCriteria", "NurseReview", "PeerToPeer", "SiteOfCare", "Correspondence", "SpineCenter"];

    private readonly Dictionary<string, GrpcChannel> _channels = [];
    private readonly DemoIssuer _issuer;

    /// <summary>Opens channels; nothing is called yet.</summary>
    /// <param name="configuration"><c>Services:*</c> and <c>Identity:DemoKey</c>.</param>
    /// <param name="clock">The clock the services follow.</param>
    public RemoteServices(IConfiguration configuration, TimeProvider clock)
    {
        _issuer = new DemoIssuer(Convert.FromBase64String(configuration["Identity:DemoKey"]!), clock);
        var addresses = new ServiceAddresses(configuration, new ServiceCollection().BuildServiceProvider());
        foreach (var service in Names)
        {
            _channels[service] = GrpcChannel.ForAddress("http://" + service.ToLower(CultureInfo.InvariantCulture) + ".invalid", new GrpcChannelOptions
            {
                HttpHandler = new ServiceAddressHandler(addresses, service) { InnerHandler = ServiceAddresses.Connections() },
                DisposeHttpClient = true,
            });
        }
        Calls = new ByService(_channels.ToDictionary(channel => channel.Key, channel => channel.Value.CreateCallInvoker()));
    }

    /// <summary>Calls to all services, as nobody; each call goes to the service its method belongs to.</summary>
    public CallInvoker Calls { get; }

    /// <summary>The services of the configuration; sentences instead when it is not enough.</summary>
    /// <param name="configuration">Where the values come from.</param>
    /// <param name="calls">False: only tokens are wanted.</param>
    public static (RemoteServices? Services, IReadOnlyList<string> Problems) Open(IConfiguration configuration, bool calls)
    {
        var problems = Settings.ProblemsOf(configuration, calls ? Names : []).ToList();
        if (string.IsNullOrEmpty(configuration["Identity:DemoKey"]))
            problems.Add("Identity__DemoKey is not set: give the same key that the services have; with a provider of your own, tokens come from it.");
        if (problems.Count > 0) return (null, problems);
        return (new(configuration, configuration["Clock:File"] is { Length: > 0 } file ? MovableClock.Following(file) : TimeProvider.System), []);
    }

    /// <summary>A token for the person.</summary>
    public string TokenOf(Caller person) => _issuer.Sign(person);

    /// <summary>Calls to all services as the person.</summary>
    public CallInvoker CallsAs(Caller person) => Calls.Intercept(headers =>
    {
        headers.Add("authorization", $"Bearer {TokenOf(person)}");
        return headers;
    });

    public void Dispose()
    {
        foreach (var channel in _channels.Values) channel.Dispose();
    }
}

/// <summary>Sends each call to the service its method belongs to.</summary>
/// <param name="services">Name of the service, such as <c>Intake</c> → calls to it.</param>
internal sealed class ByService(IReadOnlyDictionary<string, CallInvoker> services) : CallInvoker
{
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        To(method).BlockingUnaryCall(method, host, options, request);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        To(method).AsyncUnaryCall(method, host, options, request);

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        To(method).AsyncServerStreamingCall(method, host, options, request);

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => To(method).AsyncClientStreamingCall(method, host, options);

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => To(method).AsyncDuplexStreamingCall(method, host, options);

    private CallInvoker To(IMethod method) => services[ProcessOf(method.ServiceName)];

    /// <summary>The process that serves a contract, which its package names: "utilization_review.intake.v1.AppealLadder" is one of Intake's.</summary>
    public static string ProcessOf(string service) => service.Split('.')[1] switch
    {
        "intake" or "plans" => "Intake",
        "criteria" => "ClinicalCriteria",
        "nurse_review" => "NurseReview",
        "peer_to_peer" => "PeerToPeer",
        "site_of_care" => "SiteOfCare",
        "spine_center" => "SpineCenter",
        "correspondence" => "Correspondence",
        _ => throw new RpcException(new Status(StatusCode.Unimplemented, $"{service} is not served by any process of this platform.")),
    };
}
