using System.CommandLine;
using Heliostat.Cli.Running;

namespace Heliostat.Cli.Nodes;

/// <summary><c>heliostat node undrain</c>.</summary>
internal static class NodeUndrainCommand
{
    private static readonly Argument<Guid> Node = NodeCommand.Node();

    public static Command Create() => new Command(
        "undrain", "Give a drained node work again.") { Node }.Does(RunAsync);

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        NodeTables.PrintChanged(run.Terminal, await client.Nodes.UndrainAsync(run.Get(Node), run.Cancellation));
    }
}
