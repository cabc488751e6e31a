using System.Text.Json;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Vault;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Webhooks;

/// <summary>URLs and secrets of webhooks: they lie in the vault, and their salted hash elsewhere.</summary>
internal sealed class WebhookVault(SecretVault vault, SealQueue seals)
{
    /// <summary>Seals a webhook; its name is what the journal may hold.</summary>
    public async Task<ContentHash> SealAsync(SealedWebhook webhook, OnceOnly once)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(webhook, SealedWebhookJson.Default.SealedWebhook);
        var name = ContentHash.Of(bytes);
        await seals.SealAsync([new(VaultKinds.Webhook, name.ToString(), bytes), .. once.ToSeal(name.ToString())]);
        return name;
    }

    /// <summary>The webhook with this name; null when there is none.</summary>
    public SealedWebhook? Find(ContentHash name) => vault.Open(VaultKinds.Webhook, name.ToString()) is { } bytes
        ? JsonSerializer.Deserialize(bytes, SealedWebhookJson.Default.SealedWebhook)
        : null;

    public void Forget(ContentHash name) => vault.Forget(VaultKinds.Webhook, name.ToString());

    /// <summary>Lets go of what a manager that died left behind.</summary>
    public void ForgetAllBut(IEnumerable<ContentHash> names)
    {
        var kept = names.Select(name => name.ToString()).ToHashSet(StringComparer.Ordinal);
        vault.Forget(VaultKinds.Webhook, [.. vault.List(VaultKinds.Webhook).Where(name => !kept.Contains(name))]);
    }
}
