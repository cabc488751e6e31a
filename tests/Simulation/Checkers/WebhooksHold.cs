using Heliostat.Core;
using Heliostat.Core.Accounts;
using Heliostat.Core.Journal;
using Heliostat.Core.Webhooks;

namespace Heliostat.Simulation.Checkers;

/// <summary>Holds the webhooks against what an account may have.</summary>
internal sealed class WebhooksHold : Checker
{
    public override string Promise =>
        "Only consumers have webhooks, few each, and nothing is posted for an account that is banned.";

    public override void Look(JournalEntry entry, Network books)
    {
        foreach (var mine in books.Webhooks.All.GroupBy(webhook => webhook.Account))
        {
            var account = books.Accounts.Find(mine.Key)!;
            if (account.Kind != AccountKind.Consumer)
            {
                throw Broken($"webhook {mine.First().Id} is no consumer's");
            }

            if (mine.Count() > AddWebhook.WebhooksPerAccountMax)
            {
                throw Broken($"account {account.Id} has {mine.Count()} webhooks");
            }

            if (account.Banned && mine.Any(webhook => webhook.State == WebhookState.Active))
            {
                throw Broken($"account {account.Id} is banned and has a webhook that is active");
            }
        }
    }
}
