using Heliostat.Node.Sandbox;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Node.Runners.Plugins;

/// <summary>What the manager is told when a plugin's process ended in the middle of a run.</summary>
internal static class PluginFailures
{
    /// <summary>The program could not be started.</summary>
    public static readonly RunFailure NotStarted = new(
        FailureReasons.NotStarted, FaultSide.Node, "The node could not start the plugin's program.");

    private const int EntryFailedCode = 125;
    private const int NotExecutableCode = 126;
    private const int NotFoundCode = 127;

    // Where only address space can be limited, a program says that it ran out of memory in its own words.
    private static readonly string[] MemoryWords =
        ["MemoryError", "OutOfMemory", "out of memory", "Out of memory", "Cannot allocate memory", "bad_alloc"];

    /// <summary>Whether the program never came to run.</summary>
    public static bool IsOfStart(ProcessEnd end) =>
        end.Kind == EndKind.Exited && (end.Code is EntryFailedCode or NotExecutableCode or NotFoundCode
            || end.ErrorText.StartsWith("bwrap:", StringComparison.Ordinal));

    /// <summary>The failure of the run that the process was at.</summary>
    public static RunFailure Of(ProcessEnd end) => end.Kind switch
    {
        EndKind.TimedOut => new RunFailure(
            FailureReasons.TimedOut, FaultSide.Job, "The run took longer than it may."),
        EndKind.CpuExhausted => new RunFailure(
            FailureReasons.CpuExhausted, FaultSide.Job, "The run used more CPU seconds than its plugin may."),
        EndKind.OutOfMemory => OutOfMemory,
        EndKind.WroteTooMuch => new RunFailure(
            FailureReasons.WroteTooMuch, FaultSide.Job, "The run wrote more to the disk than it may."),
        EndKind.Exited or EndKind.Signal when MemoryWords.Any(end.ErrorText.Contains) => OutOfMemory,
        EndKind.Exited => new RunFailure(
            FailureReasons.Crashed, FaultSide.Unknown,
            $"The plugin ended with exit code {end.Code} before it answered."),
        EndKind.Signal => new RunFailure(
            FailureReasons.Crashed, FaultSide.Unknown,
            $"The plugin was ended by signal {end.Code} before it answered."),
        EndKind.Killed => new RunFailure(
            FailureReasons.AgentStopped, FaultSide.Node, "The node ended the plugin."),
    };

    private static RunFailure OutOfMemory { get; } = new(
        FailureReasons.OutOfMemory, FaultSide.Job, "The run needed more memory than its plugin may have.");
}
