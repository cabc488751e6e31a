using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Nodes;

/// <summary><c>heliostat node show</c>.</summary>
internal static class NodeShowCommand
{
    private static readonly Argument<Guid> Node = NodeCommand.Node();

    public static Command Create() => new Command("show", "Show one node.") { Node }.Does(RunAsync);

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var node = await client.Nodes.GetAsync(run.Get(Node), run.Cancellation);
        if (run.Terminal.IsJson)
        {
            run.Terminal.Print(node, ApiJson.Default.NodeResource);
        }
        else
        {
            NodeTables.Print(run.Terminal, node);
        }
    }
}
