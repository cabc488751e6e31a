using System.CommandLine;
using Heliostat.Cli.Running;

namespace Heliostat.Cli.Webhooks;

/// <summary><c>heliostat webhook deliveries</c>.</summary>
internal static class WebhookDeliveriesCommand
{
    private const int Rows = 100;

    private static readonly Argument<Guid> Webhook = WebhookCommand.Webhook();

    public static Command Create() => new Command(
        "deliveries", "Show a webhook's last hundred deliveries, the newest first, and what became of each.")
    {
        Webhook,
    }.Does(RunAsync);

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        WebhookTables.Print(
            run.Terminal,
            await client.Webhooks.ListDeliveriesAsync(run.Get(Webhook), 1, Rows, run.Cancellation));
    }
}
