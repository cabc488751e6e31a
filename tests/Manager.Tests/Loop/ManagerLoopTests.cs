using Heliostat.Core.Accounts;
using Heliostat.Core.Founding;
using Heliostat.Core.Jobs;
using Heliostat.Core.Scheduling;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;
using Heliostat.Manager.Journal;
using Heliostat.Manager.Loop;

namespace Heliostat.Manager.Tests.Loop;

public sealed class ManagerLoopTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();

    [Fact]
    public async Task A_first_start_founds_the_network_and_a_second_opens_it_again()
    {
        await using (var first = await TestManager.StartAsync(_folder, _time))
        {
            var founded = Assert.Single(first.Groups).Entries;
            Assert.Equal(["NetworkFounded", "ManagerOpened"], founded[0].Events.Select(e => e.GetType().Name));
            Assert.IsType<EpochOpened>(Assert.Single(founded[1].Events));
            Assert.Equal(2, first.Loop.Head!.Sequence);
        }

        await using var second = await TestManager.StartAsync(_folder, _time);
        var opened = Assert.Single(Assert.Single(second.Groups).Entries);
        Assert.IsType<ManagerOpened>(Assert.Single(opened.Events));
    }

    [Fact]
    public async Task A_render_job_is_done_checked_and_accepted()
    {
        await using var manager = await TestManager.StartAsync(_folder, _time);
        var nodes = new[] { await manager.ConnectNodeAsync("a"), await manager.ConnectNodeAsync("b") };
        var consumer = await manager.OpenAccountAsync(AccountKind.Consumer, "studio");
        var job = await manager.SubmitRenderAsync(consumer, "1-6");
        await new TestWork(manager, nodes).FinishAsync(job);
        Assert.Equal(JobState.Completed, await manager.Loop.AskAsync(network => network.Jobs.Find(job)!.State));
        var events = manager.Groups.SelectMany(group => group.Entries).SelectMany(entry => entry.Events).ToList();
        Assert.Equal(6, events.OfType<CheckAgreed>().Count());
        Assert.Equal(3, events.OfType<RunKeyRevealed>().Count());
    }

    [Fact]
    public async Task Commands_are_decided_in_the_order_in_which_they_came_and_answered_once_durable()
    {
        await using var manager = await TestManager.StartAsync(_folder, _time);
        var waiting = new List<Task<Outcome>>();
        for (var i = 0; i < 500; i++)
        {
            waiting.Add(manager.Loop.SubmitAsync(new OpenAccount(AccountKind.Consumer, "c" + i, "pk_" + i)));
        }

        var outcomes = await Task.WhenAll(waiting);
        Assert.Equal(outcomes.Select(o => o.Sequence), outcomes.Select(o => o.Sequence).Order());
        Assert.All(outcomes, o => Assert.True(o.Head.Sequence >= o.Sequence));
        using var reader = JournalReader.Open(manager.Options.JournalPath);
        var stored = reader.Read(1).Select(EntryDecoder.Decode).Select(entry => entry.Command).OfType<OpenAccount>();
        Assert.Equal(Enumerable.Range(0, 500).Select(i => "c" + i), stored.Select(command => command.Name));
    }

    [Fact]
    public async Task What_is_answered_is_in_the_file_already()
    {
        await using var manager = await TestManager.StartAsync(_folder, _time);
        using var reader = JournalReader.Open(manager.Options.JournalPath);
        var done = new TaskCompletionSource<(long Told, long InFile)>();
        manager.Loop.Post(
            new OpenAccount(AccountKind.Consumer, "studio", "pk_1"),
            (_, outcome) => done.SetResult((outcome.Sequence, reader.LastEntry()!.Value.Sequence)));
        var (told, inFile) = await done.Task;
        Assert.True(inFile >= told);
    }

    [Fact]
    public async Task A_refused_command_leaves_no_entry_and_is_counted()
    {
        await using var manager = await TestManager.StartAsync(_folder, _time);
        var outcome = await manager.Loop.SubmitAsync(new RevokeKey(default, "pk_none"));
        Assert.NotNull(outcome.Refused);
        Assert.Equal(2, outcome.Sequence);
        Assert.Equal(1, manager.Loop.Figures.Refusals[outcome.Refused.Code]);
        Assert.Equal(2, manager.Loop.Head!.Sequence);
    }

    [Fact]
    public async Task A_late_run_is_found_by_a_tick()
    {
        await using var manager = await TestManager.StartAsync(_folder, _time);
        using var node = await manager.ConnectNodeAsync("a");
        var consumer = await manager.OpenAccountAsync(AccountKind.Consumer, "studio");
        await manager.SubmitEchoAsync(consumer, 1);
        _time.Pass(TimeSpan.FromHours(30));
        await Bounded.WaitAsync(() => manager.Groups.SelectMany(g => g.Entries).Any(e => e.Command is Tick));
        Assert.Contains(manager.Groups.SelectMany(g => g.Entries).SelectMany(e => e.Events), e => e is RunLost);
    }

    [Fact]
    public async Task A_new_week_opens_its_epoch_and_shows_the_secret_of_the_last()
    {
        await using var manager = await TestManager.StartAsync(_folder, _time);
        _time.Pass(TimeSpan.FromDays(7));
        await Bounded.WaitAsync(() => manager.Groups.Count > 1);
        var opened = manager.Groups.SelectMany(g => g.Entries).SelectMany(e => e.Events).OfType<EpochOpened>().ToList();
        Assert.Equal(2, opened.Count);
        Assert.Equal(opened[0].Number + 1, opened[1].Number);
        Assert.Equal(opened[0].SecretHash, Protocol.Values.ContentHash.Of(opened[1].PreviousSecret!.Value.ToArray()));
    }

    [Fact]
    public async Task A_disk_that_refuses_stops_the_loop_and_nobody_is_told_that_it_went_well()
    {
        var manager = await TestManager.StartAsync(_folder, _time);
        using (var other = SystemSqlite.OpenFile(manager.Options.JournalPath, durable: true))
        {
            other.Execute("BEGIN IMMEDIATE");
            var lost = manager.Loop.SubmitAsync(new OpenAccount(AccountKind.Consumer, "studio", "pk_1"));
            await Assert.ThrowsAsync<LoopUnavailableException>(() => lost);
            await Assert.ThrowsAsync<JournalException>(() => manager.Loop.Faulted);
        }

        var late = await manager.Loop.SubmitAsync(new OpenAccount(AccountKind.Consumer, "studio", "pk_1"));
        Assert.Equal("manager-stopping", late.Refused!.Code);
        await manager.DisposeAsync();
        await using var again = await TestManager.StartAsync(_folder, _time);
        Assert.Empty(await again.Loop.AskAsync(network => network.Accounts.Accounts.ToList()));
    }

    [Fact]
    public async Task What_waits_at_a_stop_is_still_done()
    {
        var manager = await TestManager.StartAsync(_folder, _time);
        var waiting = Enumerable.Range(0, 100)
            .Select(i => manager.Loop.SubmitAsync(new OpenAccount(AccountKind.Consumer, "c" + i, "pk_" + i)))
            .ToList();
        await manager.DisposeAsync();
        var outcomes = await Task.WhenAll(waiting);
        Assert.All(outcomes, outcome => Assert.Null(outcome.Refused));
        await using var again = await TestManager.StartAsync(_folder, _time);
        Assert.Equal(100, await again.Loop.AskAsync(network => network.Accounts.Accounts.Count));
    }

    [Fact]
    public async Task Another_vault_is_refused()
    {
        await (await TestManager.StartAsync(_folder, _time)).DisposeAsync();
        File.Delete(_folder.File("vault.db"));
        var refused = Assert.Throws<JournalException>(() => TestManager.Open(_folder, _time));
        Assert.Contains("signing key", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
