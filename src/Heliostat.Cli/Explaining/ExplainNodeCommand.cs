using System.CommandLine;
using Heliostat.Cli.Nodes;
using Heliostat.Cli.Running;

namespace Heliostat.Cli.Explaining;

/// <summary><c>heliostat explain node</c>.</summary>
internal static class ExplainNodeCommand
{
    private static readonly Argument<Guid> Node = NodeCommand.Node();

    public static Command Create() => new Command("node", "Why is this node as it is, and why has it no work?") { Node }
        .Does(RunAsync);

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        ExplainCommand.Print(run.Terminal, await client.Explain.NodeAsync(run.Get(Node), run.Cancellation));
    }
}
