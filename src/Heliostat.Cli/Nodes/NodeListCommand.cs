using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Nodes;

/// <summary><c>heliostat node list</c>.</summary>
internal static class NodeListCommand
{
    private static readonly Option<string?> Status = new Option<string?>("--status")
    {
        Description = "Only nodes in this state.",
        HelpName = "STATE",
    }.AcceptOnlyFromAmong("REGISTERED", "HEALTHY", "UNHEALTHY", "OFFLINE", "DRAINING", "BANNED");

    public static Command Create() => new Command(
        "list", "List your nodes; the network owner sees all of them.") { Status }.Does(RunAsync);

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var nodes = await client.Nodes.AllAsync(run.Get(Status), run.Cancellation).ToListAsync();
        if (run.Terminal.IsJson)
        {
            var page = new ListPage<NodeResource>(nodes, 1, nodes.Count, nodes.Count);
            run.Terminal.Print(page, ApiJson.Default.ListPageNodeResource);
        }
        else
        {
            NodeTables.Print(run.Terminal, nodes);
        }
    }
}
