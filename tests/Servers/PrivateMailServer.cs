using System.Globalization;
using System.Net.Sockets;

namespace UtilizationReview.Tests.Servers;

/// <summary>An SMTP server of this test run alone (aiosmtpd). It keeps what it takes, refuses for ever what is for <c>gone@…</c> and for now what
/// is for <c>later@…</c>.</summary>
public sealed class PrivateMailServer : IAsyncDisposable
{
    private const string Program = """
        import asyncio, os, sys
        from aiosmtpd.smtp import SMTP

        class Keeper:
            async def handle_RCPT(self, server, session, envelope, address, options):
                if address.startswith("gone@"):
                    return "550 5.1.1 No such mailbox here"
                if address.startswith("later@"):
                    return "451 4.7.1 Greylisted, try again"
                envelope.rcpt_tos.append(address)
                return "250 OK"

            async def handle_DATA(self, server, session, envelope):
                name = os.path.join(sys.argv[2], "%06d.eml" % len(os.listdir(sys.argv[2])))
                with open(name + ".part", "wb") as file:
                    file.write(envelope.original_content)
                os.rename(name + ".part", name)
                return "250 Kept as " + os.path.basename(name)

        async def main():
            server = await asyncio.get_running_loop().create_server(
                lambda: SMTP(Keeper(), auth_required=sys.argv[3] == "password", auth_require_tls=False), "127.0.0.1", int(sys.argv[1]))
            await server.serve_forever()

        asyncio.run(main())
        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ur-mail-");
    private GuardedProcess? _process;

    /// <summary>Loopback port.</summary>
    public int Port { get; } = FreePorts.Next();

    /// <summary>As <c>Mail:Server</c> wants it.</summary>
    public string Address => $"127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>What it has taken, in the order it came, as it came.</summary>
    public IReadOnlyList<string> Taken =>
        [.. _directory.CreateSubdirectory("kept").GetFiles("*.eml").OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => File.ReadAllText(file.FullName))];

    /// <summary>It takes nothing from who has not given a name and password, and knows none.</summary>
    public bool WantsPassword { get; private init; }

    /// <summary>A new one, ready.</summary>
    public static async Task<PrivateMailServer> StartNewAsync(bool wantsPassword = false)
    {
        var server = new PrivateMailServer { WantsPassword = wantsPassword };
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts it, again after it was killed, on the same port.</summary>
    public async Task StartAsync()
    {
        var script = Path.Combine(_directory.FullName, "server.py");
        await File.WriteAllTextAsync(script, Program);
        _process = GuardedProcess.Start(
            "aiosmtpd", new Dictionary<string, string>(), "/usr/bin/python3", script, Port.ToString(CultureInfo.InvariantCulture),
            _directory.CreateSubdirectory("kept").FullName, WantsPassword ? "password" : "");
        await _process.ReadyAsync(
            async () =>
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", Port);
                return true;
            },
            TimeSpan.FromSeconds(30));
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        await _process!.KillAsync();
        await _process.DisposeAsync();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
