using System.Collections.Immutable;
using Heliostat.Core.Jobs;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Manager.Jobs;

/// <summary>The clients that follow one job.</summary>
internal sealed class JobFeed(JobFacts job)
{
    /// <summary>Milliseconds between two words of progress: four a second.</summary>
    public const long ProgressMsMin = 250;

    private ImmutableList<Subscriber<JobEvent>> _subscribers = [];
    private long _progressFromMs;

    public JobFacts Job => job;

    /// <summary>Where the job stood when the clients were told last.</summary>
    public (JobState State, bool IsPaused, JobLimits Limits)? Told { get; set; }

    public bool IsEmpty => _subscribers.IsEmpty;

    public void Add(Subscriber<JobEvent> subscriber) =>
        ImmutableInterlocked.Update(ref _subscribers, list => list.Add(subscriber));

    public void Remove(Subscriber<JobEvent> subscriber) =>
        ImmutableInterlocked.Update(ref _subscribers, list => list.Remove(subscriber));

    public void Publish(IReadOnlyList<JobEvent> events)
    {
        foreach (var subscriber in _subscribers)
        {
            subscriber.Publish(events);
        }
    }

    public void End() => _subscribers.ForEach(subscriber => subscriber.End());

    /// <summary>Whether a word of progress may go out now; only one of those that ask at once may.</summary>
    public bool MayTellProgress(long nowMs)
    {
        var from = Interlocked.Read(ref _progressFromMs);
        return nowMs >= from
            && Interlocked.CompareExchange(ref _progressFromMs, nowMs + ProgressMsMin, from) == from;
    }
}
