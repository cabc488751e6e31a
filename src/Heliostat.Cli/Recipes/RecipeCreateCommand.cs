using System.CommandLine;
using Heliostat.Cli.Running;

namespace Heliostat.Cli.Recipes;

/// <summary><c>heliostat recipe create</c>.</summary>
internal static class RecipeCreateCommand
{
    private static readonly Argument<FileInfo> File = new("FILE")
    {
        Description = "JSON with name, payload and input_schema.",
    };

    public static Command Create() => new Command("create", "Make a recipe of a JSON file.")
    {
        File, RecipeFile.Name, RecipeFile.Visibility, RecipeFile.Quickstart,
    }.Does(RunAsync).Shows("heliostat recipe create train.json --quickstart train.md --visibility PUBLIC");

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var made = await client.Recipes.CreateAsync(RecipeFile.Read(run, run.Get(File)), run.Cancellation);
        RecipeTables.PrintChanged(run.Terminal, made, "is made");
    }
}
