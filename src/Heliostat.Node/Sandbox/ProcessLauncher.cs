using System.Collections.Concurrent;
using System.Diagnostics;

namespace Heliostat.Node.Sandbox;

/// <summary>
/// Starts processes from one thread that never ends. The system ends a box "with its parent", and its parent
/// is the thread that started it, not the agent: a thread of the pool that retires would take the box along.
/// </summary>
internal static class ProcessLauncher
{
    private static readonly BlockingCollection<(ProcessStartInfo What, TaskCompletionSource<Process> Done)> Orders = [];

    static ProcessLauncher()
    {
        new Thread(Serve) { IsBackground = true, Name = "process launcher" }.Start();
    }

    public static Task<Process> StartAsync(ProcessStartInfo what)
    {
        var done = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Orders.Add((what, done));
        return done.Task;
    }

    private static void Serve()
    {
        foreach (var (what, done) in Orders.GetConsumingEnumerable())
        {
            try
            {
                done.SetResult(Process.Start(what)!);
            }
            catch (Exception error) when (error is System.ComponentModel.Win32Exception or IOException)
            {
                done.SetException(new SandboxException($"{what.FileName} could not be started: {error.Message}"));
            }
        }
    }
}
