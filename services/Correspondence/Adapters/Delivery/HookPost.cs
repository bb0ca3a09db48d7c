using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace UtilizationReview.Correspondence.Adapters.Delivery;

/// <summary>A message for the practice's own software.</summary>
/// <param name="Id">The same whenever it is tried again, so that the receiver can tell; letters, digits and hyphens.</param>
/// <param name="Secret">Shared with the receiver: "whsec_" and base64 of 24 to 64 bytes.</param>
/// <param name="At">Instant of this try; it is signed, so that an old message cannot be played again.</param>
internal sealed record HookCall(string Id, Uri Url, string Secret, DateTimeOffset At, string Json);

/// <summary>Posts signed messages (webhooks), by the open convention of standardwebhooks.com: <c>webhook-id</c>, <c>webhook-timestamp</c> and
/// <c>webhook-signature: v1,BASE64</c>, which is HMAC-SHA256 of <c>id.timestamp.body</c>.</summary>
internal sealed class HookPost : IDisposable
{
    /// <summary>How a secret begins.</summary>
    public const string SecretPrefix = "whsec_";

    private const int MostAnswerBytes = 4096;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly HttpClient _client;

    /// <summary>Ready to post.</summary>
    /// <param name="rule">Where may be posted to.</param>
    public HookPost(HookRule rule) => _client = new HttpClient(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, UseProxy = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2), // names are looked up again
            ConnectCallback = (context, ct) => ConnectAsync(rule, context.DnsEndPoint, ct),
        })
    { Timeout = Patience };

    /// <summary>Posts it once; never throws for what a server or a network does.</summary>
    public async Task<Posted> SendAsync(HookCall call, CancellationToken ct)
    {
        if (KeyOf(call.Secret) is not { } key) return new Posted.Never("The secret cannot be read; save the address again with a new one.");
        var seconds = call.At.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, call.Url)
        {
            Content = new StringContent(call.Json, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.UserAgent.Add(new("UtilizationReview", "1"));
        request.Headers.Add("webhook-id", call.Id);
        request.Headers.Add("webhook-timestamp", seconds);
        request.Headers.Add("webhook-signature", "v1," + Signed(key, $"{call.Id}.{seconds}.{call.Json}"));
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            var status = (int)response.StatusCode;
            var answer = Posted.Shortened($"HTTP {status.ToString(CultureInfo.InvariantCulture)} {await BeginningAsync(response, ct)}");
            return status switch
            {
                >= 200 and < 300 => new Posted.Delivered(answer),
                410 => new Posted.Never("The receiver says that it wants no more (HTTP 410); its address has to change."),
                >= 300 and < 400 => new Posted.NotNow($"The receiver sends elsewhere ({answer}); redirects are not followed, save its new address."),
                _ => new Posted.NotNow($"The receiver answered {answer}."),
            };
        }
        catch (Exception problem) when (Forbidden(problem) is { } sentence)
        {
            return new Posted.Never(sentence);
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return new Posted.NotNow(problem is OperationCanceledException
                ? "The receiver did not answer within 15 seconds."
                : Posted.Shortened($"The receiver could not be reached: {problem.Message}"));
        }
    }

    /// <summary>The key in a secret; null when it is none.</summary>
    public static byte[]? KeyOf(string secret)
    {
        var key = new byte[96];
        return secret.StartsWith(SecretPrefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(secret[SecretPrefix.Length..], key, out var length) && length is >= 24 and <= 64 ? key[..length] : null;
    }

    /// <summary>A new secret.</summary>
    public static string NewSecret() => SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    public void Dispose() => _client.Dispose();

    private static string Signed(byte[] key, string text) => Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));

    private static string? Forbidden(Exception problem) =>
        problem as HookForbiddenException is { } direct ? direct.Message : (problem.InnerException as HookForbiddenException)?.Message;

    /// <summary>The address that is connected to is the one that was checked: a name cannot lead elsewhere in between.</summary>
    private static async ValueTask<Stream> ConnectAsync(HookRule rule, System.Net.DnsEndPoint target, CancellationToken ct)
    {
        var addresses = await System.Net.Dns.GetHostAddressesAsync(target.Host, ct);
        var allowed = addresses.Where(rule.Allows).ToArray();
        if (allowed.Length == 0 && addresses.Length > 0) throw new HookForbiddenException(target.Host);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, target.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<string> BeginningAsync(HttpResponseMessage response, CancellationToken ct)
    {
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        var buffer = new byte[MostAnswerBytes];
        var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return Encoding.UTF8.GetString(buffer, 0, read);
    }
}
