using Heliostat.Node.Sandbox;

namespace Heliostat.Node.Engines.Containers;

/// <summary>How a container ended.</summary>
/// <param name="Kind">
/// Why. A program that ends itself with a code above 128 cannot be told from one that a signal ended. On control groups
/// of version 1 Podman does not say that memory was the reason, and Docker now and then not; that is signal 9 then.
/// </param>
/// <param name="Code">The exit code, or the number of the signal.</param>
/// <param name="Use">The most that it was seen to use, or null where it ended before anybody looked.</param>
internal sealed record ContainerEnd(EndKind Kind, int Code, ContainerUse? Use)
{
    private const int SignalBase = 128;

    /// <summary>Whether it ended by itself and well.</summary>
    public bool IsSuccess => Kind == EndKind.Exited && Code == 0;

    /// <summary>Judges by what the engine says after the end.</summary>
    public static ContainerEnd Of(ContainerState state, bool wasTimedOut, ContainerUse? use) => state switch
    {
        _ when wasTimedOut => new(EndKind.TimedOut, state.ExitCode, use),
        { IsOutOfMemory: true, ExitCode: not 0 } => new(EndKind.OutOfMemory, state.ExitCode, use),
        { ExitCode: > SignalBase } => new(EndKind.Signal, state.ExitCode - SignalBase, use),
        _ => new(EndKind.Exited, state.ExitCode, use),
    };
}
