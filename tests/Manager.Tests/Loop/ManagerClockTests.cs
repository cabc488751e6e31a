using Heliostat.Core;
using Heliostat.Manager.Journal;
using Heliostat.Manager.Loop;

namespace Heliostat.Manager.Tests.Loop;

public sealed class ManagerClockTests
{
    private readonly ManualTime _time = new();

    private Instant Wall => new(_time.GetUtcNow().ToUnixTimeMilliseconds());

    [Fact]
    public void It_begins_at_the_wall_clock_and_goes_on_with_monotonic_time()
    {
        var clock = ManagerClock.Start(_time, null, acceptClock: false);
        Assert.Equal(Wall, clock.Now);
        _time.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal(Wall, clock.Now);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    public void A_jump_raises_one_alarm_and_is_made_good_by_one_part_in_a_hundred(int jumpSeconds)
    {
        var clock = ManagerClock.Start(_time, null, acceptClock: false);
        var alarms = new List<TimeSpan>();
        clock.Jumped = alarms.Add;
        var before = clock.Now;
        _time.SetWall(TimeSpan.FromSeconds(jumpSeconds));
        _time.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(1_000 + (10 * Math.Sign(jumpSeconds)), clock.Now.MsSince(before));
        for (var i = 0; i < 98; i++)
        {
            _time.Pass(TimeSpan.FromSeconds(1));
            _ = clock.Now;
        }

        Assert.Equal(99_000 + (990 * Math.Sign(jumpSeconds)), clock.Now.MsSince(before));
        Assert.Equal(TimeSpan.FromSeconds(jumpSeconds), Assert.Single(alarms));
    }

    [Fact]
    public void A_small_difference_is_made_good_without_an_alarm_and_not_beyond()
    {
        var clock = ManagerClock.Start(_time, null, acceptClock: false);
        clock.Jumped = _ => Assert.Fail("half a second is no jump");
        _ = clock.Now;
        _time.SetWall(TimeSpan.FromMilliseconds(500));
        for (var i = 0; i < 100; i++)
        {
            _time.Pass(TimeSpan.FromSeconds(1));
            _ = clock.Now;
        }

        Assert.Equal(Wall, clock.Now);
    }

    [Fact]
    public void It_never_goes_backwards()
    {
        var clock = ManagerClock.Start(_time, null, acceptClock: false);
        var last = clock.Now;
        for (var i = 0; i < 2_000; i++)
        {
            _time.Pass(TimeSpan.FromMilliseconds(i % 7));
            _time.SetWall(TimeSpan.FromMilliseconds(i % 3 == 0 ? -40 : 15));
            Assert.True(clock.Now >= last);
            last = clock.Now;
        }
    }

    [Fact]
    public void A_wall_clock_before_the_last_entry_needs_a_word()
    {
        var last = Wall.PlusMs(60_000);
        var refused = Assert.Throws<JournalException>(() => ManagerClock.Start(_time, last, acceptClock: false));
        Assert.Contains("--accept-clock", refused.Message, StringComparison.Ordinal);
        var clock = ManagerClock.Start(_time, last, acceptClock: true);
        Assert.Equal(last, clock.Now);
        _time.Pass(TimeSpan.FromSeconds(100));
        Assert.Equal(last.PlusMs(99_000), clock.Now);
    }

    [Fact]
    public void A_wall_clock_a_week_after_the_last_entry_needs_a_word()
    {
        var last = Wall.PlusMs(-8L * 24 * 3_600_000);
        var refused = Assert.Throws<JournalException>(() => ManagerClock.Start(_time, last, acceptClock: false));
        Assert.Contains("--accept-clock", refused.Message, StringComparison.Ordinal);
        Assert.Equal(Wall, ManagerClock.Start(_time, last, acceptClock: true).Now);
        Assert.Equal(Wall, ManagerClock.Start(_time, Wall.PlusMs(-6L * 24 * 3_600_000), acceptClock: false).Now);
    }

    [Fact]
    public void A_clock_that_had_not_drifted_back_when_the_manager_stopped_may_start()
    {
        var last = Wall.PlusMs(900);
        Assert.Equal(last, ManagerClock.Start(_time, last, acceptClock: false).Now);
    }
}
