using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Recipes;

/// <summary><c>heliostat recipe show</c>.</summary>
internal static class RecipeShowCommand
{
    private static readonly Argument<string> Recipe = RecipeCommand.Recipe();

    public static Command Create() => new Command(
        "show", "Show a recipe: its inputs and how to use it; with --json its payload too.")
    {
        Recipe,
    }.Does(RunAsync).Shows("heliostat recipe show ssh-workspace");

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var recipe = await client.FindRecipeAsync(run.Get(Recipe), run.Cancellation);
        if (run.Terminal.IsJson)
        {
            run.Terminal.Print(recipe, ApiJson.Default.RecipeResource);
            return;
        }

        RecipeTables.Print(run.Terminal, recipe);
    }
}
