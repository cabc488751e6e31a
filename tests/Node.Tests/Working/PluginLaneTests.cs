using System.Diagnostics;
using Heliostat.Node.Runners.Plugins;
using Heliostat.Node.Tests.Support;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Tests.Working;

/// <summary>Real plugin processes in real boxes, with limits set low.</summary>
public sealed class PluginLaneTests
{
    // Answers in order; {"do":…} asks it to misbehave.
    private const string Script = """
        import sys, json, os, time
        for line in sys.stdin:
            m = json.loads(line); p = m["payload"]; do = p.get("do")
            if do == "hang": time.sleep(600)
            if do == "spin":
                while True: pass
            if do == "eat": x = bytearray(1 << 30); x[::4096] = b"x" * len(x[::4096])
            if do == "die": os._exit(3)
            if do == "babble": print("not json", flush=True)
            r = {"pid": os.getpid(), "n": p.get("n"), "env": dict(os.environ)} if do == "tell" else {"n": p.get("n")}
            print(json.dumps({"id": m["id"], "result": r}), flush=True)
        """;

    [Fact]
    public async Task Echo_gives_back_its_payload_under_the_same_hash()
    {
        await using var bench = new PluginBench();

        bench.Start(1, """{"b": [1, "ü"],  "a": null}""", "echo", units: 3);

        var results = (await bench.ReadAsync(3)).Cast<JobResult>().ToList();
        Assert.Equal([0, 1, 2], results.Select(result => result.Unit));
        Assert.All(results, result =>
        {
            Assert.Equal(CanonicalJson.Hash(PluginBench.Json("""{"a":null,"b":[1,"ü"]}""")), result.Commitment);
            Assert.Null(result.Result);
        });
        Assert.True(bench.Log.Has("Job completed"));
    }

    [Fact]
    public async Task Thousands_of_echoes_go_through_one_warm_process()
    {
        await using var bench = new PluginBench();
        bench.Start(0, "{}", "echo");
        await bench.ReadAsync(1);
        var watch = Stopwatch.StartNew();

        for (var task = 1; task <= 5_000; task++)
        {
            bench.Start(task, $$"""{"task":{{task}}}""", "echo");
        }

        var results = (await bench.ReadAsync(5_000)).Cast<JobResult>().ToList();
        Assert.Equal(Enumerable.Range(1, 5_000), results.Select(result => result.Run.Task));
        TestContext.Current.TestOutputHelper?.WriteLine($"{5_000 / watch.Elapsed.TotalSeconds:0} echoes a second");
    }

    [Theory]
    [InlineData("""{"limit":10}""", """{"limit":10,"primes_found":4}""")]
    [InlineData("{}", """{"limit":100000,"primes_found":9592}""")]
    [InlineData("""{"limit":10000000}""", """{"limit":10000000,"primes_found":664579}""")]
    public async Task The_benchmark_counts_primes_and_says_no_duration(string payload, string result)
    {
        await using var bench = new PluginBench();

        bench.Start(1, payload, "cpu_benchmark");

        Assert.Equal(result, (await bench.ReadResultAsync()).Result!.Value.GetRawText());
    }

    [Theory]
    [InlineData("""{"limit":1}""")]
    [InlineData("""{"limit":10000001}""")]
    [InlineData("""{"limit":"ten"}""")]
    [InlineData("""{"limit":2.5}""")]
    [InlineData("[]")]
    public async Task A_bad_payload_is_the_jobs_fault(string payload)
    {
        await using var bench = new PluginBench();

        bench.Start(1, payload, "cpu_benchmark");

        var failure = (await bench.ReadFailureAsync()).Failure;
        Assert.Equal((FailureReasons.PayloadInvalid, FaultSide.Job), (failure.Reason, failure.Side));
    }

    [Fact]
    public async Task A_verifier_computes_the_same_commitment_in_a_process_of_its_own()
    {
        await using var bench = new PluginBench();
        bench.Start(1, """{"limit":5000}""", "cpu_benchmark");
        var result = await bench.ReadResultAsync();
        var check = new CheckId(result.Run, 0, 1);

        bench.Lane.Check(new CheckDispatch(
            check, "cpu_benchmark", null, 60_000, PluginBench.Json("""{ "limit" : 5000 }"""), null, 0));

        var found = Assert.IsType<CheckResult>(Assert.Single(await bench.ReadAsync(1)));
        Assert.Equal((check, result.Commitment), (found.Check, found.Commitment));
        Assert.Empty(found.TileHashes);
    }

    [Fact]
    public async Task A_run_that_takes_too_long_times_out_and_those_behind_it_do_not()
    {
        await using var bench = new PluginBench(new PluginLimits { RunMillisecondsMax = 700 }, Script);
        bench.Start(1, """{"do":"hang"}""");
        bench.Start(2, """{"n":2}""");
        bench.Start(3, """{"n":3}""");

        var failure = (await bench.ReadFailureAsync()).Failure;
        Assert.Equal((FailureReasons.TimedOut, FaultSide.Job), (failure.Reason, failure.Side));
        Assert.Equal([2, 3], (await bench.ReadAsync(2)).Select(report => ((JobResult)report).Run.Task));
    }

    [Fact]
    public async Task A_job_may_ask_for_less_time_than_the_plugin_has()
    {
        await using var bench = new PluginBench(new PluginLimits { IdleSecondsMax = 2 }, Script);

        bench.Start(1, """{"do":"hang"}""", timeoutMs: 500);

        Assert.Equal(FailureReasons.TimedOut, (await bench.ReadFailureAsync()).Failure.Reason);
    }

    [Fact]
    public async Task A_run_that_eats_too_much_memory_fails_for_that_and_those_behind_it_do_not()
    {
        await using var bench = new PluginBench(new PluginLimits { MemoryBytesMax = 128L << 20 }, Script);
        bench.Start(1, """{"do":"eat"}""");
        bench.Start(2, """{"n":2}""");

        var failure = (await bench.ReadFailureAsync()).Failure;
        Assert.Equal((FailureReasons.OutOfMemory, FaultSide.Job), (failure.Reason, failure.Side));
        Assert.Equal(2, (await bench.ReadResultAsync()).Run.Task);
    }

    [Fact]
    public async Task A_run_that_uses_up_the_cpu_seconds_fails_for_that()
    {
        await using var bench = new PluginBench(new PluginLimits { CpuSecondsMax = 1 }, Script);

        bench.Start(1, """{"do":"spin"}""");

        var failure = (await bench.ReadFailureAsync()).Failure;
        Assert.Equal((FailureReasons.CpuExhausted, FaultSide.Job), (failure.Reason, failure.Side));
    }

    [Fact]
    public async Task A_process_that_used_half_its_cpu_seconds_is_replaced_between_runs()
    {
        const string Busy = """
            import sys, json, os, time
            for line in sys.stdin:
                m = json.loads(line); end = time.process_time() + 0.4
                while time.process_time() < end: pass
                print(json.dumps({"id": m["id"], "result": os.getpid()}), flush=True)
            """;
        var limits = new PluginLimits { CpuSecondsMax = 1, RunMillisecondsMax = 30_000, IdleSecondsMax = 1 };
        await using var bench = new PluginBench(limits, Busy, isBoxed: false);
        var pids = new HashSet<int>();

        for (var task = 1; task <= 5; task++)
        {
            bench.Start(task, "{}");
            pids.Add((await bench.ReadResultAsync()).Result!.Value.GetInt32());
            await Task.Delay(150);
        }

        Assert.InRange(pids.Count, 2, 5);
    }

    [Fact]
    public async Task A_crash_is_nobodys_fault_yet_and_does_not_hit_those_behind_it()
    {
        await using var bench = new PluginBench(script: Script);
        bench.Start(1, """{"do":"die"}""");
        bench.Start(2, """{"n":2}""", units: 2);

        var failure = (await bench.ReadFailureAsync()).Failure;
        Assert.Equal((FailureReasons.Crashed, FaultSide.Unknown), (failure.Reason, failure.Side));
        Assert.All(await bench.ReadAsync(2), report => Assert.Equal(2, Assert.IsType<JobResult>(report).Run.Task));
    }

    [Fact]
    public async Task A_plugin_that_babbles_has_crashed()
    {
        await using var bench = new PluginBench(script: Script);

        bench.Start(1, """{"do":"babble"}""");

        Assert.Equal(FailureReasons.Crashed, (await bench.ReadFailureAsync()).Failure.Reason);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_the_nodes_fault()
    {
        await using var bench = new PluginBench(script: "import sys; sys.exit(127)");

        bench.Start(1, "{}");

        var failure = (await bench.ReadFailureAsync()).Failure;
        Assert.Equal((FailureReasons.NotStarted, FaultSide.Node), (failure.Reason, failure.Side));
    }

    [Fact]
    public async Task A_type_without_a_plugin_is_the_nodes_fault()
    {
        await using var bench = new PluginBench();

        bench.Start(1, "{}", "inference");

        var failure = (await bench.ReadFailureAsync()).Failure;
        Assert.Equal((FailureReasons.TypeUnknown, FaultSide.Node), (failure.Reason, failure.Side));
    }

    [Fact]
    public async Task A_cancelled_run_says_nothing_more_and_frees_its_process()
    {
        await using var bench = new PluginBench(script: Script);
        bench.Start(1, """{"do":"hang"}""");
        bench.Start(2, """{"n":2}""");

        bench.Lane.Cancel(new JobCancel(PluginBench.Run(1), null, "test"));

        Assert.Equal(2, (await bench.ReadResultAsync()).Run.Task);
        Assert.Empty(bench.Lane.Runs);
        bench.AssertSilent();
    }

    [Fact]
    public async Task A_long_run_is_said_to_run_once_and_a_short_one_never()
    {
        const string Slow = """
            import sys, json, time
            for line in sys.stdin:
                m = json.loads(line); time.sleep(m["payload"]["seconds"])
                print(json.dumps({"id": m["id"], "result": 1}), flush=True)
            """;
        await using var bench = new PluginBench(new PluginLimits { IdleSecondsMax = 1 }, Slow);
        bench.Start(1, """{"seconds":0}""");
        await bench.ReadResultAsync();

        bench.Start(2, """{"seconds":2}""");

        await bench.ReadResultAsync();
        Assert.Contains(new JobStatus(PluginBench.Run(2), "running"), bench.SaidToRun);
    }

    [Fact]
    public async Task A_run_that_is_dispatched_again_is_done_once()
    {
        await using var bench = new PluginBench();
        bench.Start(1, "{}", "echo");
        bench.Start(1, "{}", "echo");
        await bench.ReadResultAsync();

        bench.Start(1, "{}", "echo");
        bench.Start(2, "{}", "echo");

        Assert.Equal(2, (await bench.ReadResultAsync()).Run.Task);
        bench.AssertSilent();
    }

    [Fact]
    public async Task A_plugin_inherits_nothing_of_the_agents_environment()
    {
        Environment.SetEnvironmentVariable("NODE_JWT", "secret-token");
        await using var bench = new PluginBench(script: Script, isBoxed: false);

        bench.Start(1, """{"do":"tell"}""");

        var told = (await bench.ReadResultAsync()).Result!.Value.GetProperty("env").GetRawText();
        Assert.DoesNotContain("secret-token", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Idle_processes_end_and_come_back_when_needed()
    {
        await using var bench = new PluginBench(new PluginLimits { IdleSecondsMax = 1 }, Script);
        bench.Start(1, """{"do":"tell"}""");
        await bench.ReadAsync(1);
        await Task.Delay(2_500);

        bench.Start(2, """{"n":2}""");

        Assert.Equal(2, (await bench.ReadResultAsync()).Run.Task);
    }

    [Fact]
    public async Task A_result_over_a_kibibyte_cannot_be_reported()
    {
        const string Long = """
            import sys, json
            for line in sys.stdin: print(json.dumps({"id": json.loads(line)["id"], "result": "x" * 2000}), flush=True)
            """;
        await using var bench = new PluginBench(script: Long);

        bench.Start(1, "{}");

        Assert.Equal(FailureReasons.OutputUnavailable, (await bench.ReadFailureAsync()).Failure.Reason);
    }
}
