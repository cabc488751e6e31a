using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Heliostat.Containers.Tests.Support;

/// <summary>A process that a test started, known by its id, with its output in a file.</summary>
internal sealed class OwnProcess : IAsyncDisposable
{
    private const int StopSecondsMax = 30;
    private const int SignalTerminate = 15;

    private readonly Process _process;
    private bool _isDisposed;

    private OwnProcess(Process process, string log) => (_process, Log) = (process, log);

    public int Id => _process.Id;

    /// <summary>The file with everything that it printed.</summary>
    public string Log { get; }

    public bool IsAlive => !_process.HasExited;

    /// <summary>Starts a program; variables are added to the environment.</summary>
    public static OwnProcess Start(
        string log, IReadOnlyList<string> command, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >\"$0\" 2>&1 </dev/null", log, .. command]);
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return new OwnProcess(Process.Start(start)!, log);
    }

    /// <summary>Runs a program to its end, and fails where it does.</summary>
    public static async Task<string> RunAsync(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var complaint = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)}: {complaint}");
        return await output;
    }

    public void Signal(int number) => Assert.Equal(0, SendSignal(Id, number));

    /// <summary>Asks it to end, and ends it where it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (IsAlive)
        {
            _ = SendSignal(Id, SignalTerminate);
            try
            {
                await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(StopSecondsMax));
            }
            catch (TimeoutException)
            {
                _process.Kill();
                await _process.WaitForExitAsync();
            }
        }

        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int process, int signal);
}
