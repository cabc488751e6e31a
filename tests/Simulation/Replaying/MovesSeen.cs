using Heliostat.Core;
using Heliostat.Core.Claims;
using Heliostat.Core.Jobs;
using Heliostat.Core.Journal;
using Heliostat.Core.Nodes;
using Heliostat.Core.Recipes;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;

namespace Heliostat.Simulation.Replaying;

/// <summary>
/// Which moves of the lifecycle tables a journal makes: its events are applied one by one, and everything that has a
/// state is looked at before and after each.
/// </summary>
internal static class MovesSeen
{
    /// <summary>Every row of every table, such as <c>node: Healthy to Offline</c>.</summary>
    public static IEnumerable<string> OfTables() =>
    [
        .. NodeLifecycle.Table.Select(row => Name("node", row.From, row.To)),
        .. JobLifecycle.Table.Select(row => Name("job", row.From, row.To)),
        .. TaskLifecycle.Table.Select(row => Name("task", row.From, row.To)),
        .. CheckLifecycle.Table.Select(row => Name("check", row.From, row.To)),
        .. ClaimLifecycle.Table.Select(row => Name("claim", row.From, row.To)),
        .. RecipeLifecycle.Table.Select(row => Name("recipe", row.From, row.To)),
    ];

    public static IEnumerable<string> Of(IEnumerable<JournalEntry> entries)
    {
        var books = new Network();
        var seen = new HashSet<string>();
        foreach (var entry in entries)
        {
            foreach (var happened in entry.Events)
            {
                var before = Look(books);
                books.Apply(happened, entry.At);
                seen.UnionWith(before
                    .Where(one => !Equals(one.State, one.Now()))
                    .Select(one => Name(one.Noun, one.State, one.Now())));
            }
        }

        return seen;
    }

    // What is removed with its last move is still held here, so that the move is seen.
    private static List<Seen> Look(Network books) =>
    [
        .. books.Nodes.All.Select(node => new Seen("node", node.State, () => node.State)),
        .. books.Jobs.All.Select(job => new Seen("job", job.State, () => job.State)),
        .. books.Jobs.All.SelectMany(job => job.Tasks.Values)
            .Select(task => new Seen("task", task.State, () => task.State)),
        .. books.Checks.All.Select(check => new Seen("check", check.State, () => check.State)),
        .. books.Checks.All.Select(check => check.Claim).OfType<Claim>()
            .Select(claim => new Seen("claim", claim.State, () => claim.State)),
        .. books.Recipes.All.Select(recipe => new Seen("recipe", recipe.Visibility, () => recipe.Visibility)),
    ];

    private static string Name(string noun, object from, object to) => $"{noun}: {from} to {to}";

    private sealed record Seen(string Noun, object State, Func<object> Now);
}
