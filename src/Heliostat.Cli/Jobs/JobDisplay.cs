using System.Diagnostics;
using Heliostat.Cli.Running;
using Heliostat.Client.Frames;
using Heliostat.Protocol.Api;
using Spectre.Console;

namespace Heliostat.Cli.Jobs;

/// <summary>Shows how far a job is: bars on a terminal, a line now and then elsewhere, nothing with --quiet.</summary>
internal sealed class JobDisplay
{
    /// <summary>Seconds between two lines where there are no bars.</summary>
    public const int LineSeconds = 2;

    /// <summary>Nodes that have a bar of their own.</summary>
    public const int NodeBarsMax = 8;

    private readonly Lock _lock = new();
    private readonly Terminal _terminal;
    private readonly ProgressContext? _bars;
    private readonly ProgressTask? _whole;
    private readonly Dictionary<Guid, ProgressTask> _nodes = [];
    private readonly Dictionary<Guid, string> _names = [];
    private readonly string _noun;
    private UnitCounts _counts;
    private string _status;
    private int _saved;
    private string _lastLine = "";
    private long _lastLineAt;

    private JobDisplay(Terminal terminal, JobResource job, ProgressContext? bars)
    {
        _terminal = terminal;
        _bars = bars;
        _noun = JobTables.NounOf(job);
        _counts = job.Units;
        _status = job.Status;
        _whole = bars?.AddTask(Markup.Escape(Summary()), maxValue: Math.Max(1, job.Units.Total));
    }

    /// <summary>Does something while the job is shown.</summary>
    public static async Task<T> RunAsync<T>(Terminal terminal, JobResource job, Func<JobDisplay, Task<T>> work)
    {
        if (!terminal.ShowsBars)
        {
            return await work(new JobDisplay(terminal, job, null));
        }

        return await terminal.Error.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new ElapsedTimeColumn())
            .StartAsync(bars => work(new JobDisplay(terminal, job, bars)));
    }

    /// <summary>Tells the name of a node, so that its bar can bear it.</summary>
    public void Name(Guid node, string name)
    {
        lock (_lock)
        {
            _names[node] = name;
        }
    }

    /// <summary>Takes an event in.</summary>
    public void Show(JobEvent item)
    {
        lock (_lock)
        {
            Count(item);
            if (item.Progress is { } progress)
            {
                ShowNode(progress);
            }

            Refresh();
        }
    }

    /// <summary>Takes in that a frame was saved.</summary>
    public void ShowSaved(SavedFrame frame)
    {
        lock (_lock)
        {
            _saved++;
            _terminal.Detail($"Saved {frame.Path}");
            Refresh();
        }
    }

    private void Count(JobEvent item)
    {
        _counts = item.Job?.Units ?? _counts;
        _status = item.Job?.Status ?? _status;
        if (item.Unit is not { } unit)
        {
            return;
        }

        _names[unit.NodeUuid] = unit.NodeName ?? _names.GetValueOrDefault(unit.NodeUuid, ShortName(unit.NodeUuid));
        _counts = unit.Status switch
        {
            "ACCEPTED" => _counts with { Accepted = Math.Min(_counts.Total, _counts.Accepted + 1) },
            "REJECTED" => _counts with { Rejected = _counts.Rejected + 1 },
            _ => _counts,
        };
    }

    private void ShowNode(RunProgress progress)
    {
        if (_bars is null)
        {
            return;
        }

        if (!_nodes.TryGetValue(progress.NodeUuid, out var bar))
        {
            if (_nodes.Count == NodeBarsMax)
            {
                return;
            }

            bar = _bars.AddTask(ShortName(progress.NodeUuid), maxValue: 1_000);
            _nodes.Add(progress.NodeUuid, bar);
        }

        var name = _names.GetValueOrDefault(progress.NodeUuid, ShortName(progress.NodeUuid));
        bar.Description = Markup.Escape($"  {name}: {_noun} {progress.Frame ?? progress.Unit}");
        bar.Value = progress.Thousandths;
    }

    private static string ShortName(Guid node) => node.ToString()[..8];

    private void Refresh()
    {
        if (_whole is not null)
        {
            _whole.Description = Markup.Escape(Summary());
            _whole.Value = _counts.Accepted;
            return;
        }

        var line = Summary();
        var isDone = _counts.Accepted == _counts.Total;
        if (line == _lastLine || (!isDone && Stopwatch.GetElapsedTime(_lastLineAt).TotalSeconds < LineSeconds))
        {
            return;
        }

        _lastLine = line;
        _lastLineAt = Stopwatch.GetTimestamp();
        _terminal.Say(line);
    }

    private string Summary()
    {
        var saved = _saved == 0 ? "" : $", {_saved} saved";
        var rejected = _counts.Rejected == 0 ? "" : $", {_counts.Rejected} rejected";
        return $"{_status}: {_counts.Accepted} of {Words.Count(_counts.Total, _noun)} accepted{rejected}{saved}";
    }
}
