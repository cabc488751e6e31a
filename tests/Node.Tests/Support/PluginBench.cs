using System.Text.Json;
using Heliostat.Node.Link;
using Heliostat.Node.Registering;
using Heliostat.Node.Runners.Plugins;
using Heliostat.Node.Working;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Tests.Support;

/// <summary>A plugin lane with real processes, and what it reported.</summary>
internal sealed class PluginBench : IAsyncDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly Outbox _outbox = new();
    private readonly List<NodeMessage> _reports = [];

    public PluginBench(
        PluginLimits? limits = null, string? script = null, bool isBoxed = true, string? scratchFolder = null)
    {
        CustomPlugin[] customs = script is null ? [] : [new CustomPlugin("custom", [Python, "-u", "-c", script])];
        Workshop = new PluginWorkshop(
            PluginCatalogue.Create(customs), limits ?? new PluginLimits(), isBoxed, false)
        {
            ScratchFolder = scratchFolder ?? Path.GetTempPath(),
        };
        var surroundings = new NodeSurroundings(TimeProvider.System, Log, NodeSurroundings.CreateHttp());
        Lane = new PluginLane(new WorkPorts(_outbox, surroundings), Workshop);
        var hello = new NodeHello(new NodeFacts("t", [], NodeDuties.Both, "c", 1, 1, 0, 1), [], []);
        _outbox.Open(hello, () => { });
        _outbox.TakeReports(1, int.MaxValue);
    }

    public static JobId Job { get; } = new(Guid.NewGuid());

    public LogLines Log { get; } = new();

    /// <summary>What it said of runs that take a second; on a busy machine that may be any.</summary>
    public List<JobStatus> SaidToRun { get; } = [];

    public PluginLane Lane { get; }

    public PluginWorkshop Workshop { get; }

    public static JsonElement Json(string text) => JsonElement.Parse(text);

    public static RunId Run(int task) => new(Job, task, 1);

    public void Start(int task, string payload, string type = "custom", int units = 1, long timeoutMs = 0) =>
        Lane.Start(new JobDispatch(
            Run(task), type, [.. Enumerable.Range(0, units)], timeoutMs, Json(payload), null, 0));

    /// <summary>The next reports of how runs and checks ended; fails when they do not come.</summary>
    public async Task<List<NodeMessage>> ReadAsync(int count)
    {
        await Wait.UntilAsync(
            () => Take() >= count, $"{count} reports; there are {_reports.Count}: {string.Join(' ', _reports)}");
        var taken = _reports.Take(count).ToList();
        _reports.RemoveRange(0, count);
        return taken;
    }

    public async Task<JobFailure> ReadFailureAsync() => Assert.IsType<JobFailure>(Assert.Single(await ReadAsync(1)));

    public async Task<JobResult> ReadResultAsync() => Assert.IsType<JobResult>(Assert.Single(await ReadAsync(1)));

    /// <summary>Waits until it said how far a run is.</summary>
    public async Task<JobProgress> ReadProgressAsync()
    {
        JobProgress? said = null;
        await Wait.UntilAsync(
            () => (said ??= _outbox.TakeRemarks(1_000).OfType<JobProgress>().FirstOrDefault()) is not null,
            "progress");
        return said!;
    }

    /// <summary>Nothing more was reported.</summary>
    public void AssertSilent() => Assert.Equal(0, Take());

    public ValueTask DisposeAsync() => Lane.DisposeAsync();

    private int Take()
    {
        while (_outbox.TakeReports(1_000, int.MaxValue) is { } envelope)
        {
            SaidToRun.AddRange(envelope.Messages.OfType<JobStatus>());
            _reports.AddRange(envelope.Messages.Where(message => message is not JobStatus));
            _outbox.Settle(envelope.Counter);
        }

        return _reports.Count;
    }
}
