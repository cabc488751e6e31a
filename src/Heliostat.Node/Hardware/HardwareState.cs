using Heliostat.Node.Hardware.Gpus;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Node.Hardware;

/// <summary>A machine as it was at one look.</summary>
/// <param name="Report">Every part of it, as the manager is told.</param>
/// <param name="Gpus">What the search for GPUs found, with who said it and what is wrong.</param>
internal sealed record HardwareState(HardwareReport Report, GpuFinding Gpus)
{
    /// <summary>What the node says of itself, with this machine's GPUs and free disk in it.</summary>
    public NodeFacts In(NodeFacts facts) => facts with
    {
        Gpus = Gpus.Sound,
        GpuTrouble = Gpus.Trouble,
        DiskFreeBytes = Report.Drives?[0].FreeBytes,
    };

    /// <summary>Whether a hello with these facts says other things of the GPUs than there are.</summary>
    public bool IsNewsTo(NodeFacts facts) =>
        facts.GpuTrouble != Gpus.Trouble || !(facts.Gpus ?? []).SequenceEqual(Gpus.Sound);
}
