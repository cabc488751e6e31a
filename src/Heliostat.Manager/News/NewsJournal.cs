using Heliostat.Manager.Journal;
using Heliostat.Manager.Loop;

namespace Heliostat.Manager.News;

/// <summary>Finds the news in entries that are on the disk already.</summary>
internal sealed class NewsJournal(ManagerLoop loop)
{
    /// <summary>The news of the entries from one to another, both included.</summary>
    public IEnumerable<NewsItem> Read(long from, long to)
    {
        foreach (var stored in loop.Journal.Read(Math.Max(from, 1)))
        {
            if (stored.Sequence > to)
            {
                yield break;
            }

            var entry = EntryDecoder.Decode(stored);
            foreach (var happened in entry.Events)
            {
                if (NewsItem.Of(happened, entry.Sequence, entry.At) is { } item)
                {
                    yield return item;
                }
            }
        }
    }
}
