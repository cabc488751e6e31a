using Heliostat.Core.Accounts;
using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Manager.Journal;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Tests.Loop;
using Heliostat.Manager.Views;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;
using Microsoft.Extensions.Logging.Abstractions;

namespace Heliostat.Manager.Tests.Views;

public sealed class ViewStoreTests : IDisposable
{
    private static readonly PageOf All = new(1, 100, Descending: false);
    private static readonly string[] Tables = ["jobs", "runs", "units", "nodes", "log", "about"];

    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Rows_tell_what_happened_to_a_job()
    {
        await using var manager = TestManager.Open(_folder, _time);
        await using var views = Open(manager);
        await manager.Loop.StartAsync();
        var (job, consumer) = await RenderAsync(manager);
        Assert.True(await views.WaitForAsync(manager.Loop.Head!.Sequence));

        var row = views.FindJob(job)!;
        Assert.Equal((JobState.Completed, 5, 5, 1), (row.State, row.UnitsTotal, row.UnitsAccepted, row.UnitsRejected));
        Assert.Equal((consumer, "1-5"), (row.Account, row.Spec.Blender!.Frames));
        Assert.True(row.TilesChecked > 0 && row.TilesBad > 0 && row.StartedAtMs > 0 && row.EndedAtMs > 0);
        var units = views.ListUnits(new UnitQuery(job), All);
        Assert.Equal(Enumerable.Range(0, 5), units.Rows.Select(unit => unit.Unit));
        Assert.All(units.Rows, unit => Assert.Equal(UnitVerdictState.Accepted, unit.State));
        Assert.All(units.Rows, unit => Assert.Equal("checked", unit.Verdict));
        Assert.All(units.Rows, unit => Assert.Equal(1_000 + unit.Unit, unit.File!.Bytes));
        Assert.All(units.Rows, unit => Assert.False(unit.IsBeingChecked));
        Assert.Equal(units.Rows[3].ToString(), views.FindUnit(job, 3)!.ToString());

        var runs = views.ListRuns(new RunQuery(Job: job), All);
        Assert.Equal(row.RunsTotal, runs.Total);
        Assert.Equal(RunState.Failed, runs.Rows.Single(run => run.StateReason.Contains("rejected")).State);
        Assert.Equal(runs.Total - 1, runs.Rows.Count(run => run.State == RunState.Completed));
        var one = runs.Rows[1];
        Assert.Equal(one.Id, views.FindRun(one.Id.ToUuid())!.Id);
        Assert.Null(views.FindRun(Guid.NewGuid()));
        Assert.Contains(views.Log(job), line => line.Text.Contains("rejected", StringComparison.Ordinal));
        Assert.Empty(views.Log(job, one.Id with { Attempt = 9 }));
    }

    [Fact]
    public async Task Rows_agree_with_the_books()
    {
        await using var manager = TestManager.Open(_folder, _time);
        await using var views = Open(manager);
        await manager.Loop.StartAsync();
        await RenderAsync(manager);
        await manager.SubmitEchoAsync(await manager.OpenAccountAsync(AccountKind.Consumer, "other"), 30);
        Assert.True(await views.WaitForAsync(manager.Loop.Head!.Sequence));
        var (nodes, jobs) = await manager.Loop.AskAsync(network => (
            network.Nodes.All.Select(node => $"{node.Id} {node.Name} {node.State} {node.StateReason} {node.Runs.Count} "
                + $"{node.Checks.Count} {node.UnitsAccepted} {node.UnitsRejected} {node.Faults} "
                + $"{node.Failures}").ToList(),
            network.Jobs.All.Select(job => $"{job.Id} {job.State} {job.StateReason} {job.UnitsTotal} "
                + $"{job.UnitsAccepted} {job.UnitsRejected} {job.RunsTotal} {job.EndedAt?.UnixMs}").ToList()));
        Assert.Equal(nodes, views.ListNodes(new NodeQuery(), All).Rows.Select(row => $"{row.Id} {row.Name} {row.State} "
            + $"{row.StateReason} {row.Runs} {row.Checks} {row.UnitsAccepted} {row.UnitsRejected} {row.Faults} "
            + $"{row.FailuresInARow}"));
        Assert.Equal(jobs, views.ListJobs(new JobQuery(), All).Rows.Select(row => $"{row.Id} {row.State} "
            + $"{row.StateReason} {row.UnitsTotal} {row.UnitsAccepted} {row.UnitsRejected} {row.RunsTotal} "
            + $"{row.EndedAtMs}"));
    }

    [Fact]
    public async Task Views_that_are_rebuilt_equal_those_that_grew()
    {
        await using (var manager = TestManager.Open(_folder, _time))
        {
            await using var views = Open(manager);
            await manager.Loop.StartAsync();
            var (job, _) = await RenderAsync(manager);
            Assert.True(await views.WaitForAsync(manager.Loop.Head!.Sequence));
            Assert.NotNull(views.FindJob(job));
        }

        var grown = Dump();
        File.Delete(_folder.File("views.db"));
        await RebuildAsync();
        Assert.Equal(grown, Dump());
        Assert.True(grown.Count > 15);
    }

    [Fact]
    public async Task Views_that_are_behind_go_on_where_they_were()
    {
        await using (var manager = TestManager.Open(_folder, _time))
        {
            await using (Open(manager))
            {
                await manager.Loop.StartAsync();
            }

            await RenderAsync(manager);
        }

        await RebuildAsync();
        var caughtUp = Dump();
        File.WriteAllText(_folder.File("views.db"), new string('x', 5_000));
        await RebuildAsync();
        Assert.Equal(caughtUp, Dump());
    }

    [Fact]
    public async Task Views_of_another_journal_are_made_anew()
    {
        await using (var manager = TestManager.Open(_folder, _time))
        {
            await using var views = Open(manager);
            await manager.Loop.StartAsync();
        }

        using var elsewhere = new TemporaryFolder();
        await using var other = TestManager.Open(elsewhere, _time);
        File.Copy(_folder.File("views.db"), elsewhere.File("views.db"));
        await using var otherViews = Open(other);
        Assert.Equal(0, otherViews.Sequence);
        await other.Loop.StartAsync();
        Assert.True(await otherViews.WaitForAsync(other.Loop.Head!.Sequence));
    }

    [Fact]
    public async Task Pages_filters_and_order_are_as_asked_for()
    {
        await using var manager = TestManager.Open(_folder, _time);
        await using var views = Open(manager);
        await manager.Loop.StartAsync();
        var consumer = await manager.OpenAccountAsync(AccountKind.Consumer, "a");
        var other = await manager.OpenAccountAsync(AccountKind.Consumer, "b");
        var jobs = new List<JobId>();
        for (var i = 0; i < 7; i++)
        {
            jobs.Add(await manager.SubmitEchoAsync(i == 3 ? other : consumer, i + 1));
        }

        await manager.DoAsync(new CancelJob(jobs[0], consumer, "enough"));
        Assert.True(await views.WaitForAsync(manager.Loop.Head!.Sequence));
        var mine = views.ListJobs(new JobQuery(consumer), new PageOf(2, 4));
        Assert.Equal(6, mine.Total);
        Assert.Equal([jobs[1], jobs[0]], mine.Rows.Select(row => row.Id));
        var cancelled = views.ListJobs(new JobQuery(consumer, JobState.Cancelled, JobKind.Batch), All);
        Assert.Equal(jobs[0], Assert.Single(cancelled.Rows).Id);
        Assert.Equal("enough", cancelled.Rows[0].StateReason);
        var beyond = views.ListJobs(new JobQuery(), new PageOf(9, 4));
        Assert.Equal((7, 0), (beyond.Total, beyond.Rows.Count));
        var changed = views.ListJobs(new JobQuery(Sort: JobSort.UpdatedAt), new PageOf(1, 1));
        Assert.Equal(7, changed.Total);
        Assert.Throws<ArgumentOutOfRangeException>(() => views.ListJobs(new JobQuery(), new PageOf(0, 4)));
    }

    [Fact]
    public async Task A_wait_for_what_never_comes_ends_with_no()
    {
        await using var manager = TestManager.Open(_folder, _time);
        await using var views = Open(manager);
        await manager.Loop.StartAsync();
        Assert.False(await views.WaitForAsync(1_000_000));
        await Assert.ThrowsAsync<TaskCanceledException>(
            async () => await views.WaitForAsync(1_000_000, new CancellationToken(canceled: true)));
    }

    public void Dispose() => _folder.Dispose();

    private static ViewStore Open(TestManager manager) =>
        ViewStore.Open(manager.Options, manager.Loop, NullLogger<ViewStore>.Instance);

    private static async Task<(JobId Job, AccountId Consumer)> RenderAsync(TestManager manager)
    {
        // A worker, a verifier and a second verifier: a rejection takes three operators.
        var nodes = new List<TestNode>();
        foreach (var name in new[] { "a", "b", "c" })
        {
            nodes.Add(await manager.ConnectNodeAsync(name));
        }

        var consumer = await manager.OpenAccountAsync(AccountKind.Consumer, "studio");
        var job = await manager.SubmitRenderAsync(consumer, "1-5");
        await new TestWork(manager, nodes) { Spoiled = { 2 } }.FinishAsync(job);
        await manager.DoAsync(new DrainNode(nodes[1].Id, (await manager.Loop.AskAsync(
            network => network.Nodes.Find(nodes[1].Id)!.Operator))));
        return (job, consumer);
    }

    /// <summary>Lets views follow the journal as it is, without a manager that adds to it.</summary>
    private async Task RebuildAsync()
    {
        await using var follower = new ViewFollower(new LoopOptions(_folder.Path, "test"), NullLogger.Instance);
        using var journal = JournalReader.Open(_folder.File("journal.db"));
        await follower.Reach(journal.LastEntry()!.Value.Sequence).WaitAsync(TimeSpan.FromSeconds(30));
    }

    private List<string> Dump()
    {
        using var connection = SystemSqlite.OpenRead(_folder.File("views.db"));
        var lines = new List<string>();
        foreach (var table in Tables)
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT * FROM {table} ORDER BY 1, 2";
            using var rows = command.ExecuteReader();
            while (rows.Read())
            {
                var values = Enumerable.Range(0, rows.FieldCount).Select(i => rows.GetValue(i) is byte[] bytes
                    ? Convert.ToHexString(bytes)
                    : rows.GetValue(i));
                lines.Add($"{table}: {string.Join(" | ", values)}");
            }
        }

        return lines;
    }
}
