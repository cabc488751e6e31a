namespace Heliostat.Core.Nodes;

/// <summary>What of a node is a run's own, for as long as the run is live.</summary>
/// <param name="CpuMillis">Thousandths of a core.</param>
/// <param name="RamBytes">Bytes of memory.</param>
/// <param name="DiskBytes">Bytes of disk for what it writes.</param>
/// <param name="Gpus">Its GPUs, as places in the list of the node's facts; null for none.</param>
public sealed record Allotment(int CpuMillis, long RamBytes, long DiskBytes, IReadOnlyList<int>? Gpus);
