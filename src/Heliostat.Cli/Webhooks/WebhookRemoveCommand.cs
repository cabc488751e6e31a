using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Webhooks;

/// <summary><c>heliostat webhook remove</c>.</summary>
internal static class WebhookRemoveCommand
{
    private static readonly Argument<Guid> Webhook = WebhookCommand.Webhook();

    public static Command Create() => new Command(
        "remove", "Remove a webhook. What waits for it is let go.") { Webhook }.Does(RunAsync);

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var webhook = await client.Webhooks.RemoveAsync(run.Get(Webhook), run.Cancellation);
        if (run.Terminal.IsJson)
        {
            run.Terminal.Print(webhook, ApiJson.Default.WebhookResource);
        }
        else
        {
            run.Terminal.Print($"Webhook {webhook.Uuid} is removed.");
        }
    }
}
