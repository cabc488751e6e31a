using Heliostat.Core.Nodes;
using Heliostat.Core.Recipes;
using Heliostat.Core.Webhooks;

namespace Heliostat.Core.Accounts;

/// <summary>
/// Ban an account, for good: its keys no longer open anything, its nodes take nothing and lose what they run.
/// </summary>
public sealed record BanAccount(AccountId Account, string Reason) : Command
{
    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (network.Accounts.Find(Account) is not { } account)
        {
            return new Refusal("account-unknown", "There is no such account.");
        }

        if (account.Kind == AccountKind.NetworkOwner)
        {
            return new Refusal("owner-banned", "The network owner cannot be banned.");
        }

        if (account.Banned)
        {
            return null;
        }

        ruling.Record(new AccountBanned(Account, Reason));
        foreach (var node in network.Nodes.All)
        {
            if (node.Operator == Account)
            {
                NodeDeparture.LoseEverything(network, ruling, node);
                ruling.Record(new NodeBanned(node.Id, Reason));
            }
        }

        foreach (var webhook in network.Webhooks.All)
        {
            if (webhook.Account == Account && webhook.State == WebhookState.Active)
            {
                ruling.Record(new WebhookDisabled(webhook.Id, "its account is banned"));
            }
        }

        foreach (var recipe in network.Recipes.All)
        {
            if (recipe.Account == Account && recipe.Visibility == RecipeVisibility.Public)
            {
                ruling.Record(new RecipeMoved(recipe.Id, RecipeVisibility.Private));
            }
        }

        return null;
    }
}
