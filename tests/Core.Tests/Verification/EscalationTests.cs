using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Verification;

namespace Heliostat.Core.Tests.Verification;

/// <summary>What a second verifier of a third operator decides, row by row.</summary>
public sealed class EscalationTests
{
    private static readonly TileList Truth = Checked.List("all");
    private static readonly TileList Lie = Checked.List("one", "lie");
    private static readonly TileList OtherLie = Checked.List("two", "another lie");

    [Fact]
    public void A_disagreement_asks_for_a_second_verifier_of_a_third_operator_who_renders_it_whole()
    {
        var check = new Checked(3);
        var first = check.Dispute(Truth, Lie);
        Assert.Equal(TaskState.Escalated, check.Given.Task().State);
        var second = check.Draw();

        Assert.True(second is { Whole: true, Draw: null, Check.Ordinal: 2 });
        Assert.Equal(
            3, new[] { check.Leased.Node, first.Node, second.Node }.Select(check.Given.OperatorOf).Distinct().Count());
    }

    [Fact]
    public void A_second_verifier_that_agrees_with_the_worker_refutes_the_first()
    {
        var check = new Checked(3);
        var first = check.Dispute(Truth, Lie);
        var second = check.Draw();
        check.ReportWhole(second, Truth);
        var decision = check.ReportFile(second, isBound: true);

        Assert.Contains("UnitAccepted", Given.Names(decision));
        Assert.Equal((first.Node, "verifier-refuted"), Fault(decision));
    }

    [Fact]
    public void A_second_verifier_whose_pixels_are_alike_to_the_workers_refutes_the_first_as_well()
    {
        var check = new Checked(3);
        var first = check.Dispute(Truth, Lie);
        var second = check.Draw();
        check.ReportWhole(second, OtherLie);
        check.Compare(second, Truth, OtherLie, check.Unit!.First!.Tiles);
        check.Measure(second, 70_000, 20_000);
        var decision = check.ReportFile(second, isBound: true);

        Assert.Equal((first.Node, "verifier-refuted"), Fault(decision));
    }

    [Theory]
    [InlineData("its list")]
    [InlineData("its pixels")]
    public void A_worker_that_keeps_back_what_it_committed_to_gets_no_verifier_refuted(string kept)
    {
        var check = new Checked(3);
        var first = check.Draw();
        check.ReportTiles(first, kept == "its list" ? Truth : Lie);
        check.Compare(first, kept == "its list" ? null : Truth, kept == "its list" ? Truth : Lie);
        check.Given.After(120_000);
        var second = check.Draw();
        check.ReportWhole(second, Truth);
        var decision = check.ReportFile(second, isBound: true);

        Assert.Contains("UnitAccepted", Given.Names(decision));
        Assert.DoesNotContain("NodeFaulted", Given.Names(decision));
    }

    [Fact]
    public void A_second_verifier_that_agrees_with_the_first_convicts_the_worker()
    {
        var check = new Checked(3);
        check.Dispute(Truth, Lie);
        var second = check.Draw();
        check.ReportWhole(second, Lie);
        check.Compare(second, Truth, Lie, check.Unit!.First!.Tiles);
        var decision = check.Measure(second, 20_000);

        Assert.Equal(
            ["CheckDisagreed", "UnitRejected", "NodeFaulted", "RunKeyRevealed"], Given.Names(decision));
        Assert.Equal((check.Leased.Node, FailureReasons.Rejected), Fault(decision));
        Assert.Contains(check.Leased.Node, check.Given.Task().Avoid);
    }

    [Fact]
    public void A_second_verifier_whose_pixels_are_alike_to_the_firsts_convicts_the_worker_as_well()
    {
        var check = new Checked(3);
        check.Dispute(Truth, Lie);
        var second = check.Draw();
        check.ReportWhole(second, OtherLie);
        check.Compare(second, Truth, OtherLie, check.Unit!.First!.Tiles);

        Assert.Contains("UnitRejected", Given.Names(check.Measure(second, 20_000, 70_000)));
    }

    [Fact]
    public void Agreement_with_the_first_in_one_tile_is_not_enough_however_it_is_measured()
    {
        var check = new Checked(3);
        check.Dispute(Truth, Lie);
        var tile = check.Unit!.First!.Tiles[0];
        var second = check.Draw();
        var found = Checked.List("two", "lie", tile);
        check.ReportWhole(second, found);
        check.Compare(second, Truth, found, [tile]);
        var decision = check.Given.When(new MeasureTiles(
            second.Check, [new TileMeasure(tile, 20_000)], [new TileMeasure(tile, 90_000)]));

        Assert.Contains("UnitReturned", Given.Names(decision));
    }

    [Fact]
    public void A_verifier_that_keeps_its_pixels_back_convicts_nobody()
    {
        var check = new Checked(3);
        var drawn = check.Draw();
        check.ReportTiles(drawn, Lie);
        check.Compare(drawn, Truth, Lie);
        check.Given.Report(check.Leased.Node, new TilesReady(drawn.Check, false, Some.File));
        var decision = check.Given.After(120_000);

        Assert.Equal(["NodeFaulted", "CheckLost"], Given.Names(decision));
        Assert.Equal(drawn.Node, Given.Happened<NodeFaulted>(decision).Node);
        Assert.NotEqual(drawn.Node, check.Draw().Node);
    }

    [Fact]
    public void Three_different_findings_punish_nobody()
    {
        var check = new Checked(3);
        check.Dispute(Truth, Lie);
        var second = check.Draw();
        check.ReportWhole(second, OtherLie);
        check.Compare(second, Truth, OtherLie, check.Unit!.First!.Tiles);
        var decision = check.Measure(second, 20_000, 20_000);

        Assert.Equal(["CheckDisagreed", "UnitReturned", "RunKeyRevealed"], Given.Names(decision));
        Assert.Empty(check.Given.Task().Avoid);
    }

    [Fact]
    public void Without_a_second_verifier_within_ten_minutes_the_frame_is_done_again()
    {
        var check = new Checked(2);
        check.Dispute(Truth, Lie);
        check.Given.Place();

        Assert.Empty(check.Given.After(599_999).Events);
        Assert.Equal(["UnitReturned", "RunKeyRevealed"], Given.Names(check.Given.After(1)));
    }

    [Fact]
    public void An_unbound_file_is_disputed_and_a_second_verifier_decides_about_it()
    {
        foreach (var isBound in new[] { true, false })
        {
            var check = new Checked(3);
            var first = check.Draw();
            check.ReportTiles(first, Truth);
            check.Compare(first, Truth, Truth);
            Assert.Contains("UnitEscalated", Given.Names(check.ReportFile(first, isBound: false)));
            var second = check.Draw();
            check.ReportWhole(second, Truth);
            var decision = check.ReportFile(second, isBound);

            Assert.Contains(isBound ? "UnitAccepted" : "UnitRejected", Given.Names(decision));
            Assert.Equal(isBound ? first.Node : check.Leased.Node, Fault(decision).Node);
        }
    }

    [Theory]
    [InlineData(150_000, 91_827, "UnitAccepted")]
    [InlineData(150_000, 65_000, "UnitAccepted")]
    [InlineData(150_000, 64_999, "UnitEscalated")]
    [InlineData(150_000, null, "UnitEscalated")]
    [InlineData(null, 91_827, "UnitEscalated")]
    public void Where_tiles_were_alike_and_not_equal_the_same_is_asked_of_the_file(
        int? tiles, int? file, string verdict)
    {
        var check = new Checked(3);
        var drawn = check.Draw();
        var found = tiles is null ? Truth : Lie;
        check.ReportTiles(drawn, found);
        check.Compare(drawn, Truth, found);
        if (tiles is { } alike)
        {
            check.Measure(drawn, alike);
        }

        Assert.Contains(verdict, Given.Names(check.ReportFile(drawn, isBound: false, file)));
    }

    [Fact]
    public void A_dispute_about_tiles_is_not_settled_by_one_about_the_file()
    {
        var check = new Checked(3);
        check.Dispute(Truth, Lie);
        var second = check.Draw();
        check.ReportWhole(second, Truth);

        Assert.Contains("UnitReturned", Given.Names(check.ReportFile(second, isBound: false)));
    }

    [Fact]
    public void A_recomputed_result_is_decided_by_two_of_three()
    {
        (string, string)[] verdicts = [("truth", "UnitAccepted"), ("lie", "UnitRejected"), ("x", "UnitReturned")];
        foreach (var (told, verdict) in verdicts)
        {
            var given = Given.Nodes(3);
            var leased = given.Lease(Some.Plugin(PluginSettings.CpuBenchmark));
            given.Report(leased.Node, Some.Result(leased.Run, 0, Some.Hash("truth")));
            var first = given.Place().OfType<CheckDrawn>().Single();
            given.Report(first.Node, new CheckResult(first.Check, [], Some.Hash("lie"), 1));
            var second = given.Place().OfType<CheckDrawn>().Single();

            Assert.Contains(
                verdict, Given.Names(given.Report(second.Node, new CheckResult(second.Check, [], Some.Hash(told), 1))));
        }
    }

    [Fact]
    public void A_cheat_with_a_dozen_rejected_frames_costs_its_task_one_fault()
    {
        var given = Given.Nodes(3);
        var leased = given.Lease(Some.Frames("1-12", 12));
        given.Report(leased.Node, [.. Enumerable.Range(0, 12).Select(unit => Some.Result(leased.Run, unit))]);
        for (var i = 0; i < 24; i++)
        {
            foreach (var drawn in given.Place().OfType<CheckDrawn>())
            {
                Dissent(given, drawn);
            }
        }

        Assert.Equal((12, 1), (given.TheJob.UnitsRejected, given.Task().NodeFaults));
        Assert.Equal(JobState.Running, given.TheJob.State);
    }

    [Fact]
    public void Disputed_tiles_are_handed_over_by_the_parties_only()
    {
        var check = new Checked(4);
        var first = check.Draw();
        check.ReportTiles(first, Lie);
        check.Compare(first, Truth, Lie);
        var stranger = check.Given.Network.Nodes.All.First(n => n.Id != first.Node && n.Id != check.Leased.Node).Id;

        Assert.Equal("check-lost", Refused(stranger, true));
        Assert.Equal("check-lost", Refused(stranger, false));
        Assert.Equal("check-lost", Refused(check.Leased.Node, true));
        Assert.Null(Refused(check.Leased.Node, false));
        Assert.Null(Refused(first.Node, true));

        string? Refused(Protocol.Values.NodeId node, bool byVerifier) => Given.RefusedMessage(
            check.Given.Report(node, new TilesReady(first.Check, byVerifier, Some.File)));
    }

    private static void Dissent(Given given, CheckDrawn drawn)
    {
        var unit = given.Network.Checks.Find(drawn.Check)!;
        IReadOnlyList<int> tiles = unit.Tiles ?? unit.First!.Tiles;
        IReadOnlyList<Protocol.Values.ContentHash> found = [.. tiles.Select(tile => Lie[tile])];
        given.Report(drawn.Node, new CheckResult(
            drawn.Check, unit.Tiles is null ? [] : found, unit.Tiles is null ? Lie.Commitment : null, 1));
        given.When(new CompareTiles(drawn.Check, tiles, [], found));
    }

    private static (Protocol.Values.NodeId Node, string Reason) Fault(Decision decision)
    {
        var fault = Given.Happened<NodeFaulted>(decision);
        return (fault.Node, fault.Reason);
    }
}
