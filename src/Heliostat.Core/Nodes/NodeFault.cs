namespace Heliostat.Core.Nodes;

/// <summary>Counts failures that are a node's own fault, and takes it out after three in a row.</summary>
internal static class NodeFault
{
    /// <summary>Failures in a row after which a node takes nothing new.</summary>
    public const int FailuresMax = 3;

    /// <summary>Milliseconds after its failures before a node's heartbeat counts, at first.</summary>
    public const long WaitMsMin = 30_000;

    /// <summary>The longest such wait, in milliseconds; each failure on probation doubles it up to here.</summary>
    public const long WaitMsMax = 300_000;

    public static void Count(Network network, Ruling ruling, NodeId id, string reason)
    {
        var node = network.Nodes.Get(id);
        ruling.Record(new NodeFaulted(id, reason));
        if (node.State != NodeState.Healthy || (node.Failures < FailuresMax && !node.OnProbation))
        {
            return;
        }

        var wait = Math.Clamp(node.ProbationWaitMs * 2, WaitMsMin, WaitMsMax);
        ruling.Record(new NodeFailedTooOften(id, node.Failures, wait));
    }
}
