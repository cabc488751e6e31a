using System.Collections.Concurrent;
using System.Threading.Channels;
using Heliostat.Core;
using Heliostat.Manager.Loop;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Microsoft.Extensions.Logging;

namespace Heliostat.Manager.Jobs;

/// <summary>
/// Tells clients what happens to the jobs that they follow. One reader of the journal serves all of them; what takes
/// time is done on a task of its own.
/// </summary>
internal sealed class Notifier : IJournalReader, IAsyncDisposable
{
    private const int TextCharactersMax = 200;
    private const int ThousandthsMax = 1_000;

    private readonly ManagerLoop _loop;
    private readonly JobRoster _roster;
    private readonly NewsReader _reader;
    private readonly ILogger _log;
    private readonly ConcurrentDictionary<JobId, JobFeed> _feeds = new();
    private readonly Channel<JobNews> _news = Channel.CreateUnbounded<JobNews>(
        new UnboundedChannelOptions { SingleReader = true });

    private readonly Lock _gate = new();
    private readonly Task _work;

    public Notifier(ManagerLoop loop, JobRoster roster, NewsReader reader, ILogger<Notifier> log)
    {
        (_loop, _roster, _reader, _log) = (loop, roster, reader, log);
        _work = Task.Run(WorkAsync);
    }

    /// <summary>Begins to follow a job; every event after this comes.</summary>
    public Subscriber<JobEvent> Subscribe(JobFacts job)
    {
        lock (_gate)
        {
            var subscriber = new Subscriber<JobEvent>(next => NewsDigest.Resync(next.Sequence));
            _feeds.GetOrAdd(job.Id, _ => new JobFeed(job)).Add(subscriber);
            return subscriber;
        }
    }

    public void Unsubscribe(JobId job, Subscriber<JobEvent> subscriber)
    {
        lock (_gate)
        {
            if (!_feeds.TryGetValue(job, out var feed))
            {
                return;
            }

            feed.Remove(subscriber);
            if (feed.IsEmpty)
            {
                _feeds.TryRemove(job, out _);
            }
        }
    }

    /// <inheritdoc/>
    public void Read(CommittedGroup group, Network network)
    {
        if (_feeds.IsEmpty)
        {
            return;
        }

        foreach (var entry in group.Entries)
        {
            foreach (var happened in entry.Events)
            {
                if (JobNews.Of(happened, entry.Sequence) is { } news && _feeds.ContainsKey(news.Job))
                {
                    _news.Writer.TryWrite(news);
                }
            }
        }
    }

    /// <summary>Passes on how far a run is, if someone follows its job and the node has that run.</summary>
    public void OfferProgress(NodeId node, JobProgress said)
    {
        if (_feeds.TryGetValue(said.Run.Job, out var feed) && feed.MayTellProgress(_loop.Now.UnixMs))
        {
            _ = TellProgressAsync(feed, node, said);
        }
    }

    /// <summary>Ends every stream, so that the manager can stop.</summary>
    public void EndAll()
    {
        foreach (var feed in _feeds.Values)
        {
            feed.End();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _news.Writer.TryComplete();
        await _work;
    }

    private static bool IsLive(Network network, NodeId node, RunId run) =>
        network.Jobs.Find(run.Job)?.FindTask(run.Task) is { IsLive: true } task
        && task.Attempt == run.Attempt
        && task.Node == node;

    private async Task TellProgressAsync(JobFeed feed, NodeId node, JobProgress said)
    {
        try
        {
            if (said.Unit < 0 || said.Unit >= feed.Job.Plan.Count
                || !await _loop.AskAsync(network => IsLive(network, node, said.Run)))
            {
                return;
            }

            var text = said.Text is { } words ? words[..Math.Min(words.Length, TextCharactersMax)] : "";
            var progress = new RunProgress(
                node.Value,
                said.Run.Task,
                said.Unit,
                feed.Job.Plan.PlaceOf(said.Unit).Frame,
                Math.Clamp(said.Thousandths, 0, ThousandthsMax),
                text);
            feed.Publish([new JobEvent(0, "progress", null, null, progress)]);
        }
        catch (Exception error)
        {
            JobsLog.ProgressLost(_log, error);
        }
    }

    private async Task WorkAsync()
    {
        while (await _news.Reader.WaitToReadAsync())
        {
            foreach (var (job, digest) in Gather())
            {
                try
                {
                    await TellAsync(job, digest);
                }
                catch (Exception error)
                {
                    JobsLog.NewsLost(_log, job, error);
                    Publish(job, [NewsDigest.Resync(digest.Sequence)]);
                }
            }
        }
    }

    private Dictionary<JobId, NewsDigest> Gather()
    {
        var gathered = new Dictionary<JobId, NewsDigest>();
        while (_news.Reader.TryRead(out var news))
        {
            if (!gathered.TryGetValue(news.Job, out var digest))
            {
                gathered.Add(news.Job, digest = new NewsDigest());
            }

            digest.Add(news);
        }

        return gathered;
    }

    private async Task TellAsync(JobId id, NewsDigest digest)
    {
        if (!_feeds.TryGetValue(id, out var feed) || _roster.Find(id) is not { } job)
        {
            return;
        }

        if (!await _reader.CatchUpAsync(digest.Sequence) || _reader.Find(job) is not { } row)
        {
            feed.Publish([NewsDigest.Resync(digest.Sequence)]);
            return;
        }

        // The views may be ahead. A stream ends with its job, so that is not told before the last unit.
        var isAhead = row.EndedSequence > digest.Sequence;
        var events = _reader.OfUnits(digest, job).ToList();
        if (!isAhead && feed.Told != (row.State, row.IsPaused, row.Limits))
        {
            feed.Told = (row.State, row.IsPaused, row.Limits);
            events.Add(_reader.OfJob(row, digest.Sequence));
        }

        feed.Publish(events);
    }

    private void Publish(JobId job, IReadOnlyList<JobEvent> events)
    {
        if (_feeds.TryGetValue(job, out var feed))
        {
            feed.Publish(events);
        }
    }
}
