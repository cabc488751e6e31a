using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Heliostat.Client.Calls;
using Heliostat.Protocol.Api;

namespace Heliostat.Client.Events;

/// <summary>
/// Follows one job to its end. The stream brings news at once; a look at the job now and then makes sure that no one
/// waits for ever for an event that never came.
/// </summary>
internal sealed class JobWatch
{
    /// <summary>Seconds between two looks at the job.</summary>
    public const int LookSeconds = 10;

    private const string JobEventKind = "job";
    private const int QueueLength = 1_024;

    private readonly JobCalls _jobs;
    private readonly JobEventStream _stream;
    private readonly Channel<JobEvent> _events = Channel.CreateBounded<JobEvent>(QueueLength);

    public JobWatch(JobCalls jobs, JobEventStream stream)
    {
        _jobs = jobs;
        _stream = stream;
    }

    public async IAsyncEnumerable<JobEvent> FollowAsync(
        Guid job, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var first = await LookAsync(job, cancellation);
        yield return first;
        if (JobStatuses.HasEnded(first.Job!.Status))
        {
            yield break;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var pumps = Task.WhenAll(
            PumpAsync(ReadStreamAsync, stop.Token), PumpAsync(s => LookOnAsync(job, s), stop.Token));
        try
        {
            await foreach (var item in _events.Reader.ReadAllAsync(cancellation))
            {
                yield return item;
                if (item.Job is { } seen && JobStatuses.HasEnded(seen.Status))
                {
                    break;
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            await pumps;
        }
    }

    private async Task ReadStreamAsync(CancellationToken stop)
    {
        await foreach (var item in _stream.ReadAsync(stop))
        {
            await _events.Writer.WriteAsync(item, stop);
        }
    }

    private async Task LookOnAsync(Guid job, CancellationToken stop)
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromSeconds(LookSeconds), stop);
            try
            {
                await _events.Writer.WriteAsync(await LookAsync(job, stop), stop);
            }
            catch (HeliostatException cause) when (!cause.IsRefusal)
            {
                // The stream notices too that the manager is away, and decides for how long we bear it.
            }
        }
    }

    private async Task<JobEvent> LookAsync(Guid job, CancellationToken stop) =>
        new(0, JobEventKind, await _jobs.GetAsync(job, stop), null, null);

    // What ends a pump reaches the reader as the channel's end; being stopped is no failure.
    private async Task PumpAsync(Func<CancellationToken, Task> pump, CancellationToken stop)
    {
        try
        {
            await pump(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            _events.Writer.TryComplete();
        }
        catch (Exception cause)
        {
            _events.Writer.TryComplete(cause);
        }
    }
}
