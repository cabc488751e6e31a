using System.CommandLine;
using Heliostat.Cli.Running;

namespace Heliostat.Cli.Recipes;

/// <summary><c>heliostat recipe remove</c>.</summary>
internal static class RecipeRemoveCommand
{
    private static readonly Argument<string> Recipe = RecipeCommand.Recipe();

    public static Command Create() => new Command("remove", "Remove a recipe of yours, for good.")
    {
        Recipe,
    }.Does(RunAsync);

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var recipe = await client.FindRecipeAsync(run.Get(Recipe), run.Cancellation);
        RecipeTables.PrintChanged(
            run.Terminal, await client.Recipes.RemoveAsync(recipe.Uuid, run.Cancellation), "is removed");
    }
}
