using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;

namespace Heliostat.Core.Nodes;

/// <summary>What becomes of a node's runs and checks when it is gone.</summary>
internal static class NodeDeparture
{
    /// <summary>
    /// True when the time to come back is over for something that the node has: for PERSISTENT runs it is longer.
    /// </summary>
    public static bool IsOver(Node node, Instant now) =>
        node.LostAt is { } lost
        && ((lost <= now && node.Runs.Count - node.PersistentRuns + node.Checks.Count > 0)
            || (IsOverForPersistent(lost, now) && node.Runs.Count > 0));

    /// <summary>Loses what the node had no more time to come back for.</summary>
    public static void LoseOverdue(Network network, Ruling ruling, Node node) =>
        Lose(network, ruling, node, withPersistent: IsOverForPersistent(node.LostAt!.Value, ruling.Now));

    public static void LoseEverything(Network network, Ruling ruling, Node node) =>
        Lose(network, ruling, node, withPersistent: true);

    private static bool IsOverForPersistent(Instant lost, Instant now) =>
        lost.PlusMs(NodePresence.PersistentLostAfterClosedMs - NodePresence.LostAfterClosedMs) <= now;

    private static void Lose(Network network, Ruling ruling, Node node, bool withPersistent)
    {
        var hadRuns = false;
        while (NextRun(network, node, withPersistent) is { } run)
        {
            hadRuns = true;
            RunEnding.Lose(network, ruling, run, FailureReasons.NodeLost);
        }

        while (node.Checks.Count > 0)
        {
            CheckEnding.Lose(network, ruling, node.Checks[^1], FailureReasons.NodeLost);
        }

        // One departure is one failure, however much the node had taken.
        if (hadRuns)
        {
            NodeFault.Count(network, ruling, node.Id, FailureReasons.NodeLost);
        }
    }

    private static RunId? NextRun(Network network, Node node, bool withPersistent)
    {
        for (var i = node.Runs.Count - 1; i >= 0; i--)
        {
            if (withPersistent || !network.Jobs.Get(node.Runs[i].Job).IsPersistent)
            {
                return node.Runs[i];
            }
        }

        return null;
    }
}
