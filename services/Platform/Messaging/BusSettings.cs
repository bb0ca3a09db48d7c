using Microsoft.Extensions.Configuration;
using RabbitMQ.Client;

namespace UtilizationReview.Platform.Messaging;

/// <summary>How events travel.</summary>
public enum BusTransport
{
    /// <summary>To the consumers of the same process.</summary>
    Embedded,

    /// <summary>Over RabbitMQ, to every process that subscribes.</summary>
    RabbitMq,
}

/// <summary>Where the bus is: <c>Bus:Transport</c>, <c>Bus:Address</c>, <c>Bus:User</c>, <c>Bus:Password</c>.</summary>
public sealed class BusSettings
{
    private BusSettings(BusTransport transport, Uri? address, string user, string password) =>
        (Transport, Address, User, Password) = (transport, address, user, password);

    /// <summary>How events travel; <c>Embedded</c> unless configured.</summary>
    public BusTransport Transport { get; }

    /// <summary>Name or address of the broker.</summary>
    public string Host => Broker.Host;

    /// <summary>Port of AMQP; 5672, or 5671 over TLS, unless the address names one.</summary>
    public int Port => Broker.Port > 0 ? Broker.Port : Tls ? 5671 : 5672;

    /// <summary>Virtual host; <c>/</c> unless the address names one.</summary>
    public string VirtualHost => Uri.UnescapeDataString(Broker.AbsolutePath.Trim('/')) is { Length: > 0 } named ? named : "/";

    /// <summary>True for <c>rabbitmqs://</c> and <c>amqps://</c>.</summary>
    public bool Tls => Broker.Scheme is "rabbitmqs" or "amqps";

    internal Uri? Address { get; }
    internal string User { get; }
    internal string Password { get; }

    private Uri Broker => Address ?? throw new InvalidOperationException("Events are delivered inside the process: there is no broker.");

    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="InvalidOperationException">A value is missing or wrong; the sentence names its variable.</exception>
    public static BusSettings Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var word = Value("Bus:Transport") ?? nameof(BusTransport.Embedded);
        if (!Enum.TryParse<BusTransport>(word, ignoreCase: true, out var transport) || !Enum.IsDefined(transport))
            throw new InvalidOperationException($"Bus__Transport is '{word}'; allowed are Embedded (events stay in the process) and RabbitMq.");
        if (transport == BusTransport.Embedded) return new(transport, null, "", "");
        if (Value("Bus:Address") is not { } address)
            throw new InvalidOperationException(
                "Bus__Address is missing; with Bus__Transport=RabbitMq it says where the broker is: rabbitmq://host:5672/vhost.");
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("rabbitmq" or "rabbitmqs" or "amqp" or "amqps") || uri.Host.Length == 0)
            throw new InvalidOperationException("Bus__Address cannot be read; it looks like rabbitmq://host:5672/vhost, or rabbitmqs:// for TLS.");
        if (uri.UserInfo.Length > 0)
            throw new InvalidOperationException("Bus__Address holds a user or password; they belong in Bus__User and Bus__Password.");
        return new(transport, uri, Value("Bus:User") ?? "guest", Value("Bus:Password") ?? "guest");

        string? Value(string key) => string.IsNullOrWhiteSpace(configuration[key]) ? null : configuration[key];
    }

    /// <summary>Connections of plain AMQP, for the operator's commands.</summary>
    internal ConnectionFactory Connections() => new()
    {
        HostName = Host, Port = Port, VirtualHost = VirtualHost, UserName = User, Password = Password,
        Ssl = new SslOption(Host, enabled: Tls),
        AutomaticRecoveryEnabled = false,
        ClientProvidedName = "operator",
    };
}
