using System.CommandLine;
using Heliostat.Cli.Running;

namespace Heliostat.Cli.Webhooks;

/// <summary><c>heliostat webhook list</c>.</summary>
internal static class WebhookListCommand
{
    public static Command Create() => new Command(
        "list", "List your webhooks: how they stand, why, and how much news waits for them.").Does(RunAsync);

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        WebhookTables.Print(run.Terminal, await client.Webhooks.AllAsync(run.Cancellation).ToListAsync());
    }
}
