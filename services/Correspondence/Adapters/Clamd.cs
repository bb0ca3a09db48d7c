using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace UtilizationReview.Correspondence.Adapters;

/// <summary>What the scanner says of content.</summary>
/// <param name="Found">Name of what it found; empty: nothing.</param>
internal sealed record ScanResult(string Found);

/// <summary>The scanner is away, or could not look at this content.</summary>
internal sealed class ScanFailedException(string why, Exception? cause = null) : Exception(why, cause);

/// <summary>ClamAV's daemon over TCP: INSTREAM, pieces with their length in front, a piece of length zero at the end. One connection a
/// document.</summary>
/// <param name="host">Where clamd listens.</param>
/// <param name="port">Its port, by custom 3310.</param>
internal sealed class Clamd(string host, int port)
{
    /// <summary>How the names of findings begin that are none: what is in a container was too much to be looked at whole
    /// (<c>AlertExceedsMax yes</c>; without it the daemon calls that clean).</summary>
    public const string TooMuch = "Heuristics.Limits.Exceeded";

    private const int PieceLength = 64 * 1024;
    private const int LongestAnswer = 4096;

    private static readonly TimeSpan AtMost = TimeSpan.FromMinutes(2);

    /// <summary>Where it is, for the log.</summary>
    public string Address => $"{host}:{port}";

    /// <summary>Sends the content and waits for what the scanner says.</summary>
    /// <exception cref="ScanFailedException">It does not answer, or cannot say; in words without content.</exception>
    public async Task<ScanResult> ScanAsync(Stream content, CancellationToken ct)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bounded.CancelAfter(AtMost);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, bounded.Token);
            await using var stream = client.GetStream();
            try
            {
                await SendAsync(stream, content, bounded.Token);
            }
            catch (IOException)
            {
                // It has heard enough (a size limit of its own) and says so before it hangs up.
            }
            return Read(await AnswerAsync(stream, bounded.Token));
        }
        catch (Exception away) when (!ct.IsCancellationRequested && away is SocketException or IOException or OperationCanceledException)
        {
            throw new ScanFailedException($"The scanner at {Address} does not answer.", away);
        }
    }

    private static async Task SendAsync(NetworkStream stream, Stream content, CancellationToken ct)
    {
        await stream.WriteAsync("zINSTREAM\0"u8.ToArray(), ct);
        var piece = new byte[sizeof(int) + PieceLength];
        int read;
        do
        {
            read = await content.ReadAtLeastAsync(piece.AsMemory(sizeof(int)), PieceLength, throwOnEndOfStream: false, ct);
            BinaryPrimitives.WriteInt32BigEndian(piece, read);
            await stream.WriteAsync(piece.AsMemory(0, sizeof(int) + read), ct);
        }
        while (read > 0);
    }

    private static async Task<string> AnswerAsync(NetworkStream stream, CancellationToken ct)
    {
        var answer = new byte[LongestAnswer];
        var length = 0;
        while (length < answer.Length && await stream.ReadAsync(answer.AsMemory(length), ct) is > 0 and var read)
        {
            length += read;
            if (answer.AsSpan(0, length).Contains((byte)0)) break;
        }
        return Encoding.UTF8.GetString(answer, 0, length).TrimEnd('\0', '\n');
    }

    /// <summary>"stream: OK", "stream: NAME FOUND", or what went wrong and "ERROR".</summary>
    internal static ScanResult Read(string answer)
    {
        const string Before = "stream: ", Found = " FOUND";
        if (answer == "stream: OK") return new("");
        if (answer.StartsWith(Before, StringComparison.Ordinal) && answer.EndsWith(Found, StringComparison.Ordinal)
            && answer.Length > Before.Length + Found.Length)
        {
            return new(answer[Before.Length..^Found.Length]);
        }
        throw new ScanFailedException(answer.Length == 0 ? "The scanner hung up without an answer." : $"The scanner says: {answer}");
    }
}
