using System.Collections.Concurrent;
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

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>A receiver that let us wait in vain is not called again for so long: letters with a deadline may stand behind it.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    private readonly HttpClient _client;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _patience;

    /// <summary>Receivers that were silent, and when.</summary>
    private readonly ConcurrentDictionary<string, DateTimeOffset> _silent = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Ready to post.</summary>
    /// <param name="rule">Where may be posted to.</param>
    /// <param name="clock">Tells how long a silent receiver rests.</param>
    /// <param name="patience">How long a receiver may take to answer; null: 15 seconds.</param>
    public HookPost(HookRule rule, TimeProvider clock, TimeSpan? patience = null)
    {
        (_clock, _patience) = (clock, patience ?? Patience);
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, UseProxy = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2), // names are looked up again
            ConnectCallback = (context, ct) => ConnectAsync(rule, context.DnsEndPoint, ct),
        })
        { Timeout = _patience };
    }

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
        if (_silent.TryGetValue(call.Url.Authority, out var since) && _clock.GetUtcNow() - since < Rest)
            return new Posted.NotNow("The receiver did not answer a moment ago; it is called again in a minute.");
        try
        {
            // The status says it all. The body is not waited for: it may never end, and is nobody's business here.
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            _silent.TryRemove(call.Url.Authority, out _);
            var status = (int)response.StatusCode;
            return status switch
            {
                >= 200 and < 300 => new Posted.Delivered($"HTTP {status}"),
                410 => new Posted.Never("The receiver says that it wants no more (HTTP 410); its address has to change."),
                >= 300 and < 400 => new Posted.NotNow($"The receiver sends elsewhere (HTTP {status}); redirects are not followed, save its new address."),
                401 or 403 => new Posted.NotNow($"The receiver does not let us in (HTTP {status}); check its secret."),
                404 => new Posted.NotNow("There is nothing at the receiver's address (HTTP 404); check it."),
                >= 400 and < 500 => new Posted.NotNow($"The receiver does not take it (HTTP {status})."),
                _ => new Posted.NotNow($"The receiver has a problem of its own (HTTP {status})."),
            };
        }
        catch (Exception problem) when (Forbidden(problem) is { } sentence)
        {
            return new Posted.Never(sentence);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            _silent[call.Url.Authority] = _clock.GetUtcNow();
            return new Posted.NotNow($"The receiver did not answer within {_patience.TotalSeconds.ToString(CultureInfo.InvariantCulture)} seconds.");
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException && !ct.IsCancellationRequested)
        {
            return new Posted.NotNow((problem as HttpRequestException)?.HttpRequestError switch
            {
                HttpRequestError.NameResolutionError => "The receiver's name is not known.",
                HttpRequestError.SecureConnectionError => "The receiver's certificate, or its TLS, cannot be relied on.",
                HttpRequestError.ConnectionError => "The receiver could not be reached.",
                _ => "The receiver did not answer as a web server does.",
            });
        }
    }

    /// <summary>The key in a secret; null when it is none.</summary>
    public static byte[]? KeyOf(string secret)
    {
        var key = new byte[96];
        return secret.StartsWith(SecretPrefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(secret[SecretPrefix.Length..], key, out var length) && length is >= 24 and <= 64 ? key[..length] : null;
    }

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
}
