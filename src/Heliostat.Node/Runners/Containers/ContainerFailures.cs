using Heliostat.Node.Engines;
using Heliostat.Node.Engines.Containers;
using Heliostat.Node.Sandbox;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Node.Runners.Containers;

/// <summary>Says why a container came to nothing, and on whose side the fault is.</summary>
internal static class ContainerFailures
{
    /// <summary>There is no engine now.</summary>
    public static RunFailure NoEngine { get; } = new(
        FailureReasons.EngineFailed, FaultSide.Node, "The node's container engine is not there.");

    /// <summary>What an engine's refusal means for a run.</summary>
    /// <param name="error">The refusal.</param>
    /// <param name="hasLogin">Whether the job gave a login for its registry.</param>
    public static RunFailure Of(EngineException error, bool hasLogin) => error.Code switch
    {
        EngineCodes.ImageDenied when hasLogin => new(
            FailureReasons.ImageLoginRefused, FaultSide.Job, error.Message),
        EngineCodes.ImageDenied or EngineCodes.ImageUnknown => new(
            FailureReasons.ImageNotFound, FaultSide.Job, error.Message),
        EngineCodes.ImageNameInvalid => new(FailureReasons.ImageNotFound, FaultSide.Job, error.Message),
        EngineCodes.ImageTooLarge => new(FailureReasons.ImageTooLarge, FaultSide.Unknown, error.Message),
        EngineCodes.RegistryUnreachable => new(FailureReasons.ImageUnavailable, FaultSide.Unknown, error.Message),
        EngineCodes.CommandUnknown => new(FailureReasons.Exited, FaultSide.Job, error.Message),
        EngineCodes.OrderInvalid => new(FailureReasons.NotStarted, FaultSide.Job, error.Message),
        EngineCodes.DiskFull or EngineCodes.DiskFailed => new(
            FailureReasons.DiskFull, FaultSide.Node, error.Message),
        // It may have failed for what the job asked of it.
        EngineCodes.Failed => new(FailureReasons.EngineFailed, FaultSide.Unknown, error.Message),
        _ => new(FailureReasons.EngineFailed, FaultSide.Node, error.Message),
    };

    /// <summary>What an end means for a run that was to end well, or not at all; null for a good end.</summary>
    /// <param name="end">How it ended.</param>
    /// <param name="kind">Whether it was to end at all.</param>
    /// <param name="runMilliseconds">How long it was allowed to run.</param>
    public static RunFailure? Of(ContainerEnd end, JobKind kind, long runMilliseconds) => end switch
    {
        { Kind: EndKind.OutOfMemory } => new(
            FailureReasons.OutOfMemory, FaultSide.Job,
            "The container wanted more memory than it was allotted: ask for more."),
        { Kind: EndKind.TimedOut } => new(
            FailureReasons.TimedOut, FaultSide.Job,
            $"The container was still running after {runMilliseconds} ms: allow it more time."),
        { Kind: EndKind.Signal } when kind == JobKind.Batch => new(
            FailureReasons.Crashed, FaultSide.Job,
            $"A signal ended the container's program: {end.Code}. Its log may say why."),
        _ when kind == JobKind.Persistent => new(
            FailureReasons.Exited, FaultSide.Job,
            $"The container was to run until it is stopped, and ended by itself with {Words(end)}."),
        { Code: not 0 } => new(
            FailureReasons.Exited, FaultSide.Job,
            $"The container's program ended with {Words(end)}. Its log may say why."),
        _ => null,
    };

    /// <summary>It was not running in time.</summary>
    public static RunFailure StartTimedOut(long milliseconds) => new(
        FailureReasons.StartTimedOut, FaultSide.Unknown,
        $"Image and inputs were not here and running within {milliseconds} ms: allow more, or use a smaller image.");

    private static string Words(ContainerEnd end) =>
        end.Kind == EndKind.Signal ? $"signal {end.Code}" : $"exit code {end.Code}";
}
