using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;

namespace Heliostat.Core.Nodes;

/// <summary>What becomes of a node's runs and checks when it is gone.</summary>
internal static class NodeDeparture
{
    public static void LoseEverything(Network network, Ruling ruling, Node node)
    {
        var hadRuns = node.Runs.Count > 0;
        while (node.Runs.Count > 0)
        {
            RunEnding.Lose(network, ruling, node.Runs[^1], FailureReasons.NodeLost);
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
}
