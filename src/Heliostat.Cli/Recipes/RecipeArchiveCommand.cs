using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Recipes;

/// <summary><c>heliostat recipe archive</c>.</summary>
internal static class RecipeArchiveCommand
{
    private const string Archived = "ARCHIVED";

    private static readonly Argument<string> Recipe = RecipeCommand.Recipe();

    public static Command Create() => new Command(
        "archive", "Put a recipe of yours away: nothing is cooked of it until 'recipe edit' takes it out again.")
    {
        Recipe,
    }.Does(RunAsync);

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var recipe = await client.FindRecipeAsync(run.Get(Recipe), run.Cancellation);
        var archived = await client.Recipes.EditAsync(
            recipe.Uuid, new RecipeRequest { Visibility = Archived }, run.Cancellation);
        RecipeTables.PrintChanged(run.Terminal, archived, "is archived");
    }
}
