using Heliostat.Core.Webhooks;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Webhooks;

/// <summary>
/// Makes webhooks and new secrets for them: both are sealed before the command, so that none is ever in the journal
/// whose secret is lost.
/// </summary>
internal sealed class NewWebhooks(ManagerLoop loop, WebhookVault vault, WebhookRing ring, TimeProvider time)
{
    /// <summary>Adds a webhook; a deed that was done before gives the one that it made then.</summary>
    public async Task<(WebhookId? Webhook, SealedWebhook? Made, ProblemAnswer? Problem)> AddAsync(
        OnceOnly once, Caller caller, string url, IReadOnlyList<string> types)
    {
        var (name, made) = Known(once);
        if (name is { } known && ring.FindByTarget(caller.Account, known) is { } done)
        {
            return (done.Id, made, null);
        }

        made ??= SealedWebhook.New(url);
        var target = name ?? await vault.SealAsync(made, once);
        var outcome = await loop.SubmitAsync(new AddWebhook(caller.Account, target, types), caller.Nonce);
        if (outcome.Refused is not { } refused)
        {
            return (outcome.Decision.Events.OfType<WebhookAdded>().Single().Webhook, made, null);
        }

        vault.Forget(target);
        return (null, null, Problems.From(refused));
    }

    /// <summary>Gives a webhook a new secret.</summary>
    public async Task<(SealedWebhook? Made, ProblemAnswer? Problem)> RotateAsync(
        KnownWebhook webhook, SealedWebhook before, Caller caller)
    {
        var made = before.Rotated(time.GetUtcNow());
        var target = await vault.SealAsync(made, OnceOnly.Unbound);
        var outcome = await loop.SubmitAsync(
            new RotateWebhook(caller.Account, webhook.Id, target), caller.Nonce);
        vault.Forget(outcome.Refused is null ? webhook.Target : target);
        return outcome.Refused is { } refused ? (null, Problems.From(refused)) : (made, null);
    }

    private (ContentHash? Name, SealedWebhook? Made) Known(OnceOnly once) =>
        ContentHash.TryParse(once.KnownName, out var name) && vault.Find(name) is { } made
            ? (name, made)
            : (null, null);
}
