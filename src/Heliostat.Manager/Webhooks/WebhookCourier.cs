using System.Collections.Concurrent;
using Heliostat.Core.Webhooks;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Webhooks;

/// <summary>
/// Posts what is in the outbox. Each webhook has a queue of its own, in order: one that does not answer holds up no
/// other. What fails is tried again later and later; after the last try the webhook is disabled.
/// </summary>
internal sealed class WebhookCourier : IAsyncDisposable
{
    /// <summary>Deliveries that may wait for one webhook; over it the webhook is disabled.</summary>
    public const int PendingMax = 10_000;

    private readonly WebhookRing _ring;
    private readonly WebhookVault _vault;
    private readonly WebhookOutbox _outbox;
    private readonly WebhookPoster _poster;
    private readonly CourierSurroundings _around;
    private readonly ConcurrentDictionary<WebhookId, Lane> _lanes = new();
    private readonly ConcurrentDictionary<Task, bool> _work = new();
    private readonly CancellationTokenSource _stopping = new();

    public WebhookCourier(
        WebhookRing ring,
        WebhookVault vault,
        WebhookOutbox outbox,
        WebhookPoster poster,
        CourierSurroundings around) =>
        (_ring, _vault, _outbox, _poster, _around) = (ring, vault, outbox, poster, around);

    public WebhookFigures Figures { get; } = new();

    /// <summary>Deliveries that wait, of all webhooks.</summary>
    public long Pending => _lanes.Values.Sum(lane => (long)lane.Pending);

    private long NowMs => _around.Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Takes up what an earlier manager left in the outbox.</summary>
    public void Fill()
    {
        foreach (var webhook in _outbox.Webhooks())
        {
            var first = _outbox.First(webhook);
            _lanes[webhook] = new Lane(webhook)
            {
                Pending = _outbox.PendingOf(webhook),
                NextAtMs = first?.NextAtMs ?? 0,
                Error = first?.Error ?? "",
            };
        }
    }

    /// <summary>The queue of a webhook; null when nothing was ever in it.</summary>
    public Lane? Find(WebhookId webhook) => _lanes.GetValueOrDefault(webhook);

    /// <summary>Says that deliveries for a webhook are about to be in the outbox, or, below 0, will not be.</summary>
    public Lane Expect(WebhookId webhook, int count)
    {
        var lane = _lanes.GetOrAdd(webhook, id => new Lane(id));
        lane.Add(count);
        return lane;
    }

    /// <summary>Takes up every queue that is due; called each second.</summary>
    public void Look()
    {
        foreach (var lane in _lanes.Values)
        {
            Begin(lane);
        }
    }

    /// <summary>Takes a queue up, if it is due and nobody works at it.</summary>
    public void Begin(Lane lane)
    {
        if (_stopping.IsCancellationRequested || !HasWork(lane) || !lane.TryEnter())
        {
            return;
        }

        var work = Task.Run(() => WorkAsync(lane));
        _work[work] = true;
        work.ContinueWith(done => _work.TryRemove(done, out _), TaskScheduler.Default);
    }

    /// <summary>Stops; a post that is under way is made again, under the same id, by the next manager.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_work.Keys);
        _stopping.Dispose();
    }

    private static string WhyDisabled(DeliveryRow row, PostOutcome outcome) => outcome.IsGone
        ? "the receiver answered 410: it wants no more"
        : $"{row.Attempts} posts over {RetryTimes.HoursMax} hours failed; the last: {outcome.Error}";

    private bool HasWork(Lane lane) => _ring.Find(lane.Webhook) switch
    {
        null => true,
        { IsActive: false } => lane.Pending > 0,
        _ => lane.IsDue(NowMs),
    };

    private async Task WorkAsync(Lane lane)
    {
        try
        {
            while (await TryNextAsync(lane))
            {
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The manager stops; what waits is in the outbox.
        }
        catch (Exception error)
        {
            lane.NextAtMs = NowMs + (long)RetryTimes.After(1).TotalMilliseconds;
            WebhookLog.LaneFailed(_around.Log, lane.Webhook, error);
        }
        finally
        {
            lane.Leave();
        }
    }

    /// <summary>Posts the first of a queue; false when there is nothing more to do for now.</summary>
    private async Task<bool> TryNextAsync(Lane lane)
    {
        if (_ring.Find(lane.Webhook) is not { } webhook)
        {
            _outbox.Forget(lane.Webhook);
            _lanes.TryRemove(lane.Webhook, out _);
            return false;
        }

        if (!webhook.IsActive)
        {
            Drop(lane, webhook.Reason);
            return false;
        }

        if (lane.Pending > PendingMax)
        {
            await DisableAsync(lane, $"more than {PendingMax} deliveries wait for it");
            return false;
        }

        return _outbox.First(lane.Webhook) is { } row
            && row.NextAtMs <= NowMs
            && await PostAsync(lane, webhook, row);
    }

    private async Task<bool> PostAsync(Lane lane, KnownWebhook webhook, DeliveryRow row)
    {
        var outcome = _vault.Find(webhook.Target) is { } target
            ? await _poster.PostAsync(target, row.Id, row.Body, _stopping.Token)
            : PostOutcome.Failed("its URL is in the vault no longer");
        Figures.CountPost(outcome.IsTaken);
        row = row with
        {
            Attempts = row.Attempts + 1,
            StatusCode = outcome.Status,
            Error = outcome.Error,
        };
        lane.Error = outcome.Error;
        if (outcome.IsTaken)
        {
            _outbox.Note(row with { State = DeliveryState.Delivered, EndedAtMs = NowMs });
            lane.Add(-1);
            return true;
        }

        WebhookLog.PostFailed(_around.Log, lane.Webhook, row.Attempts, outcome.Error);
        lane.NextAtMs = NowMs + (long)RetryTimes.After(row.Attempts).TotalMilliseconds;
        _outbox.Note(row with { NextAtMs = lane.NextAtMs });
        if (row.Attempts >= RetryTimes.AttemptsMax || outcome.IsGone)
        {
            // What waits is dropped once that is durable, and the delivery itself with it.
            await DisableAsync(lane, WhyDisabled(row, outcome));
        }

        return false;
    }

    private async Task DisableAsync(Lane lane, string reason)
    {
        WebhookLog.Disabled(_around.Log, lane.Webhook, reason);
        await _around.Submit(new DisableWebhook(lane.Webhook, reason));
    }

    private void Drop(Lane lane, string reason)
    {
        if (lane.Pending == 0)
        {
            return;
        }

        var dropped = _outbox.Drop(lane.Webhook, $"the webhook was disabled: {reason}", NowMs);
        lane.Add(-dropped);
        Figures.CountDropped(dropped);
        (lane.NextAtMs, lane.Error) = (0, "");
    }
}
