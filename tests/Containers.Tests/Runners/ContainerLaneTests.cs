using Heliostat.Containers.Tests.Support;
using Heliostat.Node.Engines;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Containers.Tests.Runners;

/// <summary>A whole agent that runs containers on real engines, from their dispatch to their report.</summary>
public sealed class ContainerLaneTests(EngineRoom room)
{
    [Theory]
    [InlineData(nameof(EngineKind.Docker))]
    [InlineData(nameof(EngineKind.Podman))]
    public async Task A_run_reads_its_input_and_hands_over_its_output(string kind)
    {
        var engine = await room.EngineAsync(Enum.Parse<EngineKind>(kind));
        await using var registry = await PrivateRegistry.StartAsync(engine, withLogin: false);
        var image = await registry.FillAsync(engine, "work", 1000);
        await using var agent = await ContainerAgent.StartAsync(engine);
        Assert.Contains(NodeCapability.Docker, agent.Hello.Facts.Capabilities);
        var input = Dispatched.PutFolder(
            agent.Store,
            ("bin/tool", "#!/bin/sh\necho tool $HELIOSTAT_INDEX $HELIOSTAT_SSH_KEY $GREETING\n", true),
            ("data", "some data", false));
        var order = Dispatched.Script(image, """
            echo début; echo later >&2
            mkdir /output/deep
            /input/bin/tool > /output/deep/told || exit 1
            cat /input/data > /output/copy || exit 2
            cp /input/bin/tool /output/tool || exit 3
            (echo x > /input/new) 2>/dev/null && exit 4
            (echo x > /new) 2>/dev/null && exit 5
            echo x > /tmp/scratch || exit 6
            [ $(id -u) != 0 ] || exit 7
            """).With(wanted => wanted with
        {
            Input = input,
            Sshkey = "ssh-ed25519 key",
            Env = new Dictionary<string, string> { ["PATH"] = "/bin", ["GREETING"] = "hello" },
        });

        await agent.DispatchAsync(order with { Units = [3] });
        Assert.Equal(JobStatus.Running, (await agent.ReadAsync<JobStatus>()).Status);
        var end = (await agent.EndsAsync(1))[order.Run];

        var result = Assert.IsType<JobResult>(end);
        Assert.Equal((3, """{"exit_code":0}"""), (result.Unit, result.Result!.Value.GetRawText()));
        var files = Dispatched.Files(agent.Store, result);
        Assert.Equal(["copy", "deep/told", "tool"], files.Keys.Order());
        Assert.Equal(("some data", false), files["copy"]);
        Assert.Equal(("tool 3 ssh-ed25519 key hello\n", false), files["deep/told"]);
        Assert.True(files["tool"].Executable);
        await agent.PrintedAsync(order.Run, "later\n");
        await agent.PrintedAsync(order.Run, "début\n");
        await agent.NothingLeftAsync();
    }

    [Fact]
    public async Task Each_bad_end_has_a_reason_and_a_side()
    {
        var engine = await room.EngineAsync(EngineKind.Docker);
        await using var registry = await PrivateRegistry.StartAsync(engine, withLogin: false);
        var image = await registry.FillAsync(engine, "ends", 1000);
        await using var agent = await ContainerAgent.StartAsync(engine);
        (JobDispatch Order, string Reason)[] runs =
        [
            (Dispatched.Script(image, "exit 7"), FailureReasons.Exited),
            (Dispatched.Command(image, "no-such-program"), FailureReasons.Exited),
            (Dispatched.Script(image, "sh -c 'kill -11 $$'; exit $?"), FailureReasons.Crashed),
            (Dispatched.Script(image, "busybox tail -c 500000000 /dev/zero"), FailureReasons.OutOfMemory),
            (Dispatched.Script(image, "sleep 600") with { TimeoutMs = 1500 }, FailureReasons.TimedOut),
            (Dispatched.Script(image, "exit 0").Persistent(), FailureReasons.Exited),
        ];

        await agent.DispatchAsync([.. runs.Select(run => run.Order)]);
        var ends = await agent.EndsAsync(runs.Length);

        foreach (var (order, reason) in runs)
        {
            var failure = Assert.IsType<JobFailure>(ends[order.Run]).Failure;
            Assert.Equal(FaultSide.Job, failure.Side);
            var isUntold = engine.Client.Description.ControlGroupVersion == 1 && IsUntoldMemory(reason, failure);
            Assert.True(failure.Reason == reason || isUntold, $"{reason}, not {failure}");
        }

        Assert.Contains("exit code 7", ((JobFailure)ends[runs[0].Order.Run]).Failure.Detail);
        await agent.NothingLeftAsync();
    }

    [Fact]
    public async Task What_is_no_plain_file_is_not_handed_over()
    {
        var engine = await room.EngineAsync(EngineKind.Docker);
        await using var registry = await PrivateRegistry.StartAsync(engine, withLogin: false);
        var image = await registry.FillAsync(engine, "outputs", 1000);
        await using var agent = await ContainerAgent.StartAsync(engine);
        const string Count = "i=0; while [ $i -le 10000 ]; do : > /output/$i; i=$((i+1)); done";
        JobDispatch[] runs =
        [
            Dispatched.Script(image, "busybox ln -s /etc/shadow /output/secrets"),
            Dispatched.Script(image, "mkdir /output/a; busybox ln -s .. /output/a/up"),
            Dispatched.Script(image, "busybox mkfifo /output/pipe"),
            Dispatched.Script(image, "dd if=/dev/zero of=/output/holes bs=1 count=1 seek=100000000000"),
            WithDisk(Dispatched.Script(image, Count), 256L << 20),
        ];
        var full = Dispatched.Script(
            image, "i=0; while [ $i -lt 1000000 ]; do : > /output/$i || exit 9; i=$((i+1)); done");

        await agent.DispatchAsync([.. runs, full]);
        var ends = await agent.EndsAsync(runs.Length + 1);

        foreach (var run in runs)
        {
            var failure = Assert.IsType<JobFailure>(ends[run.Run]).Failure;
            Assert.Equal((FailureReasons.OutputInvalid, FaultSide.Job), (failure.Reason, failure.Side));
        }

        // A million files find no room on the run's own disk, and the program is told so.
        Assert.Contains("exit code", Assert.IsType<JobFailure>(ends[full.Run]).Failure.Detail);
        await agent.NothingLeftAsync();
    }

    // On control groups of version 1 the system can remove a group before the engine has read why something in it died.
    private static bool IsUntoldMemory(string reason, RunFailure failure) =>
        reason == FailureReasons.OutOfMemory
        && failure.Reason == FailureReasons.Crashed
        && failure.Detail.Contains("program: 9.", StringComparison.Ordinal);

    [Fact]
    public async Task A_flood_of_output_is_cut_and_says_so()
    {
        var engine = await room.EngineAsync(EngineKind.Docker);
        await using var registry = await PrivateRegistry.StartAsync(engine, withLogin: false);
        var image = await registry.FillAsync(engine, "flood", 1000);
        await using var agent = await ContainerAgent.StartAsync(engine);
        var order = Dispatched.Script(image, "yes 0123456789012345678901234567890123456789 | head -c 12000000");

        await agent.DispatchAsync(order);
        var result = Assert.IsType<JobResult>((await agent.EndsAsync(1))[order.Run]);

        Assert.Null(result.File);
        Assert.Equal(Protocol.Values.ContentHash.Of([]), result.Commitment);
        await agent.PrintedAsync(order.Run, "[heliostat: ");
        Assert.InRange(agent.TextOf(order.Run).Length, 1 << 20, (10 << 20) + 200);
        await agent.NothingLeftAsync();
    }

    [Theory]
    [InlineData(nameof(EngineKind.Docker))]
    [InlineData(nameof(EngineKind.Podman))]
    public async Task What_is_cancelled_ends_in_peace_and_leaves_nothing(string kind)
    {
        var engine = await room.EngineAsync(Enum.Parse<EngineKind>(kind));
        await using var registry = await PrivateRegistry.StartAsync(engine, withLogin: false);
        var image = await registry.FillAsync(engine, "cancel", 1000);
        await using var agent = await ContainerAgent.StartAsync(engine);
        var order = Dispatched.Script(
            image, "trap 'echo bye; exit 0' TERM; ip route; echo here; while :; do sleep 0.1; done")
            .With(wanted => wanted with { Network = ContainerNetwork.Egress });

        await agent.DispatchAsync(order);
        _ = await agent.ReadAsync<JobStatus>();
        await agent.PrintedAsync(order.Run, "here");
        Assert.Contains("default via", agent.TextOf(order.Run));
        await agent.CancelAsync(order.Run);

        await agent.NothingLeftAsync();
    }

    [Fact]
    public async Task The_files_of_an_image_are_seen_and_cannot_be_changed()
    {
        var engine = await room.EngineAsync(EngineKind.Docker);
        await using var registry = await PrivateRegistry.StartAsync(engine, withLogin: false);
        var image = await registry.FillAsync(engine, "program", 1000);
        var data = await registry.FillAsync(engine, "data", 54_321);
        await using var agent = await ContainerAgent.StartAsync(engine);
        var order = Dispatched.Script(image, """
            wc -c < /data/chance > /output/size || exit 1
            /data/bin/echo run >> /output/size || exit 2
            (echo x > /data/new) 2>/dev/null && exit 3
            exit 0
            """).With(wanted => wanted with
        {
            Volumes = [new VolumeParameters { Image = data.Name, Tag = data.Version, Mount = "/data" }],
        });

        await agent.DispatchAsync(order, order with { Run = Some.Run() });
        var ends = await agent.EndsAsync(2);

        foreach (var end in ends.Values)
        {
            var files = Dispatched.Files(agent.Store, Assert.IsType<JobResult>(end));
            Assert.Equal("54321\nrun\n", files["size"].Text);
        }

        await agent.NothingLeftAsync();
    }

    private static JobDispatch WithDisk(JobDispatch order, long bytes) =>
        order with { Container = order.Container! with { DiskBytes = bytes } };
}
