using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Nodes;

/// <summary>Nodes as people read them.</summary>
internal static class NodeTables
{
    public static void Print(Terminal terminal, IEnumerable<NodeResource> nodes) => terminal.Print(
        [
            "Node", "Name", "Status", "Connected", "Duties", "GPUs", "Runs", "Checks", "Accepted", "Failed", "Rejected",
            "Last seen",
        ],
        nodes.Select(node => new[]
        {
            node.Uuid.ToString(),
            node.Name,
            node.Status,
            node.Connected ? "yes" : "no",
            node.Duties,
            HardwareWords.Summary(node),
            $"{node.Runs}",
            $"{node.Checks}",
            $"{node.RunsAccepted}",
            $"{node.RunsFailed}",
            $"{node.UnitsRejected}",
            Words.Time(node.LastSeenAt),
        }));

    public static void Print(Terminal terminal, NodeResource node) => terminal.Print(
    [
        ("Node", node.Uuid.ToString()),
        ("Name", node.Name),
        ("Operator", node.OperatorUuid.ToString()),
        ("Status", node.Status),
        ("Why", node.StatusReason),
        ("Connected", node.Connected ? "yes" : "no"),
        ("Duties", node.Duties),
        ("Capabilities", string.Join(", ", node.Capabilities)),
        ("Device class", node.DeviceClass),
        ("Works at", $"{Words.Count(node.Runs, "run")}, {Words.Count(node.Checks, "check")}"),
        ("So far", $"{node.RunsAccepted} accepted, {node.RunsFailed} failed, {node.UnitsRejected} units rejected"),
        ("Reputation", $"{node.Reputation} of 100"),
        ("Last seen", Words.Time(node.LastSeenAt)),
        .. HardwareWords.Rows(node),
    ]);

    /// <summary>Prints a node after a change to it.</summary>
    public static void PrintChanged(Terminal terminal, NodeResource node)
    {
        if (terminal.IsJson)
        {
            terminal.Print(node, ApiJson.Default.NodeResource);
        }
        else
        {
            terminal.Print($"Node {node.Name} ({node.Uuid}) is {node.Status}.");
        }
    }
}
