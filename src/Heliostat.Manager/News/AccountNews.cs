using System.Text.Json;
using System.Threading.Channels;
using Heliostat.Core;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Webhooks;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Webhooks;

namespace Heliostat.Manager.News;

/// <summary>
/// Tells accounts what happens: follows the journal from the outbox's cursor on, gathers for a moment, and puts what
/// is written into the outbox of webhooks and to the clients that follow an account.
/// </summary>
internal sealed class AccountNews : IJournalReader, IAsyncDisposable
{
    /// <summary>Milliseconds for which news is gathered before it is told.</summary>
    public const int GatherMs = 1_000;

    /// <summary>Entries by which the cursor may stay behind while there is no news.</summary>
    public const int CursorEntriesMax = 1_000;

    private const int PauseMs = 1_000;
    private const int ItemsPerReadMax = 10_000;

    private readonly NewsSources _sources;
    private readonly WebhookRing _ring;
    private readonly WebhookOutbox _outbox;
    private readonly WebhookCourier _courier;
    private readonly Channel<NewsItem> _items = Channel.CreateUnbounded<NewsItem>(
        new UnboundedChannelOptions { SingleReader = true });

    private readonly Channel<byte> _wakes = Channel.CreateBounded<byte>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly CancellationTokenSource _stopping = new();
    private long _first;
    private long _read;
    private bool _isStarted;
    private long _cursor;
    private Task _work = Task.CompletedTask;

    public AccountNews(NewsSources sources, WebhookRing ring, WebhookOutbox outbox, WebhookCourier courier)
    {
        (_sources, _ring, _outbox, _courier) = (sources, ring, outbox, courier);
        _cursor = outbox.Cursor;
    }

    /// <summary>The clients that follow accounts.</summary>
    public AccountFeeds Feeds { get; } = new();

    /// <summary>Begins to tell, once the webhooks are known; first what happened since the cursor.</summary>
    public void Start()
    {
        Volatile.Write(ref _isStarted, true);
        _work = Task.Run(WorkAsync);
        _wakes.Writer.TryWrite(0);
    }

    /// <inheritdoc/>
    public void Read(CommittedGroup group, Network network)
    {
        if (_first == 0)
        {
            Volatile.Write(ref _first, group.FirstSequence);
        }

        var hasNews = false;
        if (!Volatile.Read(ref _isStarted) || !_ring.IsEmpty || !Feeds.IsEmpty)
        {
            hasNews = Take(group);
        }

        // Only now: what is up to here is all there.
        Volatile.Write(ref _read, group.LastSequence);
        if (hasNews || group.LastSequence - Volatile.Read(ref _cursor) >= CursorEntriesMax)
        {
            _wakes.Writer.TryWrite(0);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _work;
        _stopping.Dispose();
    }

    private bool Take(CommittedGroup group)
    {
        var hasNews = false;
        foreach (var entry in group.Entries)
        {
            foreach (var happened in entry.Events)
            {
                if (NewsItem.Of(happened, entry.Sequence, entry.At) is { } item)
                {
                    _items.Writer.TryWrite(item);
                    hasNews = true;
                }
            }
        }

        return hasNews;
    }

    private async Task WorkAsync()
    {
        var gathered = new List<NewsItem>();
        try
        {
            await UntilDoneAsync(CatchUpAsync);
            while (await _wakes.Reader.WaitToReadAsync(_stopping.Token))
            {
                _wakes.Reader.TryRead(out _);
                await Task.Delay(GatherMs, _stopping.Token);
                var upTo = Volatile.Read(ref _read);
                Gather(gathered, upTo);
                await UntilDoneAsync(() => TellAsync(gathered, upTo));
                gathered.Clear();
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The manager stops; the next one goes on from the cursor.
        }
    }

    /// <summary>What happened after the cursor and before this manager's first entry.</summary>
    private async Task CatchUpAsync()
    {
        var last = Volatile.Read(ref _first) - 1;
        if (_ring.IsEmpty)
        {
            // Nobody is to be told, so there is no need to read what may be long.
            MoveCursor([], last);
            return;
        }

        while (_cursor < last)
        {
            var (some, upTo) = NextOf(last);
            await TellAsync(some, upTo);
        }

        MoveCursor([], last);
    }

    /// <summary>News of whole entries, not much more than fits; and the entry up to which it is all.</summary>
    private (List<NewsItem> Items, long UpTo) NextOf(long last)
    {
        var items = new List<NewsItem>();
        foreach (var item in new NewsJournal(_sources.Loop).Read(_cursor + 1, last))
        {
            if (items.Count >= ItemsPerReadMax && item.Sequence > items[^1].Sequence)
            {
                return (items, items[^1].Sequence);
            }

            items.Add(item);
        }

        return (items, last);
    }

    private void Gather(List<NewsItem> gathered, long upTo)
    {
        while (_items.Reader.TryPeek(out var item) && item.Sequence <= upTo)
        {
            _items.Reader.TryRead(out item);
            gathered.Add(item);
        }
    }

    private async Task TellAsync(IReadOnlyList<NewsItem> items, long upTo)
    {
        if (items.Count > 0)
        {
            while (!await _sources.Views.WaitForAsync(upTo, _stopping.Token))
            {
                // It waits by itself; nothing is told that the lists do not show.
            }
        }

        var news = _sources.Writer.Write(items, IsHeard);
        List<DeliveryRow> rows = [.. news.SelectMany(told => RowsOf(told.Account, told.News))];
        MoveCursor(rows, upTo);
        foreach (var (account, message) in news)
        {
            Feeds.Publish(account, message);
        }
    }

    private bool IsHeard(AccountId account) => Feeds.IsFollowed(account) || _ring.Of(account).Count > 0;

    private IEnumerable<DeliveryRow> RowsOf(AccountId account, NewsMessage news)
    {
        byte[]? body = null;
        foreach (var webhook in _ring.Of(account).Where(webhook => webhook.Wants(news.Type, news.Sequence)))
        {
            yield return new DeliveryRow
            {
                Id = DeliveryIds.New(),
                Webhook = webhook.Id,
                Type = news.Type,
                Body = body ??= JsonSerializer.SerializeToUtf8Bytes(news, ApiJson.Default.NewsMessage),
                CreatedAtMs = news.Timestamp,
            };
        }
    }

    private void MoveCursor(IReadOnlyList<DeliveryRow> rows, long upTo)
    {
        if (rows.Count == 0 && upTo == _cursor)
        {
            return;
        }

        var lanes = rows.CountBy(row => row.Webhook).ToList();
        lanes.ForEach(lane => _courier.Expect(lane.Key, lane.Value));
        try
        {
            _outbox.Append(rows, upTo);
        }
        catch
        {
            lanes.ForEach(lane => _courier.Expect(lane.Key, -lane.Value));
            throw;
        }

        Volatile.Write(ref _cursor, upTo);
        lanes.ForEach(lane => _courier.Begin(_courier.Expect(lane.Key, 0)));
    }

    private async Task UntilDoneAsync(Func<Task> deed)
    {
        while (true)
        {
            try
            {
                await deed();
                return;
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                WebhookLog.NewsFailed(_sources.Log, error);
                await Task.Delay(PauseMs, _stopping.Token);
            }
        }
    }
}
