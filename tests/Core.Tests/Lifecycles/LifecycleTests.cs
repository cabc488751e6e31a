using Heliostat.Core.Claims;
using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Core.Recipes;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;

namespace Heliostat.Core.Tests.Lifecycles;

/// <summary>
/// Every pair of a state and a move, of every table; that real commands make them, the simulation shows.
/// </summary>
public sealed class LifecycleTests
{
    [Fact]
    public void Nodes_move_as_their_table_says_and_no_other_way() => Walk(NodeLifecycle.Table, NodeLifecycle.Next);

    [Fact]
    public void Jobs_move_as_their_table_says_and_no_other_way() => Walk(JobLifecycle.Table, JobLifecycle.Next);

    [Fact]
    public void Tasks_move_as_their_table_says_and_no_other_way() => Walk(TaskLifecycle.Table, TaskLifecycle.Next);

    [Fact]
    public void Checks_move_as_their_table_says_and_no_other_way() => Walk(CheckLifecycle.Table, CheckLifecycle.Next);

    [Fact]
    public void Claims_move_as_their_table_says_and_no_other_way() => Walk(ClaimLifecycle.Table, ClaimLifecycle.Next);

    [Fact]
    public void Recipes_move_as_their_table_says_and_no_other_way() =>
        Walk(RecipeLifecycle.Table, RecipeLifecycle.Next);

    private static void Walk<TState, TMove>(
        IReadOnlyList<(TState From, TMove Move, TState To)> table, Func<TState, TMove, TState> next)
        where TState : struct, Enum
        where TMove : struct, Enum
    {
        Assert.Equal(table.Count, table.Select(row => (row.From, row.Move)).Distinct().Count());
        foreach (var from in Enum.GetValues<TState>())
        {
            foreach (var move in Enum.GetValues<TMove>())
            {
                var row = table.Where(row => row.From.Equals(from) && row.Move.Equals(move)).ToList();
                if (row.Count == 1)
                {
                    Assert.Equal(row[0].To, next(from, move));
                }
                else
                {
                    var bug = Assert.Throws<InvariantException>(() => next(from, move));
                    Assert.Contains($"is {from} cannot make the move {move}", bug.Message, StringComparison.Ordinal);
                }
            }
        }
    }
}
