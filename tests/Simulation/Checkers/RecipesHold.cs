using Heliostat.Core;
using Heliostat.Core.Accounts;
using Heliostat.Core.Jobs;
using Heliostat.Core.Journal;
using Heliostat.Core.Recipes;

namespace Heliostat.Simulation.Checkers;

/// <summary>Holds the recipes, and what is cooked of them, against who may see them.</summary>
internal sealed class RecipesHold : Checker
{
    public override string Promise =>
        "Only consumers have recipes, few each; jobs are cooked of what their account sees; nothing of who is banned "
        + "is shown to all.";

    public override void Look(JournalEntry entry, Network books)
    {
        foreach (var mine in books.Recipes.All.GroupBy(recipe => recipe.Account))
        {
            var account = books.Accounts.Find(mine.Key)!;
            if (account.Kind != AccountKind.Consumer)
            {
                throw Broken($"recipe {mine.First().Id} is no consumer's");
            }

            if (mine.Count() > CreateRecipe.RecipesPerAccountMax)
            {
                throw Broken($"account {account.Id} has {mine.Count()} recipes");
            }

            if (account.Banned && mine.Any(recipe => recipe.Visibility == RecipeVisibility.Public))
            {
                throw Broken($"account {account.Id} is banned and shows a recipe to all");
            }
        }

        foreach (var cooked in entry.Events.OfType<JobSubmitted>().Where(e => e.Spec.Recipe is not null))
        {
            if (books.Recipes.Find(cooked.Spec.Recipe!.Value) is { } recipe
                && (!recipe.IsSeenBy(cooked.Account) || recipe.Visibility == RecipeVisibility.Archived))
            {
                throw Broken($"job {cooked.Job} was cooked of a recipe that its account cannot use");
            }
        }
    }
}
