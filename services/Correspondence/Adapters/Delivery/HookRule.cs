using System.Net;
using System.Net.Sockets;

namespace UtilizationReview.Correspondence.Adapters.Delivery;

/// <summary>Where webhooks may go: what a practice types into a form must not make this server call its own neighbours.</summary>
/// <param name="PrivateToo">True: also to private and loopback addresses and without TLS, for a demonstration or a closed network.</param>
internal sealed record HookRule(bool PrivateToo)
{
    private static readonly IPNetwork[] Inside =
    [
        .. ((string[])
        [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/128", "::1/128", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/10", "ff00::/8",
        ]).Select(network => IPNetwork.Parse(network)),
    ];

    /// <summary>Reads <c>Webhooks:PrivateAddresses</c>.</summary>
    public static HookRule Read(IConfiguration config) =>
        new(string.Equals(config["Webhooks:PrivateAddresses"], "true", StringComparison.OrdinalIgnoreCase));

    /// <summary>What is wrong with an address as it was typed; null: nothing.</summary>
    public string? Problem(string address) => Uri.TryCreate(address, UriKind.Absolute, out var url) switch
    {
        false => $"'{address}' is not a web address; write one such as https://practice.example.org/notices.",
        _ when url!.Scheme != Uri.UriSchemeHttps && !(PrivateToo && url.Scheme == Uri.UriSchemeHttp) =>
            $"'{address}' does not begin with https://; messages go only to receivers with TLS.",
        _ when url.UserInfo.Length > 0 => "The address carries a name or password; leave them out, messages are signed.",
        _ when address.Length > 500 => "The address is longer than 500 characters.",
        _ => null,
    };

    /// <summary>True when an address on the network may be called.</summary>
    public bool Allows(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return PrivateToo || (plain.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6
            && !Inside.Any(network => network.Contains(plain)));
    }
}

/// <summary>A receiver's name leads to an address that may not be called.</summary>
internal sealed class HookForbiddenException(string host) : IOException(
    $"{host} leads to an address inside a private network; messages go only to public addresses. Give the receiver a public one.");
