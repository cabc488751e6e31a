using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Heliostat.Core;
using Heliostat.Core.Jobs;
using Heliostat.Core.Tasks;
using Heliostat.Manager.Jobs;
using Heliostat.Manager.Loop;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;
using Microsoft.Extensions.Logging;

namespace Heliostat.Manager.Streams;

/// <summary>
/// The TCP ports of the manager that lead to containers, one for each port of each run that runs, so that plain
/// programs reach them. Without a range of ports there are none.
/// </summary>
internal sealed class PortDoors : IJournalReader, IAsyncDisposable
{
    private const int SshPort = 22;
    private const int SshPortOfUsers = 2222;

    private readonly StreamDesk _desk;
    private readonly PortShelf _ports;
    private readonly JobRoster _jobs;
    private readonly DoorPlaces _places;
    private readonly ILogger _log;
    private readonly HashSet<RunId> _asked = [];
    private readonly ConcurrentDictionary<RunId, IReadOnlyList<PortDoor>> _doors = new();
    private readonly Channel<Func<Task>> _orders = Channel.CreateUnbounded<Func<Task>>(
        new UnboundedChannelOptions { SingleReader = true });

    private readonly Task _work;

    public PortDoors(StreamDesk desk, PortShelf ports, JobRoster jobs, DoorPlaces places, ILogger<PortDoors> log)
    {
        (_desk, _ports, _jobs, _places, _log) = (desk, ports, jobs, places, log);
        _work = Task.Run(WorkAsync);
    }

    /// <summary>The name by which the manager is reached; known once it listens.</summary>
    public string Host { get; set; } = "";

    /// <summary>Opens the doors of the runs that are there when the manager starts.</summary>
    public void Fill(Network network)
    {
        if (_places.Book is not { } book)
        {
            return;
        }

        var open = network.Jobs.All.Where(job => job.IsOpen).Select(job => job.Id).ToHashSet();
        _orders.Writer.TryWrite(() =>
        {
            book.ReleaseAllBut(open.Contains);
            return Task.CompletedTask;
        });
        foreach (var job in network.Jobs.All.Where(job => job.Spec.Container is not null))
        {
            foreach (var task in job.Tasks.Values.Where(task => task.State == TaskState.Running))
            {
                Begin(task.RunOf(job.Id), network);
            }
        }
    }

    /// <inheritdoc/>
    public void Read(CommittedGroup group, Network network)
    {
        if (_places.Book is not { } book)
        {
            return;
        }

        foreach (var happened in group.Entries.SelectMany(entry => entry.Events))
        {
            if (happened is RunStarted started)
            {
                Begin(started.Run, network);
            }
            else if (StreamEnds.RunOf(happened) is { } run && !StreamDesk.IsLive(network, run) && _asked.Remove(run))
            {
                _orders.Writer.TryWrite(() => CloseAsync(run));
            }
            else if (EndedJobOf(happened) is { } job && network.Jobs.Find(job) is not { Spec.Container: null })
            {
                _orders.Writer.TryWrite(() =>
                {
                    book.ReleaseAllBut(other => other != job);
                    return Task.CompletedTask;
                });
            }
        }
    }

    /// <summary>Where a run is reached, as the API says it; null where it has no doors.</summary>
    public IReadOnlyList<NodeUrl>? UrlsOf(RunId run) => _doors.TryGetValue(run, out var doors)
        ? [.. doors.Select(door => new NodeUrl(NameOf(door.Inner), Host, door.Port, "tcp"))]
        : null;

    public async ValueTask DisposeAsync()
    {
        _orders.Writer.TryComplete();
        await _work;
        foreach (var run in _doors.Keys)
        {
            await ShutAsync(run);
        }
    }

    private static string NameOf(int port) =>
        port is SshPort or SshPortOfUsers ? "ssh" : FormattableString.Invariant($"{port}");

    private static JobId? EndedJobOf(Event happened) => happened switch
    {
        JobCompleted e => e.Job,
        JobFailed e => e.Job,
        JobCancelled e => e.Job,
        _ => null,
    };

    private void Begin(RunId run, Network network)
    {
        // Frames are many and have no ports.
        if (network.Jobs.Find(run.Job) is { Spec.Container: not null }
            && StreamDesk.IsLive(network, run)
            && _asked.Add(run))
        {
            _orders.Writer.TryWrite(() => OpenAsync(run));
        }
    }

    private async Task WorkAsync()
    {
        await foreach (var order in _orders.Reader.ReadAllAsync())
        {
            try
            {
                await order();
            }
            catch (Exception error)
            {
                StreamsLog.DoorFailed(_log, error);
            }
        }
    }

    private Task OpenAsync(RunId run)
    {
        if (_jobs.Find(run.Job) is not { } job || _ports.Of(job) is not { Ports.Count: > 0 } ports)
        {
            return Task.CompletedTask;
        }

        var doors = new List<PortDoor>();
        foreach (var inner in ports.Ports)
        {
            PortDoor? door = null;
            var aim = new TunnelAim(run, job.Account, inner);
            _places.Book!.Assign(new PortKey(run.Job, run.Task, inner), port =>
                (door = PortDoor.TryOpen(new IPEndPoint(_places.Address, port), _desk, aim, ports)) is not null);
            if (door is null)
            {
                StreamsLog.NoPortFree(_log, inner, run.Job);
            }
            else
            {
                doors.Add(door);
            }
        }

        _doors[run] = doors;
        return Task.CompletedTask;
    }

    private async Task CloseAsync(RunId run)
    {
        var inner = await ShutAsync(run);
        if (_jobs.Find(run.Job) is { Spec.Kind: JobKind.Batch })
        {
            inner.ForEach(port => _places.Book!.Release(new PortKey(run.Job, run.Task, port)));
        }
    }

    private async Task<List<int>> ShutAsync(RunId run)
    {
        if (!_doors.TryRemove(run, out var doors))
        {
            return [];
        }

        foreach (var door in doors)
        {
            await door.DisposeAsync();
        }

        return [.. doors.Select(door => door.Inner)];
    }
}

/// <summary>Where doors may be.</summary>
/// <param name="Address">The address to listen on.</param>
/// <param name="Book">The ports; null where there are to be no doors.</param>
internal sealed record DoorPlaces(IPAddress Address, PortBook? Book);
