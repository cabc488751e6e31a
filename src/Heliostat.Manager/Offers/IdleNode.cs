using Heliostat.Core;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Manager.Offers;

/// <summary>A node that runs containers and has nothing to do, as the loop tells it.</summary>
/// <param name="Cpus">Cores that it lends.</param>
/// <param name="RamBytes">Bytes of memory that it lends.</param>
/// <param name="DiskFreeBytes">Bytes of disk that are free; null where it does not say.</param>
/// <param name="Gpus">GPUs that can be given work, each by its name and its memory.</param>
internal sealed record IdleNode(
    int Cpus, long RamBytes, long? DiskFreeBytes, IReadOnlyList<(string Name, long VramBytes)> Gpus)
{
    /// <summary>Its region; null where it does not say.</summary>
    public string? Region { get; init; }

    /// <summary>Every such node. Quick, for it is asked on the loop's thread.</summary>
    public static List<IdleNode> Gather(Network network)
    {
        var idle = new List<IdleNode>();
        foreach (var node in network.Nodes.All)
        {
            if (node is { IsOpen: true, OnProbation: false, Runs.Count: 0, Facts: { } facts }
                && facts.Duties.HasFlag(NodeDuties.Worker)
                && node.Can(NodeCapability.Docker))
            {
                idle.Add(Of(facts));
            }
        }

        return idle;
    }

    private static IdleNode Of(NodeFacts facts) => new(
        facts.CpuCount,
        facts.RamBytes,
        facts.DiskFreeBytes,
        facts is { GpuTrouble: null, Gpus: { } gpus } ? [.. gpus.Select(gpu => (gpu.Name, gpu.VramBytes))] : [])
    {
        Region = facts.RegionCode,
    };
}
