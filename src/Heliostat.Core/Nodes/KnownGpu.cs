using Heliostat.Protocol.Gpus;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Core.Nodes;

/// <summary>A node's GPU with what the registry knows of it, looked up once for each list of facts.</summary>
/// <param name="Model">Its id in the registry; null where that does not know it.</param>
/// <param name="Names">Every name under which it is asked for.</param>
/// <param name="VramGb">Gigabytes of its memory: a driver shows a little less than there is.</param>
internal sealed record KnownGpu(Guid? Model, IReadOnlyList<GpuName> Names, int VramGb)
{
    private const long BytesPerGb = 1L << 30;

    public static IReadOnlyList<KnownGpu> Of(IReadOnlyList<NodeGpu>? gpus)
    {
        var known = new List<KnownGpu>();
        for (var i = 0; i < gpus?.Count; i++)
        {
            known.Add(Of(gpus[i]));
        }

        return known;
    }

    /// <summary>True when a job that asks for GPUs may be given this one.</summary>
    public bool Fits(JobNeeds needs) =>
        VramGb >= needs.MinVramGb
        && (needs.GpuModel is not { } model || Model == model)
        && (needs.GpuName is not { } name || IsCalled(name));

    private static KnownGpu Of(NodeGpu gpu)
    {
        var shown = (int)((gpu.VramBytes + BytesPerGb - 1) / BytesPerGb);
        if (GpuRegistry.Shipped.Find(gpu.Name, gpu.VramBytes) is { } model)
        {
            return new KnownGpu(model.Uuid, model.Names, int.Max(shown, (int)(model.VramBytes / BytesPerGb)));
        }

        return new KnownGpu(null, GpuName.TryRead(gpu.Name, out var name) ? [name] : [], shown);
    }

    // By hand, because this stands in the innermost loop of placement.
    private bool IsCalled(string name)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            if (Names[i].Value == name)
            {
                return true;
            }
        }

        return false;
    }
}
