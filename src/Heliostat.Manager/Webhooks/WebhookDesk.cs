using Heliostat.Core;
using Heliostat.Manager.Hosting;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Vault;
using Microsoft.Extensions.Logging;

namespace Heliostat.Manager.Webhooks;

/// <summary>Everything that webhooks are kept, shown and posted with.</summary>
internal sealed class WebhookDesk : IAsyncDisposable
{
    private readonly WebhookPoster _poster;

    public WebhookDesk(ManagerOptions options, ManagerLoop loop, SecretVault vault, SealQueue seals, ILogger log)
    {
        var time = TimeProvider.System;
        Urls = new WebhookUrl(options.LoopbackWebhooks);
        Vault = new WebhookVault(vault, seals);
        Outbox = WebhookOutbox.Open(
            Path.Combine(options.DataFolder, "webhooks.db"), loop.NetworkId, loop.Head?.Sequence ?? 0);
        _poster = new WebhookPoster(Urls, time);
        var around = new CourierSurroundings(command => loop.SubmitAsync(command), time, log);
        Courier = new WebhookCourier(Ring, Vault, Outbox, _poster, around);
        Tester = new WebhookTester(Vault, Outbox, _poster, Courier, time);
        Resources = new WebhookResources(Vault, Courier, time);
        New = new NewWebhooks(loop, Vault, Ring, time);
    }

    public WebhookUrl Urls { get; }

    public WebhookRing Ring { get; } = new();

    public WebhookVault Vault { get; }

    public WebhookOutbox Outbox { get; }

    public WebhookCourier Courier { get; }

    public WebhookTester Tester { get; }

    public WebhookResources Resources { get; }

    public NewWebhooks New { get; }

    /// <summary>Takes what the books hold when the manager starts.</summary>
    public void Fill(Network network)
    {
        Ring.Fill(network);
        Vault.ForgetAllBut(Ring.All.Select(webhook => webhook.Target));
    }

    public async ValueTask DisposeAsync()
    {
        await Courier.DisposeAsync();
        _poster.Dispose();
        Outbox.Dispose();
    }
}
