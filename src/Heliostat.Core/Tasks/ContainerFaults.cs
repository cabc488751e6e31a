using Heliostat.Core.Jobs;

namespace Heliostat.Core.Tasks;

/// <summary>
/// Failures of containers that one node alone cannot tell the cause of: another one is tried, and then they are the
/// job's.
/// </summary>
internal static class ContainerFaults
{
    /// <summary>Times that a job's image may be refused before the job fails.</summary>
    public const int ImageFaultsMax = 2;

    /// <summary>A failure with the side that it has here, whatever its node takes it to be.</summary>
    public static RunFailure Weigh(RunFailure failure) =>
        IsOfImage(failure.Reason) || failure.Reason == FailureReasons.StartTimedOut
            ? failure with { Side = FaultSide.Unknown }
            : failure;

    /// <summary>
    /// True once a registry has refused the job's image to two nodes, or twice to one that no other could stand in for:
    /// more of them would hear the same.
    /// </summary>
    public static bool IsImageRefused(Job job, JobTask last, string reason)
    {
        if (job.SlotKind != Nodes.SlotKind.Container || !IsOfImage(reason))
        {
            return false;
        }

        if (last.Unknown.FindAll(fault => IsOfImage(fault.Reason)).Count >= ImageFaultsMax)
        {
            return true;
        }

        foreach (var task in job.Tasks.Values)
        {
            if (task.Unknown.Exists(fault => IsOfImage(fault.Reason) && fault.Node != last.Node))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOfImage(string reason) =>
        reason is FailureReasons.ImageNotFound or FailureReasons.ImageLoginRefused;
}
