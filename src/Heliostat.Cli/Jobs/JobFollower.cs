using Heliostat.Cli.Running;
using Heliostat.Client;
using Heliostat.Client.Frames;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Cli.Jobs;

/// <summary>Follows a job to its end: shows how far it is and brings frames as they are accepted.</summary>
internal sealed class JobFollower
{
    private const string AcceptedStatus = "ACCEPTED";
    private const string ResyncKind = "resync";

    private readonly HeliostatClient _client;
    private readonly Terminal _terminal;

    public JobFollower(HeliostatClient client, Terminal terminal)
    {
        _client = client;
        _terminal = terminal;
    }

    /// <summary>Called with each event, after it was shown.</summary>
    public event Action<JobEvent>? Seen;

    /// <summary>Names of nodes, for those who show progress.</summary>
    public IReadOnlyDictionary<Guid, string> Names { get; init; } = new Dictionary<Guid, string>();

    /// <summary>True to follow a PERSISTENT job, which ends when it is stopped, only until it runs.</summary>
    public bool UntilItRuns { get; init; }

    /// <summary>Follows a job; frames go to <paramref name="folder"/> unless it is null.</summary>
    public async Task<JobResource> FollowAsync(Guid id, string? folder, CancellationToken cancellation)
    {
        var job = await _client.Jobs.GetAsync(id, cancellation);
        return await JobDisplay.RunAsync(_terminal, job, display => FollowAsync(job, folder, display, cancellation));
    }

    private async Task<JobResource> FollowAsync(
        JobResource job, string? folder, JobDisplay display, CancellationToken cancellation)
    {
        foreach (var (node, name) in Names)
        {
            display.Name(node, name);
        }

        using var ended = new CancellationTokenSource();
        using var download = folder is null ? null : FrameDownload.Of(_client, job, folder);
        download?.Saved += display.ShowSaved;
        var bringing = download?.FollowAsync(ended.Token, cancellation) ?? Task.CompletedTask;
        try
        {
            await foreach (var item in _client.Jobs.WatchAsync(job.Uuid, cancellation))
            {
                job = item.Job ?? job;
                display.Show(item);
                Seen?.Invoke(item);
                if (item is { Unit.Status: AcceptedStatus } or { Kind: ResyncKind })
                {
                    download?.Wake();
                }

                if (UntilItRuns && job is { Task: JobKind.Persistent, Status: JobStatuses.Running })
                {
                    break;
                }
            }
        }
        finally
        {
            await ended.CancelAsync();
            await bringing;
        }

        return job;
    }
}
