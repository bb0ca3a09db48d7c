using System.Net;
using System.Net.Sockets;

namespace UtilizationReview.Tests.Servers;

/// <summary>Ports for servers that are stopped and started again.</summary>
public static class FreePorts
{
    private static readonly HashSet<int> Given = [];

    /// <summary>A port below those the system gives to whoever asks for any: while its server is down, nobody else gets it.</summary>
    public static int Next()
    {
        lock (Given)
        {
            while (true)
            {
                var port = Random.Shared.Next(15_000, 30_000);
                if (!Given.Contains(port) && IsFree(port) && Given.Add(port))
                    return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
