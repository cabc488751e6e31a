using System.Diagnostics;

namespace Heliostat.EndToEnd.Tests.Running;

/// <summary>
/// A manager or a node as a process of its own: it can be killed and started again, and ends with the test.
/// </summary>
internal sealed class Server : IAsyncDisposable
{
    private const int EndSecondsMax = 40;
    private const int LinesKept = 200;

    private readonly Queue<string> _lines = [];
    private readonly Process _process;
    private readonly TaskCompletionSource _spoke = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Server(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>What it said last.</summary>
    public string Log
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    /// <summary>Starts it, where <paramref name="enter"/> holds words before the program by these.</summary>
    public static Server Start(
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string> variables,
        IReadOnlyList<string>? enter = null)
    {
        string[] words = [.. enter ?? [], Places.Heliostat, .. arguments, "--until-eof"];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        var server = new Server(new Process { StartInfo = start });
        server._process.OutputDataReceived += (_, line) => server.Take(line.Data);
        server._process.ErrorDataReceived += (_, line) => server.Take(line.Data);
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        return server;
    }

    /// <summary>Waits for its first line.</summary>
    public async Task SpokeAsync(int secondsMax)
    {
        var exit = _process.WaitForExitAsync();
        await Task.WhenAny(_spoke.Task, exit).WaitAsync(TimeSpan.FromSeconds(secondsMax));
        Assert.False(_process.HasExited, $"It ended at its start:\n{Log}");
    }

    /// <summary>SIGKILL: gone without a word.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Lets it end in order; the exit code.</summary>
    public async Task<int> StopAsync()
    {
        if (_process.HasExited)
        {
            return _process.ExitCode;
        }

        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(EndSecondsMax));
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
            throw new InvalidOperationException($"It did not end in order within {EndSecondsMax} s:\n{Log}");
        }
        finally
        {
            _process.Dispose();
        }
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lines)
        {
            _lines.Enqueue(line);
            while (_lines.Count > LinesKept)
            {
                _lines.Dequeue();
            }
        }

        _spoke.TrySetResult();
    }
}
