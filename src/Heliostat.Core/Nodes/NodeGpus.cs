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

    /// <summary>Why a node lends not so many GPUs, at least one; null when it does.</summary>
    public static string? WhyNot(NodeFacts facts, int count)
    {
        if (facts.GpuTrouble is { } trouble)
        {
            return $"its GPUs are given no work: {trouble}";
        }

        var lent = facts.Gpus?.Count ?? 0;
        return lent >= count ? null
            : lent == 0 ? "it lends no GPU"
            : $"of {count} GPUs it lends {lent}";
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

    private static bool IsInside(NodeGpu? gpu) => gpu is
    {
        Name.Length: > 0 and <= GpuName.LengthMax,
        VramBytes: > 0,
        Driver.Length: <= NodeGpu.VersionLengthMax,
        Cuda: null or { Length: <= NodeGpu.VersionLengthMax },
    };
}
