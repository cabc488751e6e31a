using System.CommandLine;
using Heliostat.Cli.Running;

namespace Heliostat.Cli.Recipes;

/// <summary><c>heliostat recipe fork</c>.</summary>
internal static class RecipeForkCommand
{
    private static readonly Argument<string> Recipe = RecipeCommand.Recipe();

    public static Command Create() => new Command("fork", "Make a copy of your own of any recipe that you see.")
    {
        Recipe, RecipeFile.Name,
    }.Does(RunAsync).Shows("heliostat recipe fork pytorch-training --name 'my training'");

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var recipe = await client.FindRecipeAsync(run.Get(Recipe), run.Cancellation);
        var fork = await client.Recipes.ForkAsync(recipe.Uuid, run.Get(RecipeFile.Name), run.Cancellation);
        RecipeTables.PrintChanged(run.Terminal, fork, "is made; nobody else sees it");
    }
}
