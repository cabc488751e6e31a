using Heliostat.Manager.Operations;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Gpus;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Manager.Jobs;

/// <summary>Reads what a job needs of a node. A docker job that leaves out an amount has the least there is.</summary>
internal static class NeedsReading
{
    public static bool TryRead(JobRequest asked, out JobNeeds needs, out ProblemAnswer problem)
    {
        problem = null!;
        var isContainer = asked.Parameters!.Type == JobTypes.Docker;
        var namesGpu = asked.GpuName is not null || asked.GpuRegistryUuid is not null || asked.MinVramGb > 0;
        needs = new JobNeeds(
            AtLeast(asked.CpuCount, isContainer),
            asked.GpuCount ?? (namesGpu ? 1 : 0),
            AtLeast(asked.MinRamGb, isContainer),
            AtLeast(asked.MinStorageGb, isContainer))
        {
            MinVramGb = asked.MinVramGb ?? 0,
            RegionCodes = asked.AllowedRegionCodes is { Count: > 0 } codes ? codes : null,
        };
        return TryReadGpu(asked, ref needs, out problem);
    }

    // Every container is allotted something: 0 and nothing said both mean 1.
    private static int AtLeast(int? amount, bool isContainer) => isContainer && amount is null or 0 ? 1 : amount ?? 0;

    private static bool TryReadGpu(JobRequest asked, ref JobNeeds needs, out ProblemAnswer problem)
    {
        problem = null!;
        if (asked.GpuName is not null && asked.GpuRegistryUuid is not null)
        {
            problem = Problems.Unreadable(
                "gpu-name-invalid", "Name a GPU by gpu_name or by gpu_registry_uuid, not by both.", "gpu_name");
        }
        else if (asked.GpuRegistryUuid is { } uuid)
        {
            needs = needs with { GpuModel = uuid };
            problem = GpuRegistry.Shipped.Find(uuid) is not null ? null! : Problems.Unreadable(
                "gpu-registry-uuid-invalid",
                "gpu_registry_uuid names no GPU; GET /v1/gpu-registry lists them.",
                "gpu_registry_uuid");
        }
        else if (asked.GpuName is { } name)
        {
            needs = GpuName.TryRead(name, out var read) ? WithName(needs, name, read) : needs;
            problem = read.Value.Length > 0 ? null! : Problems.Unreadable(
                "gpu-name-invalid",
                $"gpu_name is the model of a GPU, such as RTX 4090, of at most {GpuName.LengthMax} characters.",
                "gpu_name");
        }

        return problem is null;
    }

    private static JobNeeds WithName(JobNeeds needs, string name, GpuName read)
    {
        // Where several models are called so, any of them will do.
        return GpuRegistry.Shipped.Find(name, null) is { } only
            ? needs with { GpuModel = only.Uuid }
            : needs with { GpuName = read.Value };
    }
}
