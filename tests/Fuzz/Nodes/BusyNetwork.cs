using System.Text.Json;
using Heliostat.Core;
using Heliostat.Core.Journal;
using Heliostat.Core.Tasks;
using Heliostat.Core.Tests;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Fuzz.Nodes;

/// <summary>A network with runs and checks at every stage, ready to be told anything by one of its nodes.</summary>
internal sealed class BusyNetwork
{
    private readonly byte[] _books;

    public BusyNetwork()
    {
        var given = Given.Nodes(3);
        given.Submit(Some.Echo(6));
        given.Submit(Some.Plugin("cpu_benchmark", 8));
        given.Submit(Some.Frames("1-6"));
        given.Place();
        Node = given[0];
        Report(given, Node, 2);
        Report(given, given[1], 2);
        given.Place();
        foreach (var check in given.NodeOf(0).Checks.ToList())
        {
            given.Report(Node, new TilesReady(check, ByVerifier: true, null));
        }

        Session = given.NodeOf(0).Session!.Value;
        Runs = [.. given.Network.Nodes.All.SelectMany(node => node.Runs)];
        Checks = [.. given.Network.Nodes.All.SelectMany(node => node.Checks)];
        At = given.Now;
        _books = JsonSerializer.SerializeToUtf8Bytes(given.Network.ToState(), JournalJson.Default.NetworkState);
        Assert.NotEmpty(Runs);
        Assert.NotEmpty(Checks);
    }

    /// <summary>The node that speaks.</summary>
    public NodeId Node { get; }

    public Guid Session { get; }

    public Instant At { get; }

    public IReadOnlyList<RunId> Runs { get; }

    public IReadOnlyList<CheckId> Checks { get; }

    /// <summary>Its books, as they were before anything was said.</summary>
    public Network Open() =>
        Network.FromState(JsonSerializer.Deserialize(_books, JournalJson.Default.NetworkState)!);

    /// <summary>Messages that its nodes could say.</summary>
    public IReadOnlyList<NodeMessage> Messages()
    {
        var messages = new List<NodeMessage>
        {
            new NodeHello(Some.Facts, [.. Runs.Take(2)], [.. Checks.Take(1)]),
            new NodeHello(
                Some.Facts with { Gpus = [Some.Gpu, Some.Gpu], GpuTrouble = "GPU 1 is lost", DiskFreeBytes = 1 },
                [],
                []),
            new HardwareReport
            {
                Cpus = [new CpuFact("a CPU", 2, 4, "x64", 2_400, "a board", ["avx2"])],
                CpuLoadPercents = [1, 100],
                Drives = [new SpaceState("work", 100, 50)],
                Gpus = [new GpuState { Index = 0, Name = "NVIDIA L4", VramBytes = 1 }],
            },
            new HeartbeatPing(),
            new JobProgress(Runs[0], 0, 500, "half of it"),
        };
        foreach (var run in Runs)
        {
            messages.Add(new JobStatus(run, JobStatus.Running));
            messages.Add(Some.Result(run, run.Task));
            messages.Add(Some.Result(run) with { Result = JsonElement.Parse("""{"primes":[2,3,5]}""") });
            messages.Add(new JobFailure(run, new RunFailure("crashed", FaultSide.Unknown, "It fell over.")));
        }

        foreach (var check in Checks)
        {
            messages.Add(new CheckResult(check, [], Some.Payload, 10));
            messages.Add(new CheckResult(check, [.. Enumerable.Repeat(Some.Payload, 16)], null, 10));
            messages.Add(new FileResult(check, true, "equal", null, ["all-black"]));
            messages.Add(new CheckFailure(check, new RunFailure("crashed", FaultSide.Node, "")));
            messages.Add(new TilesReady(check, ByVerifier: false, Some.File));
        }

        return messages;
    }

    private static void Report(Given given, NodeId node, int count)
    {
        var runs = given.Network.Nodes.Find(node)!.Runs.Where(run => IsChecked(given, run)).Take(count).ToList();
        foreach (var run in runs)
        {
            given.Report(node, new JobStatus(run, JobStatus.Running));
            var task = given.Network.Jobs.Find(run.Job)!.FindTask(run.Task)!;
            given.Report(node, Some.Result(run, task.First));
        }
    }

    private static bool IsChecked(Given given, RunId run) =>
        given.Network.Jobs.Find(run.Job) is { } job
        && job.CheckedBy(job.StepOf(job.FindTask(run.Task))) is CheckMethod.Recompute or CheckMethod.Tiles;
}
