using Heliostat.Node.Runners.Plugins;
using Heliostat.Node.Runners.Plugins.Folders;
using Heliostat.Node.Tests.Support;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Node.Tests.Runners.Plugins;

/// <summary>Plugins of folders, as real processes in real boxes.</summary>
public sealed class FolderPluginTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task It_starts_in_its_own_folder_and_reads_but_cannot_write_it()
    {
        WrittenPlugin.Write(_folder.Path, "looker", "custom", """
            import sys, json, os
            for line in sys.stdin:
                m = json.loads(line)
                try:
                    open("new", "w"); wrote = True
                except OSError:
                    wrote = False
                r = {"at": os.getcwd(), "files": sorted(os.listdir()), "wrote": wrote}
                print(json.dumps({"id": m["id"], "result": r}), flush=True)
            """);
        await using var bench = Bench();

        bench.Start(1, "{}");

        Assert.Equal(
            """{"at": "/plugin", "files": ["main.py", "plugin.json"], "wrote": false}""",
            (await bench.ReadResultAsync()).Result!.Value.GetRawText());
    }

    [Fact]
    public async Task A_payload_that_its_schema_forbids_never_reaches_it()
    {
        WrittenPlugin.Write(
            _folder.Path, "one", "custom", WrittenPlugin.Telling("x"), """, "payload_schema": {"required": ["a"]}""");
        await using var bench = Bench();

        bench.Start(1, """{"b": 1}""");
        var failure = (await bench.ReadFailureAsync()).Failure;
        bench.Start(2, """{"a": 1}""");

        Assert.Equal(
            (FailureReasons.PayloadInvalid, FaultSide.Job, "payload.a is missing."),
            (failure.Reason, failure.Side, failure.Detail));
        Assert.Equal(2, (await bench.ReadResultAsync()).Run.Task);
    }

    [Fact]
    public async Task Its_own_time_limit_holds_for_each_run()
    {
        WrittenPlugin.Write(_folder.Path, "slow", "custom", """
            import sys, json, time
            for line in sys.stdin: time.sleep(600)
            """, """, "limits": {"run_seconds": 1}""");
        await using var bench = Bench();

        bench.Start(1, "{}");

        Assert.Equal(FailureReasons.TimedOut, (await bench.ReadFailureAsync()).Failure.Reason);
    }

    [Fact]
    public async Task It_may_write_to_its_scratch_folder_and_only_so_much()
    {
        WrittenPlugin.Write(_folder.Path, "writer", "custom", """
            import sys, json, os, time
            for line in sys.stdin:
                m = json.loads(line); size = m["payload"]["bytes"]
                with open(os.environ["HELIOSTAT_SCRATCH"] + "/file", "wb") as f: f.write(b"x" * size)
                if size > 1 << 20: time.sleep(60)
                print(json.dumps({"id": m["id"], "result": os.listdir("/scratch")}), flush=True)
            """, """, "limits": {"disk_mb": 1, "run_seconds": 120}""");
        await using (var bench = Bench())
        {
            bench.Start(1, """{"bytes": 1000}""");
            Assert.Equal("""["file"]""", (await bench.ReadResultAsync()).Result!.Value.GetRawText());

            bench.Start(2, """{"bytes": 3000000}""");
            var failure = (await bench.ReadFailureAsync()).Failure;
            Assert.Equal((FailureReasons.WroteTooMuch, FaultSide.Job), (failure.Reason, failure.Side));
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.File(".scratch")));
    }

    [Fact]
    public async Task Progress_is_passed_on_and_is_no_answer()
    {
        WrittenPlugin.Write(_folder.Path, "steps", "custom", """
            import sys, json
            for line in sys.stdin:
                i = json.loads(line)["id"]
                print(json.dumps({"id": i, "progress": 0.25, "message": "a quarter"}), flush=True)
                print(json.dumps({"id": 99, "progress": 0.5}), flush=True)
                print(json.dumps({"id": i, "result": 1}), flush=True)
            """);
        await using var bench = Bench();

        bench.Start(1, "{}");

        await bench.ReadResultAsync();
        Assert.Equal(new JobProgress(PluginBench.Run(1), 0, 250, "a quarter"), await bench.ReadProgressAsync());
    }

    [Fact]
    public async Task A_changed_folder_serves_new_runs_while_the_old_finishes_its_own()
    {
        WrittenPlugin.Write(_folder.Path, "one", "custom", """
            import sys, json, time, os
            for line in sys.stdin:
                m = json.loads(line)
                print(json.dumps({"id": m["id"], "progress": 0}), flush=True)
                while not os.path.exists("go"): time.sleep(0.02)
                print(json.dumps({"id": m["id"], "result": "old"}), flush=True)
            """);
        await using var bench = Bench();
        bench.Start(1, "{}");
        await bench.ReadProgressAsync();

        WrittenPlugin.Write(_folder.Path, "one", "custom", WrittenPlugin.Telling("new"));
        Take(bench);
        bench.Start(2, "{}");

        var second = await bench.ReadResultAsync();
        Assert.Equal((2, "new"), (second.Run.Task, second.Result!.Value.GetProperty("word").GetString()));
        File.WriteAllText(Path.Combine(_folder.File("one"), "go"), "");
        var first = await bench.ReadResultAsync();
        Assert.Equal((1, "old"), (first.Run.Task, first.Result!.Value.GetString()));
    }

    [Fact]
    public async Task A_type_whose_folder_is_gone_is_unknown_by_name()
    {
        WrittenPlugin.Write(_folder.Path, "one", "custom", WrittenPlugin.Telling("x"));
        await using var bench = Bench();
        Directory.Delete(_folder.File("one"), recursive: true);
        Take(bench);

        bench.Start(1, "{}");

        var failure = (await bench.ReadFailureAsync()).Failure;
        Assert.Equal(FailureReasons.TypeUnknown, failure.Reason);
        Assert.Contains("'custom'", failure.Detail, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private PluginBench Bench()
    {
        var bench = new PluginBench(scratchFolder: _folder.File(".scratch"));
        Take(bench);
        return bench;
    }

    private void Take(PluginBench bench)
    {
        var folders = PluginFolders.Look(_folder.Path, new PluginLimits(), bench.Workshop.Own.Owners);
        Assert.All(folders, folder => Assert.Empty(folder.Faults));
        bench.Workshop.Take(folders);
    }
}
