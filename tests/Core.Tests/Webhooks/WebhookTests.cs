using Heliostat.Core.Accounts;
using Heliostat.Core.Webhooks;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Webhooks;

namespace Heliostat.Core.Tests.Webhooks;

/// <summary>Where consumers want their news posted.</summary>
public sealed class WebhookTests
{
    private static readonly WebhookId Unknown = new(Guid.Empty);

    [Fact]
    public void A_consumer_adds_a_webhook_and_a_restart_keeps_it()
    {
        var given = Given.Nodes(0);
        var added = Add(given, NewsTypes.JobFailed);
        given.Restart();

        var webhook = given.Network.Webhooks.Find(given.Consumer, added)!;
        Assert.Equal((given.Consumer, Some.Hash("target"), WebhookState.Active, ""),
            (webhook.Account, webhook.Target, webhook.State, webhook.StateReason));
        Assert.Equal(NewsTypes.JobFailed, Assert.Single(webhook.Types));
        Assert.Equal(given.Now, webhook.CreatedAt);
    }

    [Fact]
    public void A_webhook_is_a_consumers_and_for_types_that_there_are()
    {
        var given = Given.Nodes(1);
        Assert.Equal("consumer-unknown", given.RefusedCode(Asked(given.OperatorOf(given[0]))));
        Assert.Equal("consumer-unknown", given.RefusedCode(Asked(new AccountId(Guid.Empty))));
        Assert.Equal("news-type-invalid", given.RefusedCode(Asked(given.Consumer, "units.eaten")));
        Assert.Equal("news-type-invalid", given.RefusedCode(Asked(given.Consumer, NewsTypes.WebhookTest)));
        Assert.Equal(
            "news-type-repeated",
            given.RefusedCode(Asked(given.Consumer, NewsTypes.JobFailed, NewsTypes.JobFailed)));
        Assert.Null(given.RefusedCode(Asked(given.Consumer, [.. NewsTypes.All])));
    }

    [Fact]
    public void An_account_has_ten_webhooks_and_one_that_is_removed_makes_room()
    {
        var given = Given.Nodes(0);
        var first = Add(given);
        for (var i = 1; i < AddWebhook.WebhooksPerAccountMax; i++)
        {
            Add(given);
        }

        Assert.Equal("webhooks-too-many", given.RefusedCode(Asked(given.Consumer)));
        var other = given.Account(AccountKind.Consumer);
        Assert.Null(given.RefusedCode(Asked(other)));

        Assert.Equal(["WebhookRemoved"], Given.Names(given.When(new RemoveWebhook(given.Consumer, first))));
        Assert.Null(given.Network.Webhooks.Find(first));
        Assert.Null(given.RefusedCode(Asked(given.Consumer)));
    }

    [Fact]
    public void Nobody_touches_the_webhook_of_another_account()
    {
        var given = Given.Nodes(0);
        var webhook = Add(given);
        var other = given.Account(AccountKind.Consumer);

        Assert.Equal("webhook-unknown", given.RefusedCode(new RemoveWebhook(other, webhook)));
        Assert.Equal("webhook-unknown", given.RefusedCode(new RotateWebhook(other, webhook, Some.Hash("new"))));
        Assert.Equal("webhook-unknown", given.RefusedCode(new EnableWebhook(other, webhook)));
        Assert.Equal("webhook-unknown", given.RefusedCode(new RemoveWebhook(given.Consumer, Unknown)));
        Assert.Equal("webhook-unknown", given.RefusedCode(new DisableWebhook(Unknown, "no answer")));
    }

    [Fact]
    public void A_new_secret_lies_under_a_new_name()
    {
        var given = Given.Nodes(0);
        var webhook = Add(given);
        given.When(new RotateWebhook(given.Consumer, webhook, Some.Hash("new")));
        given.Restart();
        Assert.Equal(Some.Hash("new"), given.Network.Webhooks.Find(webhook)!.Target);
    }

    [Fact]
    public void A_webhook_that_is_given_up_says_why_until_it_is_enabled()
    {
        var given = Given.Nodes(0);
        var webhook = Add(given);
        Assert.Empty(given.When(new EnableWebhook(given.Consumer, webhook)).Events);
        Assert.Equal("reason-invalid", given.RefusedCode(new DisableWebhook(webhook, " ")));
        Assert.Equal("reason-invalid", given.RefusedCode(
            new DisableWebhook(webhook, new string('x', DisableWebhook.ReasonLengthMax + 1))));

        Assert.Equal(["WebhookDisabled"], Given.Names(given.When(new DisableWebhook(webhook, "no answer"))));
        Assert.Empty(given.When(new DisableWebhook(webhook, "no answer")).Events);
        given.Restart();
        Assert.Equal((WebhookState.Disabled, "no answer"), StateOf(given, webhook));

        Assert.Equal(["WebhookEnabled"], Given.Names(given.When(new EnableWebhook(given.Consumer, webhook))));
        Assert.Equal((WebhookState.Active, ""), StateOf(given, webhook));
    }

    [Fact]
    public void A_ban_disables_the_accounts_webhooks_for_good()
    {
        var given = Given.Nodes(0);
        var webhook = Add(given);
        var other = given.Account(AccountKind.Consumer);
        var others = Given.Happened<WebhookAdded>(given.When(Asked(other))).Webhook;

        var banned = given.When(new BanAccount(given.Consumer, "on purpose"));
        Assert.Equal(webhook, Given.Happened<WebhookDisabled>(banned).Webhook);
        Assert.Equal(WebhookState.Active, StateOf(given, others).State);
        Assert.Equal("webhook-unknown", given.RefusedCode(new EnableWebhook(given.Consumer, webhook)));
        Assert.Equal("consumer-unknown", given.RefusedCode(Asked(given.Consumer)));
    }

    private static AddWebhook Asked(AccountId account, params string[] types) =>
        new(account, Some.Hash("target"), types);

    private static WebhookId Add(Given given, params string[] types) =>
        Given.Happened<WebhookAdded>(given.When(Asked(given.Consumer, types))).Webhook;

    private static (WebhookState State, string Reason) StateOf(Given given, WebhookId id)
    {
        var webhook = given.Network.Webhooks.Find(id)!;
        return (webhook.State, webhook.StateReason);
    }
}
