namespace Heliostat.Core.Webhooks;

/// <summary>Every webhook.</summary>
public sealed class WebhookBook
{
    private readonly List<Webhook> _webhooks = [];
    private readonly Dictionary<WebhookId, Webhook> _byId = [];

    /// <summary>Webhooks in the order in which they were added.</summary>
    public IReadOnlyList<Webhook> All => _webhooks;

    /// <summary>The webhook, or null.</summary>
    public Webhook? Find(WebhookId id) => _byId.GetValueOrDefault(id);

    /// <summary>An account's webhook; null when it has no such one.</summary>
    public Webhook? Find(AccountId account, WebhookId id) =>
        Find(id) is { } webhook && webhook.Account == account ? webhook : null;

    internal int CountOf(AccountId account)
    {
        var count = 0;
        foreach (var webhook in _webhooks)
        {
            count += webhook.Account == account ? 1 : 0;
        }

        return count;
    }

    internal void Apply(WebhookAdded happened, Instant at) => Add(new Webhook
    {
        Id = happened.Webhook,
        Account = happened.Account,
        Types = happened.Types,
        Target = happened.Target,
        CreatedAt = at,
    });

    internal void Apply(WebhookRotated happened) => Get(happened.Webhook).Target = happened.Target;

    internal void Apply(WebhookDisabled happened) =>
        Get(happened.Webhook).Move(WebhookMove.Disable, happened.Reason);

    internal void Apply(WebhookEnabled happened) => Get(happened.Webhook).Move(WebhookMove.Enable, "");

    internal void Apply(WebhookRemoved happened)
    {
        _webhooks.Remove(Get(happened.Webhook));
        _byId.Remove(happened.Webhook);
    }

    internal void Write(NetworkState state) => state.Webhooks = _webhooks;

    internal void Read(NetworkState state) => state.Webhooks.ForEach(Add);

    private Webhook Get(WebhookId id) => Find(id) ?? throw new InvariantException($"There is no webhook {id}.");

    private void Add(Webhook webhook)
    {
        _webhooks.Add(webhook);
        _byId.Add(webhook.Id, webhook);
    }
}
