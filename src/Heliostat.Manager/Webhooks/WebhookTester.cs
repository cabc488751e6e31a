using System.Collections.Concurrent;
using System.Text.Json;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Webhooks;
using Microsoft.AspNetCore.Http;

namespace Heliostat.Manager.Webhooks;

/// <summary>Posts a test to a webhook at once, past its queue, and keeps what became of it.</summary>
internal sealed class WebhookTester(
    WebhookVault vault, WebhookOutbox outbox, WebhookPoster poster, WebhookCourier courier, TimeProvider time)
{
    /// <summary>Seconds between two tests of one webhook: nobody is to be flooded by them.</summary>
    public const int PauseSeconds = 2;

    private readonly ConcurrentDictionary<WebhookId, long> _nextAtMs = new();

    private static ProblemAnswer TooSoon => new(
        StatusCodes.Status429TooManyRequests,
        "test-too-soon",
        $"A webhook is tested every {PauseSeconds} seconds at most; try again then.")
    {
        RetryAfterSeconds = PauseSeconds,
    };

    public async Task<(DeliveryRow? Row, ProblemAnswer? Problem)> TestAsync(
        KnownWebhook webhook, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (!MayTest(webhook.Id, now))
        {
            return (null, TooSoon);
        }

        var news = new NewsMessage(NewsTypes.WebhookTest, now, 0, new NewsContent { WebhookUuid = webhook.Id.Value });
        var body = JsonSerializer.SerializeToUtf8Bytes(news, ApiJson.Default.NewsMessage);
        var id = DeliveryIds.New();
        var outcome = vault.Find(webhook.Target) is { } target
            ? await poster.PostAsync(target, id, body, cancellation)
            : PostOutcome.Failed("its URL is in the vault no longer");
        var row = new DeliveryRow
        {
            Id = id,
            Webhook = webhook.Id,
            Type = NewsTypes.WebhookTest,
            State = outcome.IsTaken ? DeliveryState.Delivered : DeliveryState.Dropped,
            Attempts = 1,
            StatusCode = outcome.Status,
            Error = outcome.Error,
            CreatedAtMs = now,
            EndedAtMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        outbox.AddEnded(row);
        courier.Expect(webhook.Id, 0);
        return (row, null);
    }

    private bool MayTest(WebhookId webhook, long nowMs)
    {
        var next = nowMs + (PauseSeconds * 1_000);
        while (true)
        {
            if (!_nextAtMs.TryGetValue(webhook, out var due))
            {
                if (_nextAtMs.TryAdd(webhook, next))
                {
                    return true;
                }
            }
            else if (nowMs < due)
            {
                return false;
            }
            else if (_nextAtMs.TryUpdate(webhook, next, due))
            {
                return true;
            }
        }
    }
}
