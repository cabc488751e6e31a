using System.Runtime.InteropServices;

namespace Heliostat.Cli.Local;

/// <summary>Asks a process, by its id, to end.</summary>
internal static partial class Signals
{
    private const int Terminate = 15;
    private const int Kill = 9;

    /// <summary>SIGTERM: end in order.</summary>
    public static void AskToEnd(int process) => Send(process, Terminate);

    /// <summary>SIGKILL: gone at once, without a word.</summary>
    public static void KillAtOnce(int process) => Send(process, Kill);

    // A process that is gone already is what was wanted, so the answer is not looked at.
    private static void Send(int process, int signal)
    {
        if (process > 1)
        {
            _ = SendSignal(process, signal);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
