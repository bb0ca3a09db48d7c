using System.Diagnostics;
using System.Text.RegularExpressions;
using UtilizationReview.Host;
using UtilizationReview.Tests.Integration.Messaging;
using UtilizationReview.Tests.Servers;

namespace UtilizationReview.Tests.Integration.Demo;

/// <summary>The page that leads a newcomer through a day, typed into a shell beside a running host.</summary>
public sealed partial class ADayByHand
{
    [Fact]
    public async Task Every_command_of_the_page_does_what_the_page_says()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var host = await StartAsync(ct);
        var page = await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "deploy", "demo", "README.md"), ct);
        var blocks = Blocks().Matches(page).Select(block => block.Groups["commands"].Value).ToList();
        blocks[0].ShouldStartWith("ur() {");
        var folder = Directory.CreateTempSubdirectory("utilization-review-day-");
        var script = Path.Combine(folder.FullName, "day.sh");
        await File.WriteAllTextAsync(script, $"""
            set -eu -o pipefail
            export TMPDIR="{folder.FullName}"
            ur() {"{"} dotnet "{Path.Combine(AppContext.BaseDirectory, "UtilizationReview.Host.dll")}" "$@" --address {host.GrpcAddress}; {"}"}
            {string.Join('\n', blocks[1..])}
            """, ct);

        using var shell = Process.Start(new ProcessStartInfo("timeout", ["-s", "KILL", "180", "bash", script])
        {
            WorkingDirectory = RepositoryRoot.Path, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        })!;
        var errors = shell.StandardError.ReadToEndAsync(ct);
        var said = await shell.StandardOutput.ReadToEndAsync(ct);
        await shell.WaitForExitAsync(ct);

        shell.ExitCode.ShouldBe(0, $"{said}\n{await errors}");
        said.ShouldContain("# Why the order is not approved");
        said.ShouldContain("# Call sheet");
        said.ShouldContain("line 1 denied");
        said.ShouldContain("We did not approve all of this request");
        said.ShouldContain("RECOURSE_STEP_EXTERNAL_REVIEW");
        said.ShouldContain("line 1 approved");
        (await File.ReadAllTextAsync(Path.Combine(folder.FullName, "read.txt"), ct)).ShouldStartWith("Therapy notes, weeks five and six.");
        folder.Delete(recursive: true);
    }

    /// <summary>Commands look for tokens one port above gRPC's.</summary>
    private static async Task<ReviewHost> StartAsync(CancellationToken ct)
    {
        while (true)
        {
            var port = FreePorts.Next();
            try
            {
                return await ReviewHost.StartAsync(HostSettings.Private() with { GrpcPort = port, HttpPort = port + 1 }, ct);
            }
            catch (IOException)
            {
                // The port above is taken; two others then.
            }
        }
    }

    [GeneratedRegex("```bash\n(?<commands>.*?)```", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Blocks();
}
