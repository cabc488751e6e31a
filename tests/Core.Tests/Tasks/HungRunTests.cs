using Heliostat.Core.Tasks;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Core.Tests.Tasks;

/// <summary>When a run whose next unit does not come is taken from its node before its time is up.</summary>
public sealed class HungRunTests
{
    private const long HourMs = 3_600_000;
    private const long GraceMs = 60_000;
    private const long UnitMsMin = 600_000;

    [Fact]
    public void Before_five_units_are_measured_only_the_jobs_own_limit_counts()
    {
        var given = Measured(4, 1_000);

        Assert.Empty(given.After(HourMs + GraceMs - 1).Events.OfType<RunLost>());
        Assert.Equal(FailureReasons.TimedOut, LostAfter(given, 1));
        Assert.Equal(0, given.Task().Hung);
    }

    [Theory]
    [InlineData(1_000, UnitMsMin)]
    [InlineData(100_000, 1_000_000)]
    public void A_run_is_lost_when_its_next_unit_is_late_by_far(long slowestMs, long allowedMs)
    {
        var given = Measured(5, slowestMs);
        Assert.Empty(given.After(allowedMs - 1).Events.OfType<RunLost>());
        Assert.Equal(FailureReasons.Hung, LostAfter(given, 1));

        given = Measured(5, slowestMs);
        given.Wait(allowedMs - 1);
        given.Report(Run(given).Node, Some.Result(Run(given).Run, 5));
        Assert.Empty(given.After(allowedMs - 1).Events.OfType<RunLost>());
        Assert.Equal(FailureReasons.Hung, LostAfter(given, 1));
    }

    [Fact]
    public void Each_loss_doubles_the_allowance_until_the_jobs_own_limit_is_shorter()
    {
        var given = Measured(5, 1_000);
        foreach (var times in new[] { 1, 2, 4 })
        {
            Assert.Empty(given.After((times * UnitMsMin) - 1).Events.OfType<RunLost>());
            Assert.Equal(FailureReasons.Hung, LostAfter(given, 1));
            var again = given.Place().OfType<RunLeased>().Single();
            Start(given, again.Node, again.Run);
        }

        Assert.Equal(FailureReasons.TimedOut, LostAfter(given, HourMs + GraceMs));
    }

    [Fact]
    public void A_manager_that_was_away_takes_no_run_at_once()
    {
        var given = Measured(5, 1_000);
        given.Wait(2 * HourMs);
        given.When(new Core.Founding.OpenManager(Guid.Parse("00000000-0000-0000-0000-000000000001"), "key", "version"));

        given.Report(Run(given).Node, Some.Result(Run(given).Run, 5));
        Assert.Empty(given.After(89_999).Events.OfType<RunLost>());
        Assert.Equal(FailureReasons.TimedOut, LostAfter(given, 1));
    }

    /// <summary>A run of seven frames of which some were reported, as soon as it had started.</summary>
    private static Given Measured(int units, long ms)
    {
        var given = Given.Nodes(5);
        var spec = Some.Frames("1-7", 7);
        var run = given.Lease(spec with { Limits = Some.Limits with { MaxTimeoutRunMs = HourMs } });
        Start(given, run.Node, run.Run);
        for (var unit = 0; unit < units; unit++)
        {
            given.Report(run.Node, Some.Result(run.Run, unit) with { ExecutionMs = ms });
        }

        return given;
    }

    private static (NodeId Node, RunId Run) Run(Given given) =>
        (given.Task().Node!.Value, given.Task().RunOf(given.TheJob.Id));

    private static void Start(Given given, NodeId node, RunId run) =>
        given.Report(node, new JobStatus(run, JobStatus.Running));

    private static string LostAfter(Given given, long ms) => given.After(ms).Events.OfType<RunLost>().Single().Reason;
}
