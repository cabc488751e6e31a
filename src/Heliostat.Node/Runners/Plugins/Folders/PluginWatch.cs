using Heliostat.Protocol.Nodes;
using Microsoft.Extensions.Logging;

namespace Heliostat.Node.Runners.Plugins.Folders;

/// <summary>
/// Looks at the operator's plugins when something changes there, and every few seconds. What was added, changed or
/// removed holds for runs that come after; when the node can run other types of job than its hello said, it asks for a
/// new session, whose hello says so.
/// </summary>
internal sealed class PluginWatch
{
    private const int PeriodSeconds = 5;

    // A folder that is just being copied is left alone until it has been the same for so long.
    private const int SettleMilliseconds = 300;
    private const int SettleLooksMax = 20;

    // So that a plugin which comes and goes does not keep the node from its work.
    private const int RenewSecondsMin = 5;

    private readonly string _root;
    private readonly PluginWorkshop _workshop;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private IReadOnlyList<PluginFolder> _folders = [];

    /// <summary>Takes a first look.</summary>
    /// <param name="root">The folder of plugins, which need not be there.</param>
    /// <param name="workshop">What runs them.</param>
    /// <param name="surroundings">The clock and the log.</param>
    public PluginWatch(string root, PluginWorkshop workshop, NodeSurroundings surroundings)
    {
        (_root, _workshop, _time) = (root, workshop, surroundings.Time);
        _log = surroundings.Logs.CreateLogger("Heliostat.Node.Plugins");
        Take(Look());
    }

    /// <summary>What the next hello says: the facts given, with the types of job that the folders run.</summary>
    public NodeFacts In(NodeFacts facts) => facts with
    {
        Capabilities = [.. facts.Capabilities.Union(JobTypes()).Take(NodeFacts.CapabilitiesMax)],
    };

    /// <summary>Watches until cancelled.</summary>
    /// <param name="renew">Asks for a new session, for the reason given.</param>
    /// <param name="stopping">Ends it.</param>
    public async Task RunAsync(Action<string> renew, CancellationToken stopping)
    {
        using var alarm = new FolderAlarm(_root, _log);
        try
        {
            while (true)
            {
                await alarm.WaitAsync(TimeSpan.FromSeconds(PeriodSeconds), _time, stopping).ConfigureAwait(false);
                var before = JobTypes();
                if (IsAsBefore(Look()))
                {
                    continue;
                }

                Take(await SettledAsync(stopping).ConfigureAwait(false));
                if (!before.SequenceEqual(JobTypes()))
                {
                    renew("The node's plugins are not as its hello said.");
                    await Task.Delay(TimeSpan.FromSeconds(RenewSecondsMin), _time, stopping).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // It was asked to stop.
        }
    }

    private List<string> JobTypes() =>
        [.. Volatile.Read(ref _folders).Where(folder => folder.IsUsed).Select(folder => folder.Program!.JobType)];

    private IReadOnlyList<PluginFolder> Look()
    {
        try
        {
            return PluginFolders.Look(_root, _workshop.Limits, _workshop.Own.Owners);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            PluginLog.Unreadable(_log, _root, error.Message);
            return _folders;
        }
    }

    private async Task<IReadOnlyList<PluginFolder>> SettledAsync(CancellationToken stopping)
    {
        var last = Look();
        for (var look = 1; look < SettleLooksMax; look++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(SettleMilliseconds), _time, stopping).ConfigureAwait(false);
            var now = Look();
            if (AreAlike(last, now))
            {
                return now;
            }

            last = now;
        }

        return last;
    }

    private bool IsAsBefore(IReadOnlyList<PluginFolder> now) => AreAlike(_folders, now);

    private static bool AreAlike(IReadOnlyList<PluginFolder> some, IReadOnlyList<PluginFolder> others) =>
        some.Count == others.Count && some.Zip(others, (one, other) => one.IsAs(other)).All(alike => alike);

    private void Take(IReadOnlyList<PluginFolder> now)
    {
        foreach (var folder in now.Where(folder => !_folders.Any(folder.IsAs)))
        {
            Say(folder);
        }

        foreach (var folder in _folders.Where(folder => now.All(other => other.Path != folder.Path)))
        {
            PluginLog.Gone(_log, folder.Name);
        }

        _workshop.Take(now);
        Volatile.Write(ref _folders, now);
    }

    private void Say(PluginFolder folder)
    {
        if (folder.IsUsed)
        {
            PluginLog.Used(_log, folder.Name, folder.Program!.JobType, folder.Manifest!.Version);
        }

        foreach (var fault in folder.Faults)
        {
            PluginLog.Unused(_log, folder.Name, fault.Field, fault.Reason);
        }
    }
}
