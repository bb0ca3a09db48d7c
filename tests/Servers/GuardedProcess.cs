using System.Diagnostics;
using System.Globalization;

namespace UtilizationReview.Tests.Servers;

/// <summary>A program in a process group of its own that ends with this test run, however the run ends: a small shell holds a pipe to us and
/// kills the group when the pipe closes.</summary>
public sealed class GuardedProcess : IAsyncDisposable
{
    private const string Guard = """
        exec 3<&0
        setsid "$@" </dev/null 3<&- &
        p=$!
        echo "guarded $p" >&2
        { read -r _ <&3; kill -s KILL -- -$p || kill -s KILL $p; } >/dev/null 2>&1 &
        w=$!
        wait $p
        c=$?
        kill $w
        exit $c
        """;

    private readonly Process _guard;
    private readonly Queue<string> _last = new();
    private readonly TaskCompletionSource<int> _group = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private GuardedProcess(string name, Process guard)
    {
        (Name, _guard) = (name, guard);
        guard.OutputDataReceived += (_, line) => Keep(line.Data);
        guard.ErrorDataReceived += (_, line) => Keep(line.Data);
        guard.Start();
        guard.BeginOutputReadLine();
        guard.BeginErrorReadLine();
    }

    /// <summary>What it is called in failures.</summary>
    public string Name { get; }

    /// <summary>Process id of the program, and of its group.</summary>
    public int Id => _group.Task.Wait(TimeSpan.FromSeconds(20)) ? _group.Task.Result : throw new TimeoutException($"{Name} did not start. {Account}");

    /// <summary>True once it has ended.</summary>
    public bool HasEnded => _guard.HasExited;

    /// <summary>Its last lines, for a failure's text.</summary>
    public string Account
    {
        get
        {
            lock (_last)
                return $"{Name} {(HasEnded ? $"ended with {_guard.ExitCode}" : "runs")}. Last lines:\n{string.Join('\n', _last)}";
        }
    }

    /// <summary>Starts a program.</summary>
    /// <param name="name">What it is called in failures.</param>
    /// <param name="environment">Added to this process's environment.</param>
    /// <param name="command">The program and its arguments.</param>
    public static GuardedProcess Start(string name, IReadOnlyDictionary<string, string> environment, params IReadOnlyList<string> command)
    {
        // In a session of its own: who kills this run's whole process group must not kill the guard with it.
        var start = new ProcessStartInfo("setsid")
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        foreach (var argument in (string[])["/bin/sh", "-c", Guard, "guard", .. command])
            start.ArgumentList.Add(argument);
        foreach (var (key, value) in environment)
            start.Environment[key] = value;
        return new GuardedProcess(name, new Process { StartInfo = start });
    }

    /// <summary>kill -9 of the whole group; returns once it is gone.</summary>
    public async Task KillAsync()
    {
        Signal("KILL");
        await _guard.WaitForExitAsync();
    }

    /// <summary>Sends a signal, such as TERM, QUIT, STOP or CONT, to the whole group.</summary>
    public void Signal(string signal)
    {
        // A program that was started this instant has no group of its own yet.
        if (!Send(signal, -Id))
            Send(signal, Id);
    }

    /// <summary>Sends a signal to the program alone and not to what it started.</summary>
    public void SignalAlone(string signal) => _ = Send(signal, Id);

    /// <summary>Waits until it ends; answers its exit code.</summary>
    public async Task<int> EndAsync(TimeSpan atMost)
    {
        using var bounded = new CancellationTokenSource(atMost);
        try
        {
            await _guard.WaitForExitAsync(bounded.Token);
            return _guard.ExitCode;
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException($"{Name} did not end within {atMost.TotalSeconds} s. {Account}", late);
        }
    }

    /// <summary>Waits for a condition while the program runs.</summary>
    public async Task ReadyAsync(Func<Task<bool>> ready, TimeSpan atMost)
    {
        var last = "";
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < atMost; await Task.Delay(50))
        {
            if (HasEnded)
                throw new InvalidOperationException($"{Name} ended while starting. {Account}");
            try
            {
                if (await ready())
                    return;
            }
            catch (Exception notYet)
            {
                last = notYet.Message;
            }
        }

        throw new TimeoutException($"{Name} was not ready within {atMost.TotalSeconds} s: {last}. {Account}");
    }

    /// <summary>Lets go of the pipe, as the death of this run would.</summary>
    internal void Abandon() => _guard.StandardInput.Close();

    public async ValueTask DisposeAsync()
    {
        if (!HasEnded)
            await KillAsync();
        _guard.Dispose();
    }

    private bool Send(string signal, int to)
    {
        if (HasEnded)
            return true;
        using var kill = Process.Start("kill", ["-s", signal, "--", to.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        return kill.ExitCode == 0;
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        if (line.StartsWith("guarded ", StringComparison.Ordinal) && _group.TrySetResult(int.Parse(line[8..], CultureInfo.InvariantCulture)))
            return;
        lock (_last)
        {
            if (_last.Count == 60)
                _last.Dequeue();
            _last.Enqueue(line);
        }
    }
}
