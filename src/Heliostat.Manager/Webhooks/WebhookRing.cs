using System.Collections.Immutable;
using Heliostat.Core;
using Heliostat.Core.Accounts;
using Heliostat.Core.Webhooks;
using Heliostat.Manager.Loop;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Webhooks;

/// <summary>The webhooks in memory, kept from the journal, for threads other than the loop's.</summary>
internal sealed class WebhookRing : IJournalReader
{
    private volatile ImmutableDictionary<WebhookId, KnownWebhook> _webhooks =
        ImmutableDictionary<WebhookId, KnownWebhook>.Empty;

    private volatile ImmutableDictionary<AccountId, ImmutableList<KnownWebhook>> _byAccount =
        ImmutableDictionary<AccountId, ImmutableList<KnownWebhook>>.Empty;

    /// <summary>True when nobody wants news posted.</summary>
    public bool IsEmpty => _webhooks.IsEmpty;

    /// <summary>Every webhook.</summary>
    public IEnumerable<KnownWebhook> All => _webhooks.Values;

    /// <summary>The webhook, or null.</summary>
    public KnownWebhook? Find(WebhookId id) => _webhooks.GetValueOrDefault(id);

    /// <summary>An account's webhooks, in the order in which they were added.</summary>
    public IReadOnlyList<KnownWebhook> Of(AccountId account) => _byAccount.GetValueOrDefault(account) ?? [];

    /// <summary>An account's webhook whose URL and secret are sealed under a name; null when there is none.</summary>
    public KnownWebhook? FindByTarget(AccountId account, ContentHash target) =>
        Of(account).FirstOrDefault(webhook => webhook.Target == target);

    /// <summary>Takes what the books hold when the manager starts.</summary>
    public void Fill(Network network)
    {
        foreach (var webhook in network.Webhooks.All)
        {
            Put(KnownWebhook.Of(webhook, Find(webhook.Id)?.Since ?? 0));
        }
    }

    /// <inheritdoc/>
    public void Read(CommittedGroup group, Network network)
    {
        foreach (var entry in group.Entries)
        {
            if (entry.Command is AddWebhook or RotateWebhook or RemoveWebhook or EnableWebhook or DisableWebhook
                or BanAccount)
            {
                Read(entry, network);
            }
        }
    }

    private void Read(CommittedEntry entry, Network network)
    {
        foreach (var happened in entry.Events)
        {
            switch (happened)
            {
                case WebhookAdded e: Take(e.Webhook, network, entry.Sequence); break;
                case WebhookEnabled e: Take(e.Webhook, network, entry.Sequence); break;
                case WebhookRotated e: Take(e.Webhook, network, null); break;
                case WebhookDisabled e: Take(e.Webhook, network, null); break;
                case WebhookRemoved e: Remove(e.Webhook); break;
            }
        }
    }

    // One that was removed later in the same group is in the books no more.
    private void Take(WebhookId id, Network network, long? since)
    {
        if (network.Webhooks.Find(id) is { } webhook)
        {
            Put(KnownWebhook.Of(webhook, since ?? Find(id)?.Since ?? 0));
        }
    }

    // Only the loop's thread writes; others see the one or the other, and each of them whole.
    private void Put(KnownWebhook webhook)
    {
        var mine = _byAccount.GetValueOrDefault(webhook.Account) ?? [];
        var place = mine.FindIndex(known => known.Id == webhook.Id);
        mine = place < 0 ? mine.Add(webhook) : mine.SetItem(place, webhook);
        _byAccount = _byAccount.SetItem(webhook.Account, mine);
        _webhooks = _webhooks.SetItem(webhook.Id, webhook);
    }

    private void Remove(WebhookId id)
    {
        if (Find(id) is not { } webhook)
        {
            return;
        }

        var left = Of(webhook.Account).Where(known => known.Id != id).ToImmutableList();
        _byAccount = left.IsEmpty ? _byAccount.Remove(webhook.Account) : _byAccount.SetItem(webhook.Account, left);
        _webhooks = _webhooks.Remove(id);
    }
}
