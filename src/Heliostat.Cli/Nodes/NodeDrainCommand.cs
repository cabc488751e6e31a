using System.CommandLine;
using Heliostat.Cli.Running;

namespace Heliostat.Cli.Nodes;

/// <summary><c>heliostat node drain</c>.</summary>
internal static class NodeDrainCommand
{
    private static readonly Argument<Guid> Node = NodeCommand.Node();

    public static Command Create() => new Command(
        "drain", "Give a node nothing new; it finishes what it runs.") { Node }.Does(RunAsync);

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        NodeTables.PrintChanged(run.Terminal, await client.Nodes.DrainAsync(run.Get(Node), run.Cancellation));
    }
}
