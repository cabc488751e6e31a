using Heliostat.Core.Accounts;
using Heliostat.Core.Scheduling;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Verification;

namespace Heliostat.Core.Tests.Verification;

/// <summary>How a reported frame is checked by one verifier: drawn, blind, compared, bound.</summary>
public sealed class CheckTests
{
    private static readonly TileList Truth = Checked.List("all");
    private static readonly TileList Lie = Checked.List("one", "lie");

    [Fact]
    public void Equal_tiles_and_a_bound_file_are_accepted_and_the_key_is_shown()
    {
        var check = new Checked(2);
        var drawn = check.Draw();
        Assert.Equal(16, check.Unit!.Tiles!.Count);
        Assert.Equal(["CheckReported"], Given.Names(check.ReportTiles(drawn, Truth)));
        Assert.Equal(["CheckAgreed"], Given.Names(check.Compare(drawn, Truth, Truth)));

        Assert.Equal(
            ["FileCompared", "UnitAccepted", "RunKeyRevealed", "JobCompleted"],
            Given.Names(check.ReportFile(drawn, isBound: true)));
    }

    [Fact]
    public void A_verifier_is_drawn_in_a_later_entry_and_of_another_operator()
    {
        var given = Given.Nodes(1);
        given.Node(given.OperatorOf(given[0]));
        var stranger = given.Node();
        var leased = given.Lease(Some.Frames());
        var reported = given.Report(leased.Node, Some.Result(leased.Run));
        Assert.DoesNotContain("CheckDrawn", Given.Names(reported));

        var drawn = given.Place().OfType<CheckDrawn>().Single();
        Assert.NotEqual(given.OperatorOf(leased.Node), given.OperatorOf(drawn.Node));
        Assert.Contains(drawn.Node, leased.Node == stranger ? [given[0], given[1]] : new[] { stranger });
    }

    [Theory]
    [InlineData("operator")]
    [InlineData("class")]
    [InlineData("duty")]
    [InlineData("block")]
    public void Without_a_stranger_that_can_a_unit_waits_and_explain_says_why(string why)
    {
        var given = Given.Nodes(0);
        var owner = given.Account(AccountKind.Operator);
        var facts = Some.Facts with { Duties = NodeDuties.Worker };
        var worker = given.Node(owner, facts, "203.0.113.0/24");
        var leased = given.Lease(Some.Frames());
        given.Report(worker, Some.Result(leased.Run));
        _ = why switch
        {
            "operator" => given.Node(owner),
            "class" => given.Node(null, Some.Facts with { DeviceClass = "rare" }),
            "duty" => given.Node(null, facts),
            _ => given.Node(null, null, "203.0.113.0/24"),
        };

        Assert.Empty(given.Place().OfType<CheckDrawn>());
        var expected = why switch { "class" => "device class", "duty" => "no verifier", _ => why };
        Assert.Contains(
            expected, string.Join(' ', Explain.Job(given.Network, leased.Run.Job)!.Facts), StringComparison.Ordinal);
    }

    [Fact]
    public void A_unit_that_finds_no_verifier_within_an_hour_is_done_again()
    {
        var check = new Checked(1);

        Assert.Empty(check.Given.After(3_599_999).Events.OfType<UnitReturned>());
        Assert.Single(check.Given.After(1).Events.OfType<UnitReturned>());
        Assert.Equal(TaskState.Ready, check.Given.Task().State);
    }

    [Fact]
    public void Unequal_tiles_that_are_alike_at_65_decibels_are_accepted()
    {
        foreach (var (millidecibels, isAlike) in new[] { (65_000, true), (64_999, false) })
        {
            var check = new Checked(3);
            var drawn = check.Draw();
            check.ReportTiles(drawn, Lie);
            Assert.Equal(["TilesDisputed"], Given.Names(check.Compare(drawn, Truth, Lie)));
            check.ReportFile(drawn, isBound: true);

            Assert.Contains(
                isAlike ? "UnitAccepted" : "UnitEscalated", Given.Names(check.Measure(drawn, millidecibels)));
        }
    }

    [Fact]
    public void A_worker_whose_list_cannot_be_had_is_disputed_without_measuring()
    {
        var check = new Checked(3);
        var drawn = check.Draw();
        check.ReportTiles(drawn, Truth);

        Assert.Equal(["CheckDisagreed", "UnitEscalated"], Given.Names(check.Compare(drawn, null, Truth)));
    }

    [Fact]
    public void Pixels_that_are_not_handed_over_in_two_minutes_count_as_unlike()
    {
        var check = new Checked(3);
        var drawn = check.Draw();
        check.ReportTiles(drawn, Lie);
        check.Compare(drawn, Truth, Lie);

        Assert.Empty(check.Given.After(119_999).Events);
        Assert.Contains("UnitEscalated", Given.Names(check.Given.After(1)));
    }

    [Fact]
    public void A_verifier_that_is_lost_gives_way_to_another_and_comes_again_only_as_the_last()
    {
        var check = new Checked(3);
        var first = check.Draw();
        check.Given.Report(first.Node, new CheckFailure(first.Check, new RunFailure("crashed", FaultSide.Node, "")));
        var second = check.Draw();
        check.Given.Report(second.Node, new CheckFailure(second.Check, new RunFailure("crashed", FaultSide.Job, "")));

        Assert.NotEqual(first.Node, second.Node);
        Assert.Equal((1, 0), (FaultsOf(first.Node), FaultsOf(second.Node)));
        Assert.Contains(check.Draw().Node, new[] { first.Node, second.Node });

        int FaultsOf(NodeId node) => check.Given.Network.Nodes.Find(node)!.Faults;
    }

    [Fact]
    public void After_eight_verifiers_in_vain_a_unit_is_done_again()
    {
        var check = new Checked(2);
        Decision? last = null;
        for (var i = 0; i < 8; i++)
        {
            var drawn = check.Draw();
            last = check.Given.Report(
                drawn.Node, new CheckFailure(drawn.Check, new RunFailure("crashed", FaultSide.Unknown, "")));
        }

        Assert.Equal(["CheckLost", "UnitReturned", "RunKeyRevealed"], Given.Names(last!));
    }

    [Fact]
    public void A_verifier_that_is_late_is_lost_and_at_fault()
    {
        var check = new Checked(2);
        var drawn = check.Draw();

        Assert.Empty(check.Given.After(659_999).Events);
        Assert.Equal(["NodeFaulted", "CheckLost"], Given.Names(check.Given.After(1)));
        Assert.Equal("check-lost", Given.RefusedMessage(check.ReportFile(drawn, isBound: true)));
    }

    [Fact]
    public void A_verifier_that_forgot_a_check_that_it_had_begun_has_lost_it()
    {
        var check = new Checked(2);
        var drawn = check.Draw();
        Assert.DoesNotContain("CheckLost", Given.Names(check.Given.Connect(drawn.Node)));
        check.ReportTiles(drawn, Truth);

        Assert.Contains("CheckLost", Given.Names(check.Given.Connect(drawn.Node)));
    }

    [Fact]
    public void A_report_about_a_check_that_breaks_a_rule_changes_nothing()
    {
        var check = new Checked(2);
        var drawn = check.Draw();
        var other = check.Leased.Node;
        var result = new CheckResult(drawn.Check, [], null, 1);
        string[] notes = [.. Enumerable.Repeat("note", 11)];

        Assert.Equal("check-lost", Refused(other, result));
        Assert.Equal("report-invalid", Refused(drawn.Node, result));
        Assert.Equal("report-untimely", Given.RefusedMessage(check.ReportFile(drawn, isBound: true)));
        Assert.Equal("failure-invalid", Refused(
            drawn.Node, new CheckFailure(drawn.Check, new RunFailure("", FaultSide.Job, ""))));
        Assert.Equal("check-lost", Refused(drawn.Node, new TilesReady(drawn.Check, true, null)));
        check.ReportTiles(drawn, Truth);
        Assert.Equal("already-reported", Given.RefusedMessage(check.ReportTiles(drawn, Truth)));
        Assert.Equal("report-invalid", Refused(drawn.Node, new FileResult(drawn.Check, true, "equal", null, notes)));
        Assert.Equal("report-invalid", Refused(drawn.Node, new FileResult(drawn.Check, true, "equal", null, [null!])));

        string? Refused(NodeId node, NodeMessage message) => Given.RefusedMessage(check.Given.Report(node, message));
    }

    [Fact]
    public void A_comparison_or_a_measure_that_nobody_asked_for_is_refused()
    {
        var check = new Checked(2);
        var drawn = check.Draw();
        Assert.Equal("check-lost", check.Compare(drawn, Truth, Truth).Refused?.Code);
        Assert.Equal("check-lost", check.Measure(drawn, 80_000).Refused?.Code);
        check.ReportTiles(drawn, Truth);

        Assert.Equal("comparison-invalid", check.Compare(drawn, Truth, Truth, [0]).Refused?.Code);
        Assert.Equal("comparison-invalid", check.Compare(drawn, Truth, Lie).Refused?.Code);
    }

    [Fact]
    public void A_benchmark_is_recomputed_by_another_operator()
    {
        var given = Given.Nodes(2);
        var leased = given.Lease(Some.Plugin(PluginSettings.CpuBenchmark));
        given.Report(leased.Node, Some.Result(leased.Run));
        var drawn = given.Place().OfType<CheckDrawn>().Single();
        Assert.True(drawn is { Whole: true, Draw: null });

        Assert.Equal(
            ["CheckReported", "CheckAgreed", "UnitAccepted", "JobCompleted"],
            Given.Names(given.Report(drawn.Node, new CheckResult(drawn.Check, [], Some.Payload, 1))));
    }

    [Fact]
    public void A_small_frame_is_rendered_whole()
    {
        var spec = Some.Frames();
        var check = new Checked(2, spec with { Blender = spec.Blender! with { Width = 64, Height = 64 } });

        Assert.True(check.Draw().Whole);
        Assert.Null(check.Unit!.Tiles);
    }
}
