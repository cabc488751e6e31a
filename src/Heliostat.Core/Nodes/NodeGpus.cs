using Heliostat.Protocol.Gpus;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Core.Nodes;

/// <summary>What the rules ask about a node's GPUs.</summary>
internal static class NodeGpus
{
    /// <summary>Whether what a node says of its GPUs is inside its bounds.</summary>
    public static bool AreInside(NodeFacts facts)
    {
        if (facts.GpuTrouble is { Length: 0 or > NodeFacts.GpuTroubleLengthMax }
            || facts.Gpus?.Count > NodeFacts.GpusMax)
        {
            return false;
        }

        foreach (var gpu in facts.Gpus ?? [])
        {
            if (!IsInside(gpu))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Why a node could never lend a job the GPUs it asks for, one or more; null when it could.</summary>
    public static string? WhyNot(JobNeeds needs, Node node)
    {
        if (node.Facts!.GpuTrouble is { } trouble)
        {
            return $"its GPUs are given no work: {trouble}";
        }

        var lent = node.Gpus.Count;
        if (lent < needs.GpuCount)
        {
            return lent == 0 ? "it lends no GPU" : $"of {needs.GpuCount} GPUs it lends {lent}";
        }

        var fit = CountFitting(needs, node);
        return fit >= needs.GpuCount ? null : $"of {needs.GpuCount} GPUs that are {WishOf(needs)} it lends {fit}";
    }

    /// <summary>GPUs of a node, taken or free, that are what a job asks for.</summary>
    public static int CountFitting(JobNeeds needs, Node node)
    {
        var fit = 0;
        for (var i = 0; i < node.Gpus.Count; i++)
        {
            fit += node.Gpus[i].Fits(needs) ? 1 : 0;
        }

        return fit;
    }

    /// <summary>What there is to say of a node's GPUs, as a sentence.</summary>
    public static string Describe(NodeFacts facts)
    {
        if (facts.Gpus is not { } gpus)
        {
            return "Its agent does not say whether it has GPUs.";
        }

        var names = new List<string>();
        foreach (var gpu in gpus)
        {
            names.Add($"{gpu.Name} (driver {gpu.Driver})");
        }

        var has = names.Count == 0 ? "It has no GPU" : $"Its GPUs: {string.Join(", ", names)}";
        return facts.GpuTrouble is { } trouble ? $"{has}; they are given no work: {trouble}." : $"{has}.";
    }

    private static string WishOf(JobNeeds needs)
    {
        var model = needs.GpuModel is { } uuid ? GpuRegistry.Shipped.Find(uuid)?.Name ?? $"{uuid}" : needs.GpuName;
        return needs.MinVramGb == 0 ? $"a {model}"
            : model is null ? $"of {needs.MinVramGb} GB"
            : $"a {model} of {needs.MinVramGb} GB";
    }

    private static bool IsInside(NodeGpu? gpu) => gpu is
    {
        Name.Length: > 0 and <= GpuName.LengthMax,
        VramBytes: > 0,
        Driver.Length: <= NodeGpu.VersionLengthMax,
        Cuda: null or { Length: <= NodeGpu.VersionLengthMax },
    };
}
