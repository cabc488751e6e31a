using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Protocol.Nodes;

/// <summary>What a node needs to run a container, beside what every dispatch has. Its one unit is its index.</summary>
/// <param name="Kind">BATCH or PERSISTENT; a PERSISTENT run has no time limit.</param>
/// <param name="CpuMillis">Thousandths of a CPU that it is allotted.</param>
/// <param name="Gpus">The GPUs that it is allotted, as places in the list of the node's hello.</param>
/// <param name="DiskBytes">Bytes of disk that it is allotted for what it writes.</param>
/// <param name="StartTimeoutMs">
/// Milliseconds from the dispatch until it must run, its image and inputs fetched.
/// </param>
public sealed record ContainerDispatch(
    JobKind Kind, int CpuMillis, IReadOnlyList<int> Gpus, long DiskBytes, long StartTimeoutMs)
{
    /// <summary>The job's parameters; null only until they are unsealed.</summary>
    public ContainerParameters? Parameters { get; init; }
}
