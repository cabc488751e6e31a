using System.Text.Json;
using Heliostat.Manager.Jobs;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Manager.Streams;

/// <summary>Reads from what is sealed of a job at which ports its containers can be reached.</summary>
internal sealed class PortShelf(ParticularsShelf shelf)
{
    /// <summary>The ports of a docker job; null for any other, which has none.</summary>
    public JobPorts? Of(JobFacts job)
    {
        // Frames are many and have no ports: the vault is not asked about them.
        if (job.Spec.Blender is not null
            || shelf.Find(job.Spec.Particulars) is not { Parameters: { Type: JobTypes.Docker } parameters })
        {
            return null;
        }

        return parameters.Parameters.Deserialize(ApiJson.Default.ContainerParameters) is { } read
            ? JobPorts.Of(read)
            : null;
    }
}
