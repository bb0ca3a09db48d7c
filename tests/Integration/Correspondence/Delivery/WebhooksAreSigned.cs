using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using UtilizationReview.Correspondence.Adapters.Delivery;
using UtilizationReview.Platform.Time;

namespace UtilizationReview.Tests.Integration.Correspondence.Delivery;

/// <summary>Signed messages to a practice's software, over a real receiver.</summary>
public sealed class WebhooksAreSigned : IAsyncLifetime
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 21, 0, 0, TimeSpan.Zero);

    private readonly List<(HeaderDictionary Headers, string Body)> _received = [];
    private readonly MovableClock _clock = new();
    private WebApplication _receiver = null!;
    private Func<HttpContext, Task> _answer = _ => Task.CompletedTask;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Uri Url => new(_receiver.Urls.Single() + "/notices");

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _receiver = builder.Build();
        _receiver.MapPost("/notices", async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            _received.Add((new(context.Request.Headers.ToDictionary()), await reader.ReadToEndAsync(context.RequestAborted)));
            await _answer(context);
        });
        await _receiver.StartAsync(Ct);
    }

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Fact]
    public async Task The_receiver_can_check_who_sent_it_and_when()
    {
        (await SendAsync()).ShouldBeOfType<Posted.Delivered>();
        var (headers, body) = _received.ShouldHaveSingleItem();
        body.ShouldBe("{\"notice\":\"NTC-1\"}");
        headers["Content-Type"].ToString().ShouldBe("application/json");
        headers["webhook-id"].ToString().ShouldBe("DLV-1");
        headers["webhook-timestamp"].ToString().ShouldBe("1795554000");
        // As a receiver computes it from the shared secret.
        var key = Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        var mine = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"DLV-1.1795554000.{body}"));
        headers["webhook-signature"].ToString().ShouldBe("v1," + Convert.ToBase64String(mine));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(302)]
    public async Task What_a_receiver_does_not_take_is_tried_again(int status)
    {
        _answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "http://127.0.0.1:1/elsewhere";
            return context.Response.WriteAsync("Testa Demo-Patient is unknown here", Ct);
        };
        var why = (await SendAsync()).ShouldBeOfType<Posted.NotNow>().Why;
        why.ShouldContain($"HTTP {status}");
        why.ShouldNotContain("Testa", Case.Insensitive, "what a receiver writes may name a patient");
        _received.Count.ShouldBe(1, "nothing is followed elsewhere");
    }

    [Theory]
    [InlineData(200)]
    [InlineData(503)]
    public async Task An_answer_whose_body_never_ends_counts_by_its_status(int status)
    {
        _answer = async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentLength = 4000;
            await context.Response.WriteAsync("so far", Ct);
            await context.Response.Body.FlushAsync(Ct);
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        };
        Counts(status, await SendAsync().WaitAsync(TimeSpan.FromSeconds(60), Ct));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(503)]
    public async Task An_answer_whose_body_breaks_off_counts_by_its_status(int status)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var receives = ReceiveAsync();
        using var post = new HookPost(new(PrivateToo: true), _clock);
        Counts(status, await post.SendAsync(Call(new($"http://{listener.LocalEndpoint}/notices")), Ct));
        await receives;

        async Task ReceiveAsync()
        {
            using var client = await listener.AcceptTcpClientAsync(Ct);
            var stream = client.GetStream();
            var (request, buffer) = ("", new byte[4096]);
            while (!request.EndsWith('}')) request += Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, Ct));
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} So\r\nContent-Length: 4000\r\n\r\nso far"), Ct);
        }
    }

    [Fact]
    public async Task A_receiver_that_lets_us_wait_in_vain_is_left_alone_for_a_minute()
    {
        using var post = new HookPost(new(PrivateToo: true), _clock, patience: TimeSpan.FromMilliseconds(300));
        _answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        (await post.SendAsync(Call(Url), Ct)).ShouldBeOfType<Posted.NotNow>().Why.ShouldBe("The receiver did not answer within 0.3 seconds.");
        _answer = _ => Task.CompletedTask;
        _clock.Advance(TimeSpan.FromSeconds(59));
        (await post.SendAsync(Call(Url), Ct)).ShouldBeOfType<Posted.NotNow>();
        _received.Count.ShouldBe(1, "others wait behind it");
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await post.SendAsync(Call(Url), Ct)).ShouldBeOfType<Posted.Delivered>();
    }

    [Fact]
    public async Task A_receiver_that_wants_no_more_is_left_alone()
    {
        _answer = context =>
        {
            context.Response.StatusCode = 410;
            return Task.CompletedTask;
        };
        (await SendAsync()).ShouldBeOfType<Posted.Never>();
    }

    [Fact]
    public async Task A_receiver_that_is_away_is_tried_again()
    {
        var url = Url;
        await _receiver.StopAsync(Ct);
        using var post = new HookPost(new(PrivateToo: true), _clock);
        (await post.SendAsync(Call(url), Ct)).ShouldBeOfType<Posted.NotNow>();
    }

    [Fact]
    public async Task A_name_that_leads_inside_is_not_called()
    {
        using var post = new HookPost(new(PrivateToo: false), _clock);
        (await post.SendAsync(Call(Url), Ct)).ShouldBeOfType<Posted.Never>().Why.ShouldContain("private network");
        (await post.SendAsync(Call(new($"http://localhost:{Url.Port}/notices")), Ct)).ShouldBeOfType<Posted.Never>();
        _received.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_key_nothing_is_sent()
    {
        using var post = new HookPost(new(PrivateToo: true), _clock);
        (await post.SendAsync(Call(Url) with { Secret = "secret" }, Ct)).ShouldBeOfType<Posted.Never>();
        _received.ShouldBeEmpty();
    }

    private static void Counts(int status, Posted posted)
    {
        if (status == 200) posted.ShouldBe(new Posted.Delivered("HTTP 200"));
        else posted.ShouldBe(new Posted.NotNow("The receiver has a problem of its own (HTTP 503)."));
    }

    private async Task<Posted> SendAsync()
    {
        using var post = new HookPost(new(PrivateToo: true), _clock);
        return await post.SendAsync(Call(Url), Ct);
    }

    private static HookCall Call(Uri url) => new("DLV-1", url, Secret, Now, "{\"notice\":\"NTC-1\"}");
}
