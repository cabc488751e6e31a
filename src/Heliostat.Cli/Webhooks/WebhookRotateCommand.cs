using System.CommandLine;
using Heliostat.Cli.Running;

namespace Heliostat.Cli.Webhooks;

/// <summary><c>heliostat webhook rotate</c>.</summary>
internal static class WebhookRotateCommand
{
    private static readonly Argument<Guid> Webhook = WebhookCommand.Webhook();

    public static Command Create() => new Command(
        "rotate", "Give a webhook a new secret. For 24 hours posts are signed with the old one, too.") { Webhook }
        .Does(RunAsync);

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var created = await client.Webhooks.RotateAsync(run.Get(Webhook), run.Cancellation);
        WebhookTables.PrintSecret(
            run.Terminal, created, $"Webhook {created.Webhook.Uuid} has a new secret, which is below.");
    }
}
