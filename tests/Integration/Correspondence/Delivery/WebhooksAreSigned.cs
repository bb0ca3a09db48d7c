using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using UtilizationReview.Correspondence.Adapters.Delivery;

namespace UtilizationReview.Tests.Integration.Correspondence.Delivery;

/// <summary>Signed messages to a practice's software, over a real receiver.</summary>
public sealed class WebhooksAreSigned : IAsyncLifetime
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 21, 0, 0, TimeSpan.Zero);

    private readonly List<(HeaderDictionary Headers, string Body)> _received = [];
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
            return context.Response.WriteAsync("not now", Ct);
        };
        (await SendAsync()).ShouldBeOfType<Posted.NotNow>().Why.ShouldContain($"HTTP {status}");
        _received.Count.ShouldBe(1, "nothing is followed elsewhere");
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
        using var post = new HookPost(new(PrivateToo: true));
        (await post.SendAsync(Call(url), Ct)).ShouldBeOfType<Posted.NotNow>();
    }

    [Fact]
    public async Task A_name_that_leads_inside_is_not_called()
    {
        using var post = new HookPost(new(PrivateToo: false));
        (await post.SendAsync(Call(Url), Ct)).ShouldBeOfType<Posted.Never>().Why.ShouldContain("private network");
        (await post.SendAsync(Call(new($"http://localhost:{Url.Port}/notices")), Ct)).ShouldBeOfType<Posted.Never>();
        _received.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_key_nothing_is_sent()
    {
        using var post = new HookPost(new(PrivateToo: true));
        (await post.SendAsync(Call(Url) with { Secret = "secret" }, Ct)).ShouldBeOfType<Posted.Never>();
        _received.ShouldBeEmpty();
    }

    private async Task<Posted> SendAsync()
    {
        using var post = new HookPost(new(PrivateToo: true));
        return await post.SendAsync(Call(Url), Ct);
    }

    private static HookCall Call(Uri url) => new("DLV-1", url, Secret, Now, "{\"notice\":\"NTC-1\"}");
}
