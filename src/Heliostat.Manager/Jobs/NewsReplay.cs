using System.Text.Json;
using Heliostat.Core.Journal;
using Heliostat.Manager.Loop;
using Heliostat.Protocol.Api;

namespace Heliostat.Manager.Jobs;

/// <summary>
/// What a client missed of a job since its last event: read from the journal, so a restart loses nothing.
/// </summary>
internal sealed class NewsReplay(ManagerLoop loop, NewsReader reader)
{
    /// <summary>Entries that are read for one client; who missed more is told to read the job again.</summary>
    public const long EntriesMax = 10_000;

    /// <summary>
    /// The events from an entry on, that entry's own among them, for the stream may have broken between two of them.
    /// </summary>
    public async Task<IReadOnlyList<JobEvent>> SinceAsync(JobFacts job, long sequence)
    {
        var head = loop.Head?.Sequence ?? 0;
        if (sequence > head || head - sequence > EntriesMax)
        {
            return [NewsDigest.Resync(head)];
        }

        var digest = await Task.Run(() => Digest(job, sequence, head));
        return await reader.CatchUpAsync(head)
            ? [.. reader.OfUnits(digest, job)]
            : [NewsDigest.Resync(head)];
    }

    private NewsDigest Digest(JobFacts job, long from, long head)
    {
        var digest = new NewsDigest();
        foreach (var stored in loop.Journal.Read(Math.Max(from, 1)))
        {
            if (stored.Sequence > head)
            {
                break;
            }

            var entry = JsonSerializer.Deserialize(stored.Body.Span, JournalJson.Default.JournalEntry)!;
            foreach (var happened in entry.Events)
            {
                if (JobNews.Of(happened, entry.Sequence) is { } news && news.Job == job.Id)
                {
                    digest.Add(news);
                }
            }
        }

        return digest;
    }
}
