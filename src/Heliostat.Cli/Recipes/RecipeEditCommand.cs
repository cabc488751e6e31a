using System.CommandLine;
using Heliostat.Cli.Running;

namespace Heliostat.Cli.Recipes;

/// <summary><c>heliostat recipe edit</c>.</summary>
internal static class RecipeEditCommand
{
    private static readonly Argument<string> Recipe = RecipeCommand.Recipe();

    private static readonly Option<FileInfo?> File = new("--file")
    {
        Description = "JSON with those of name, payload, input_schema and the like that are to change.",
        HelpName = "FILE",
    };

    public static Command Create() => new Command("edit", "Change a recipe of yours, or who sees it.")
    {
        Recipe, File, RecipeFile.Name, RecipeFile.Visibility, RecipeFile.Quickstart,
    }.Does(RunAsync).Shows("heliostat recipe edit RECIPE --visibility PUBLIC");

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var recipe = await client.FindRecipeAsync(run.Get(Recipe), run.Cancellation);
        var edited = await client.Recipes.EditAsync(
            recipe.Uuid, RecipeFile.Read(run, run.Get(File)), run.Cancellation);
        RecipeTables.PrintChanged(run.Terminal, edited, $"is changed; it is {edited.Visibility}");
    }
}
