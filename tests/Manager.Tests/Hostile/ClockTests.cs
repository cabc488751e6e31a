using Heliostat.Core.Accounts;
using Heliostat.EndToEnd.Tests.Hostile;
using Heliostat.Manager.Auditing;
using Heliostat.Manager.Journal;
using Heliostat.Manager.Tests.Loop;

namespace Heliostat.Manager.Tests.Hostile;

/// <summary>Wall clocks that are wrong by an hour, under a manager that runs and under one that starts.</summary>
public sealed class ClockTests : IDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly SecurityTable _table = new("Clocks that are wrong by an hour");
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();

    [Fact]
    public async Task A_clock_that_is_wrong_by_an_hour_gets_what_the_paper_says()
    {
        await using (var manager = await TestManager.StartAsync(_folder, _time))
        {
            await JumpAsync(manager, Hour, "an hour ahead");
            await JumpAsync(manager, -2 * Hour, "an hour behind");
        }

        var error = Assert.Throws<JournalException>(() => TestManager.Open(_folder, _time));
        Assert.Contains("--accept-clock", error.Message, StringComparison.Ordinal);
        _table.Add("a manager is started by a clock an hour behind", "it does not start, and asks for --accept-clock");

        _time.SetWall(2 * Hour);
        await using (var manager = await TestManager.StartAsync(_folder, _time))
        {
            await manager.OpenAccountAsync(AccountKind.Consumer, "late");
        }

        _table.Add("a manager is started by a clock an hour ahead", "it starts: an outage may last seven days");
        Assert.Equal(0, Audit.Run(_folder.File("journal.db")).DifferencesTotal);
        _table.Check();
    }

    public void Dispose() => _folder.Dispose();

    // A lease of a minute must be neither over at once nor an hour longer.
    private async Task JumpAsync(TestManager manager, TimeSpan by, string name)
    {
        var before = manager.Loop.Now;
        _time.SetWall(by);
        _time.Pass(TimeSpan.FromSeconds(10));
        await manager.OpenAccountAsync(AccountKind.Consumer, name);
        var passed = manager.Loop.Now.UnixMs - before.UnixMs;
        Assert.InRange(passed, 9_900, 10_100);
        _table.Add(
            $"a running manager's clock is set to {name}",
            "an alarm; its own time goes on, at most 1 % faster or slower");
    }
}
