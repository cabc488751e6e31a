using Heliostat.Core.Verification;

namespace Heliostat.Core.Tests.Verification;

/// <summary>Which of many differing tiles are measured.</summary>
public sealed class DisputedTilesTests
{
    private static readonly IReadOnlyList<int> Eighty = [.. Enumerable.Range(0, 80)];

    [Fact]
    public void They_are_picked_by_seed_and_are_not_the_first_ones()
    {
        var picks = Enumerable.Range(0, 50).Select(seed => Pick($"{seed}", Eighty)).ToList();

        Assert.All(picks, pick => Assert.Equal(16, pick.Count));
        Assert.All(picks, pick => Assert.Equal(pick.Distinct().Order(), pick));
        Assert.Equal(Pick("0", Eighty), picks[0]);
        Assert.Equal(80, picks.SelectMany(pick => pick).Distinct().Count());
        Assert.DoesNotContain(picks, pick => pick.SequenceEqual(Eighty.Take(16)));
    }

    [Fact]
    public void Few_are_measured_all_and_those_of_the_first_verifier_always()
    {
        Assert.Equal([3, 5], Pick("seed", [3, 5]));
        Assert.Empty(Pick("seed", []));
        Assert.Equal([3, 5, 78, 79], Pick("seed", [3, 5], ofFirst: [78, 79]));
        var both = Pick("seed", Eighty, ofFirst: [78, 79]);
        Assert.True(both.Count is 16 or 17 or 18);
        Assert.Superset(new HashSet<int>([78, 79]), both.ToHashSet());
    }

    [Fact]
    public void Half_of_them_are_those_to_which_an_earlier_verifier_agreed_and_the_others_any()
    {
        var spots = Enumerable.Range(0, 64).ToList();
        var picks = Enumerable.Range(0, 50).Select(seed => Pick($"{seed}", Eighty, spots: spots)).ToList();

        Assert.All(picks, pick => Assert.True(pick.Count(spots.Contains) >= DisputedTiles.SpotsCountMax));
        Assert.Contains(picks, pick => pick.Any(tile => tile >= 64));
        Assert.Equal([0, 70, 71], Pick("seed", [0, 70, 71], spots: [0]));
    }

    [Fact]
    public void The_seed_is_drawn_after_the_verifier_has_committed_itself_and_survives_a_restart()
    {
        var check = new Checked(3, shown: Checked.List("worker", "lie"));
        check.Dispute(Checked.List("worker", "lie"), Checked.List("all"));
        var second = check.Draw();
        var reported = Given.Happened<CheckReported>(check.ReportWhole(second, Checked.List("all")));

        Assert.NotNull(reported.Pick);
        check.Given.Restart();
        Assert.Equal(reported.Pick, check.Unit!.Pick);
    }

    [Fact]
    public void Where_nothing_differs_there_is_nothing_to_pick()
    {
        var check = new Checked(3, shown: Checked.List("all"));
        check.Dispute(Checked.List("all"), Checked.List("verifier", "lie"));
        var second = check.Draw();

        Assert.Null(Given.Happened<CheckReported>(check.ReportWhole(second, Checked.List("all"))).Pick);
    }

    [Fact]
    public void More_than_can_be_picked_is_refused()
    {
        var (worker, truth) = (Checked.List("worker", "lie"), Checked.List("all"));
        var check = new Checked(3, shown: worker);
        check.Dispute(worker, truth);
        var second = check.Draw();
        check.ReportWhole(second, truth);

        Assert.Equal("comparison-invalid", check.Compare(second, worker, truth, Eighty).Refused?.Code);
        Assert.Null(check.Compare(second, worker, truth, Pick("seed", Eighty, check.Unit!.First!.Tiles)).Refused);
    }

    private static IReadOnlyList<int> Pick(
        string seed,
        IReadOnlyList<int> differing,
        IReadOnlyList<int>? ofFirst = null,
        IReadOnlyList<int>? spots = null) =>
        DisputedTiles.Pick(Some.Hash(seed), differing, ofFirst ?? [], spots ?? []);
}
