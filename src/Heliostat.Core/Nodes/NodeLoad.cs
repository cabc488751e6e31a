namespace Heliostat.Core.Nodes;

/// <summary>What of a node is allotted to its live runs.</summary>
public sealed class NodeLoad
{
    /// <summary>Thousandths of a core.</summary>
    [JsonInclude]
    public long CpuMillis { get; internal set; }

    /// <summary>Bytes of memory.</summary>
    [JsonInclude]
    public long RamBytes { get; internal set; }

    /// <summary>Bytes of disk.</summary>
    [JsonInclude]
    public long DiskBytes { get; internal set; }

    /// <summary>GPUs, as places in the list of the node's facts, in the order in which they were given out.</summary>
    [JsonInclude]
    public List<int> Gpus { get; internal set; } = [];

    internal void Add(Allotment allotted)
    {
        Count(allotted, 1);
        for (var i = 0; i < allotted.Gpus?.Count; i++)
        {
            Gpus.Add(allotted.Gpus[i]);
        }
    }

    internal void Remove(Allotment allotted)
    {
        Count(allotted, -1);
        for (var i = 0; i < allotted.Gpus?.Count; i++)
        {
            Gpus.Remove(allotted.Gpus[i]);
        }
    }

    private void Count(Allotment allotted, int change)
    {
        CpuMillis += change * allotted.CpuMillis;
        RamBytes += change * allotted.RamBytes;
        DiskBytes += change * allotted.DiskBytes;
    }
}
