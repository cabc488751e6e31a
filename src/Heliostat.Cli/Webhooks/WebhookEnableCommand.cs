using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Webhooks;

/// <summary><c>heliostat webhook enable</c>.</summary>
internal static class WebhookEnableCommand
{
    private static readonly Argument<Guid> Webhook = WebhookCommand.Webhook();

    public static Command Create() => new Command(
        "enable", "Enable a webhook that was disabled, for news from here on.") { Webhook }.Does(RunAsync);

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var webhook = await client.Webhooks.EnableAsync(run.Get(Webhook), run.Cancellation);
        if (run.Terminal.IsJson)
        {
            run.Terminal.Print(webhook, ApiJson.Default.WebhookResource);
        }
        else
        {
            run.Terminal.Print($"Webhook {webhook.Uuid} is enabled.");
        }
    }
}
