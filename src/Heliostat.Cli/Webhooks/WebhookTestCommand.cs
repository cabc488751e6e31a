using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Webhooks;

/// <summary><c>heliostat webhook test</c>.</summary>
internal static class WebhookTestCommand
{
    private const string Delivered = "DELIVERED";

    private static readonly Argument<Guid> Webhook = WebhookCommand.Webhook();

    public static Command Create() => new Command(
        "test", "Post a test to a webhook at once, once, and say what became of it.") { Webhook }.Does(RunAsync);

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var delivery = await client.Webhooks.TestAsync(run.Get(Webhook), run.Cancellation);
        if (run.Terminal.IsJson)
        {
            run.Terminal.Print(delivery, ApiJson.Default.WebhookDelivery);
        }

        if (delivery.Status != Delivered)
        {
            throw CliFailure.Failed(
                "test-failed", $"The test was not taken: {delivery.Error}.", "Look at the receiver, and test again.");
        }

        if (!run.Terminal.IsJson)
        {
            run.Terminal.Print($"The receiver has taken it, and answered {delivery.StatusCode}.");
        }
    }
}
