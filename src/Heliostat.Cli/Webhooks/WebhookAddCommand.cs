using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Webhooks;

namespace Heliostat.Cli.Webhooks;

/// <summary><c>heliostat webhook add</c>.</summary>
internal static class WebhookAddCommand
{
    private static readonly Argument<string> Url = new("URL")
    {
        Description = "Where to post: https, and out in the public network.",
    };

    private static readonly Option<string[]> Events = new("--event", "-e")
    {
        Description = $"News that it is for; may be given more than once: {string.Join(", ", NewsTypes.All)}. "
            + "[default: all]",
        HelpName = "NEWS",
    };

    public static Command Create() => new Command(
        "add", "Have the news of your account posted to a URL. Prints the secret that posts are signed with.")
    {
        Url, Events,
    }.Does(RunAsync).Shows(
        "heliostat webhook add https://hooks.example.org/heliostat",
        "heliostat webhook add https://hooks.example.org/ends -e job.completed -e job.failed");

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var created = await client.Webhooks.AddAsync(
            new WebhookRequest(run.Get(Url), run.Get(Events) ?? []), run.Cancellation);
        WebhookTables.PrintSecret(
            run.Terminal, created, $"Added webhook {created.Webhook.Uuid}; its secret is below.");
    }
}
