using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;

namespace Heliostat.Core.Scheduling;

/// <summary>Which nodes make the same bits of the same work, so that they can check each other.</summary>
internal static class SameBits
{
    /// <summary>What must be alike for a step; null where nothing must.</summary>
    public static string? KindOf(Job job, StepKind step, Node node) => step switch
    {
        StepKind.Encode => EncoderOf(node),
        _ => job.CheckedBy(step) == CheckMethod.Tiles ? node.Facts?.DeviceClass : null,
    };

    /// <summary>Why a verifier could not make what a worker made; null when it could.</summary>
    public static string? WhyNot(Job job, UnitCheck unit, Node worker, Node verifier)
    {
        // A claim comes later, when the worker may have become another machine.
        var step = job.Plan.StepOf(unit.Unit);
        var wanted = unit.Claim?.Result.DeviceClass ?? KindOf(job, step, worker);
        return KindOf(job, step, verifier) == wanted ? null
            : step == StepKind.Encode ? "its encoder differs from the worker's, so its videos may too"
            : "its device class differs from the worker's, so its pixels may too";
    }

    private static string EncoderOf(Node node)
    {
        foreach (var capability in node.Facts?.Capabilities ?? [])
        {
            if (capability.StartsWith(NodeCapability.EncoderPrefix, StringComparison.Ordinal))
            {
                return capability;
            }
        }

        // Two encoders of which nothing is known are not known to be alike.
        return node.Id.ToString();
    }
}
