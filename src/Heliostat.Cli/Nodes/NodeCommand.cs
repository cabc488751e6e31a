using System.CommandLine;

namespace Heliostat.Cli.Nodes;

/// <summary><c>heliostat node</c>: what operators do.</summary>
internal static class NodeCommand
{
    public static Command Create() => new("node", "Lend a machine: register it, run its agent, look after it.")
    {
        NodeRegisterCommand.Create(),
        NodeRunCommand.Create(),
        NodeListCommand.Create(),
        NodeShowCommand.Create(),
        NodeHardwareCommand.Create(),
        NodeDrainCommand.Create(),
        NodeUndrainCommand.Create(),
    };

    /// <summary>The node that a command is about.</summary>
    public static Argument<Guid> Node() => new("NODE")
    {
        Description = "The node's id, as 'heliostat node list' shows it.",
    };
}
