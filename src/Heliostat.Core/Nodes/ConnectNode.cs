using Heliostat.Core.Jobs;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Core.Nodes;

/// <summary>A node opens a session: it says what it is and what it still works at.</summary>
internal static class ConnectNode
{
    private const int TextLengthMax = 200;

    public static Refusal? Decide(Network network, Ruling ruling, Node node, ReportEnvelope envelope, NodeHello said)
    {
        if (node.Session == envelope.Session)
        {
            return new Refusal("hello-twice", "A session has one hello.");
        }

        if (Check(said.Facts) is { } invalid)
        {
            return invalid;
        }

        var before = node.Facts;
        ruling.Record(new NodeConnected(node.Id, envelope.Session, said.Facts, envelope.AddressBlock));
        LoseWithoutGpus(network, ruling, node, before);
        LoseForgotten(network, ruling, node, said);
        HearHeartbeat.Decide(node, ruling);
        return null;
    }

    private static Refusal? Check(NodeFacts facts)
    {
        var isInside = facts.Capabilities.Count <= NodeFacts.CapabilitiesMax
            && AreShort(facts.Capabilities)
            && facts.RenderSlots is >= 0 and <= NodeFacts.RenderSlotsMax
            && facts.PluginSlots is >= 0 and <= NodeFacts.PluginSlotsMax
            && facts.CpuCount is > 0 and <= JobNeeds.CountMax
            && facts.RamBytes > 0
            && facts.DiskFreeBytes is null or >= 0
            && (facts.RegionCode is null || NodeFacts.IsRegionCode(facts.RegionCode))
            && NodeGpus.AreInside(facts)
            && facts.DeviceClass.Length <= TextLengthMax
            && facts.AgentVersion.Length <= TextLengthMax;
        return isInside ? null : new Refusal("facts-invalid", "A fact in hello is out of its bounds.");
    }

    private static bool AreShort(IReadOnlyList<string> words)
    {
        foreach (var word in words)
        {
            if (word is not { Length: > 0 and <= TextLengthMax })
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A run whose GPU is gone, or is another one now, cannot go on.</summary>
    private static void LoseWithoutGpus(Network network, Ruling ruling, Node node, NodeFacts? before)
    {
        foreach (var run in new List<RunId>(node.Runs))
        {
            if (node.Runs.Contains(run)
                && network.Jobs.Get(run.Job).GetTask(run.Task).Allotted?.Gpus is { } gpus
                && !AreSame(gpus, before?.Gpus, node.Facts!.Gpus))
            {
                RunEnding.Lose(network, ruling, run, FailureReasons.NodeLost);
            }
        }
    }

    private static bool AreSame(IReadOnlyList<int> places, IReadOnlyList<NodeGpu>? before, IReadOnlyList<NodeGpu>? now)
    {
        foreach (var place in places)
        {
            if (place >= before?.Count || place >= (now?.Count ?? 0)
                || before![place].Name != now![place].Name || before[place].VramBytes != now[place].VramBytes)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Runs that had started and that the node knows no more are lost; a restarted agent has lost them.
    /// </summary>
    private static void LoseForgotten(Network network, Ruling ruling, Node node, NodeHello said)
    {
        var lost = 0;
        foreach (var run in new List<RunId>(node.Runs))
        {
            if (!Contains(said.Runs, run) && IsRunning(network, node, run))
            {
                lost += network.Jobs.Get(run.Job).State == JobState.Cancelling ? 0 : 1;
                RunEnding.Lose(network, ruling, run, FailureReasons.NodeLost);
            }
        }

        foreach (var check in new List<CheckId>(node.Checks))
        {
            if (!Contains(said.Checks, check) && network.Checks.Find(check) is { State: not CheckState.Drawn })
            {
                CheckEnding.Lose(network, ruling, check, FailureReasons.AgentStopped);
            }
        }

        if (lost > 0)
        {
            NodeFault.Count(network, ruling, node.Id, FailureReasons.AgentStopped);
        }
    }

    /// <summary>False also when the loss of another run has just ended the job.</summary>
    private static bool IsRunning(Network network, Node node, RunId run) =>
        node.Runs.Contains(run) && network.Jobs.Get(run.Job).GetTask(run.Task).State == TaskState.Running;

    private static bool Contains<T>(IReadOnlyList<T> list, T wanted)
        where T : IEquatable<T>
    {
        foreach (var item in list)
        {
            if (item.Equals(wanted))
            {
                return true;
            }
        }

        return false;
    }
}
