using System.Collections.Concurrent;
using System.Collections.Immutable;
using Heliostat.Manager.Jobs;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Webhooks;

namespace Heliostat.Manager.News;

/// <summary>The clients that follow the news of accounts.</summary>
internal sealed class AccountFeeds
{
    /// <summary>The type of the word that news was dropped: read what you follow again.</summary>
    public const string ResyncType = "resync";

    private readonly ConcurrentDictionary<AccountId, ImmutableList<Subscriber<NewsMessage>>> _feeds = new();

    public bool IsEmpty => _feeds.IsEmpty;

    public static NewsMessage Resync(long sequence) => new(ResyncType, 0, sequence, new NewsContent());

    public bool IsFollowed(AccountId account) => _feeds.ContainsKey(account);

    /// <summary>Begins to follow an account; all news after this comes.</summary>
    public Subscriber<NewsMessage> Subscribe(AccountId account)
    {
        var subscriber = new Subscriber<NewsMessage>(news => Resync(news.Sequence));
        _feeds.AddOrUpdate(account, _ => [subscriber], (_, list) => list.Add(subscriber));
        return subscriber;
    }

    public void Unsubscribe(AccountId account, Subscriber<NewsMessage> subscriber)
    {
        var left = _feeds.AddOrUpdate(account, _ => [], (_, list) => list.Remove(subscriber));
        if (left.IsEmpty)
        {
            // Only while it is still empty: somebody may have begun to follow meanwhile.
            _feeds.TryRemove(new(account, left));
        }
    }

    public void Publish(AccountId account, NewsMessage news)
    {
        if (_feeds.TryGetValue(account, out var subscribers))
        {
            subscribers.ForEach(subscriber => subscriber.Publish([news]));
        }
    }

    /// <summary>Ends every stream, so that the manager can stop.</summary>
    public void EndAll()
    {
        foreach (var subscriber in _feeds.Values.SelectMany(list => list))
        {
            subscriber.End();
        }
    }
}
