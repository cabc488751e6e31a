using Heliostat.Core.Accounts;
using Heliostat.Protocol.Webhooks;

namespace Heliostat.Core.Webhooks;

/// <summary>A consumer wants its news posted to a URL, which is sealed in the vault before, with a secret.</summary>
/// <param name="Account">The consumer.</param>
/// <param name="Target">The name under which URL and secret are sealed: a salted hash.</param>
/// <param name="Types">The types of news that it is for; empty for all.</param>
public sealed record AddWebhook(AccountId Account, ContentHash Target, IReadOnlyList<string> Types) : Command
{
    /// <summary>Webhooks that one account may have.</summary>
    public const int WebhooksPerAccountMax = 10;

    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (network.Accounts.Find(Account) is not { Banned: false, Kind: AccountKind.Consumer })
        {
            return new Refusal("consumer-unknown", "Only a consumer that is not banned can have webhooks.");
        }

        if (CheckTypes() is { } broken)
        {
            return broken;
        }

        if (network.Webhooks.CountOf(Account) >= WebhooksPerAccountMax)
        {
            return new Refusal(
                "webhooks-too-many", $"An account has at most {WebhooksPerAccountMax} webhooks; remove one first.");
        }

        ruling.Record(new WebhookAdded(new WebhookId(ruling.Choice.NextId()), Account, Target, Types));
        return null;
    }

    private Refusal? CheckTypes()
    {
        for (var i = 0; i < Types.Count; i++)
        {
            if (!NewsTypes.IsKnown(Types[i]))
            {
                return new Refusal(
                    "news-type-invalid",
                    $"There is no such type of news; a webhook is for {string.Join(", ", NewsTypes.All)}.");
            }

            for (var j = 0; j < i; j++)
            {
                if (Types[i] == Types[j])
                {
                    return new Refusal("news-type-repeated", $"{Types[i]} is named twice; name each type once.");
                }
            }
        }

        return null;
    }
}
