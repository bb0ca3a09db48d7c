using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using UtilizationReview.Host.Demo;
using UtilizationReview.Host.Remote;

namespace UtilizationReview.Host.Submission;

/// <summary>A host a command talks to: the one that runs at an address, or a private one that goes with the command.</summary>
internal sealed class ReachedHost : IAsyncDisposable
{
    private readonly ReviewHost? _private;
    private readonly GrpcChannel _channel;
    private readonly string _address;

    private ReachedHost(string address, ReviewHost? own)
    {
        (_address, _private) = (address, own);
        _channel = GrpcChannel.ForAddress(own?.GrpcAddress.ToString() ?? address);
    }

    /// <summary>The demonstration people.</summary>
    public DemoCast Cast { get; } = DemoCast.Load();

    /// <summary>The host at the address if one runs there, else a private one; says which on standard error.</summary>
    public static async Task<ReachedHost> AtAsync(string address)
    {
        if (await RunningHost.IsAtAsync(address))
        {
            await Console.Error.WriteLineAsync($"Speaking to the host at {address}.");
            return new(address, own: null);
        }

        await Console.Error.WriteLineAsync("No host is running; speaking to a private one that goes with this command.");
        return new(address, await ReviewHost.StartAsync(HostSettings.Private(), CancellationToken.None));
    }

    /// <summary>Calls as a demonstration person.</summary>
    public async Task<CallInvoker> CallsAsAsync(string personId)
    {
        var token = _private?.TokenOf(personId) ?? await RunningHost.TokenAsync(_address, personId);
        return _channel.Intercept(headers =>
        {
            headers.Add("authorization", $"Bearer {token}");
            return headers;
        });
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        if (_private is not null) await _private.DisposeAsync();
    }
}
