using System.CommandLine;

namespace Heliostat.Cli.Webhooks;

/// <summary><c>heliostat webhook</c>: where the news of the caller's own account is posted.</summary>
internal static class WebhookCommand
{
    public static Command Create() => new("webhook", "Where the news of your account is posted, signed.")
    {
        WebhookAddCommand.Create(),
        WebhookListCommand.Create(),
        WebhookTestCommand.Create(),
        WebhookDeliveriesCommand.Create(),
        WebhookRotateCommand.Create(),
        WebhookEnableCommand.Create(),
        WebhookRemoveCommand.Create(),
    };

    /// <summary>The argument that names a webhook.</summary>
    public static Argument<Guid> Webhook() => new("WEBHOOK")
    {
        Description = "The webhook's id, as 'heliostat webhook list' shows it.",
    };
}
