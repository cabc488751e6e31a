using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Core.Tasks;

namespace Heliostat.Core.Scheduling;

/// <summary>
/// Whether a node could ever run a job's tasks. The scheduler and <c>explain</c> ask the same questions.
/// </summary>
internal static class Feasibility
{
    private const long BytesPerGb = 1L << 30;
    private const string OnlyContainers = "only containers are given GPUs yet; ask for none, or run a docker job";

    /// <summary>Why a node can never run a step of a job; null when it can.</summary>
    public static string? WhyNot(JobSpec spec, StepKind step, Node node)
    {
        if (node.Facts is not { } facts)
        {
            return "it never connected";
        }

        if (!node.Can(spec.CapabilityOf(step)))
        {
            return $"it does not offer {spec.CapabilityOf(step)}";
        }

        if (step == StepKind.Render && spec.Blender is { Denoise: true } && !node.Can(NodeCapability.Denoise))
        {
            return "the scene denoises and its Blender cannot; --no-denoise switches denoising off";
        }

        if (spec.Needs.RegionCodes is { } codes && !Contains(codes, facts.RegionCode))
        {
            return $"it is in {facts.RegionCode ?? "a region that it does not say"}, and the job allows "
                + string.Join(", ", codes);
        }

        if (spec.Needs.GpuCount > 0
            && (NodeGpus.WhyNot(spec.Needs, node) ?? (spec.Container is null ? OnlyContainers : null)) is { } reason)
        {
            return reason;
        }

        if (spec.Needs.CpuCount > facts.CpuCount)
        {
            return $"it lends {facts.CpuCount} cores, not {spec.Needs.CpuCount}";
        }

        if (spec.Needs.MinRamGb * BytesPerGb > facts.RamBytes)
        {
            return $"it lends {facts.RamBytes / BytesPerGb} GB of memory, not {spec.Needs.MinRamGb}";
        }

        return facts.DiskFreeBytes is { } free && spec.Needs.MinStorageGb * BytesPerGb > free
            ? $"it had {free / BytesPerGb} GB of free disk when it connected, not {spec.Needs.MinStorageGb}"
            : null;
    }

    /// <summary>Why a node cannot take a task of the job now; null when it can. No task asks about a new one.</summary>
    public static string? WhyNotNow(Candidates candidates, Job job, JobTask? task, Node node)
    {
        if (WhyNot(job.Spec, candidates.Step, node) is { } never)
        {
            return never;
        }

        if (!node.IsOpen)
        {
            return node.State == NodeState.Healthy ? "it is not connected" : $"it is {node.State}: {node.StateReason}";
        }

        if (candidates.IsPassedOver(node))
        {
            return "no verifier could check what it does, and what others do can be checked";
        }

        if (candidates.IsBarred(node))
        {
            return $"it failed {Candidates.FaultsMax} runs of this job, and others may come";
        }

        if (candidates.IsShunned(task, node))
        {
            return "it failed this task before";
        }

        if (IsOverNodeCount(job, node))
        {
            return $"max_node_count is {job.Limits.MaxNodeCount}, and so many nodes work at the job already";
        }

        return node.FreeSlots(job.SlotKind) > 0
            ? NodeRoom.WhyNot(job.Spec.Needs, node) is { } taken ? taken
            : IsTooSlow(candidates, job, task, node)
                ? "faster nodes that work at the job will have done the rest before this one had done one unit"
                : null
            : node.OnProbation ? "it is on probation and busy"
            : "all its slots are taken";
    }

    /// <summary>The same, without words, for the innermost loop.</summary>
    public static bool CanNow(Candidates candidates, Job job, JobTask? task, Node node) =>
        node.FreeSlots(job.SlotKind) > 0
        && WhyNot(job.Spec, candidates.Step, node) is null
        && !candidates.IsPassedOver(node)
        && !candidates.IsBarred(node)
        && !candidates.IsShunned(task, node)
        && !IsOverNodeCount(job, node)
        && NodeRoom.Fits(job.Spec.Needs, node)
        && !IsTooSlow(candidates, job, task, node);

    // By hand, because this stands in the innermost loop of placement.
    private static bool Contains(IReadOnlyList<string> codes, string? code)
    {
        for (var i = 0; i < codes.Count; i++)
        {
            if (codes[i] == code)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A task that came back is never kept from anyone.</summary>
    private static bool IsTooSlow(Candidates candidates, Job job, JobTask? task, Node node) =>
        task is null && job.IsRender && candidates.Pace.IsTooSlow(node);

    private static bool IsOverNodeCount(Job job, Node node) =>
        job.Limits.MaxNodeCount is { } most
        && job.RunsByNode.Count >= most
        && (job.RunsByNode.Count > most || !job.RunsByNode.ContainsKey(node.Id));
}
