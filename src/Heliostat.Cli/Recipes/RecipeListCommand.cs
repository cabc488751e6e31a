using System.CommandLine;
using Heliostat.Cli.Jobs;
using Heliostat.Cli.Running;
using Heliostat.Client.Calls;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Recipes;

/// <summary><c>heliostat recipe list</c>.</summary>
internal static class RecipeListCommand
{
    private static readonly Option<bool> Official = new("--official")
    {
        Description = "Only those that come with the program.",
    };

    private static readonly Option<string?> Visibility = new("--visibility")
    {
        Description = "Only those that are PRIVATE, PUBLIC or ARCHIVED.",
        HelpName = "STATE",
    };

    private static readonly Option<string?> Sort = new("--sort")
    {
        Description = "created_at, updated_at or last_used_at, with a minus for the last first. [default: created_at]",
        HelpName = "FIELD",
    };

    private static readonly Option<int> Limit = JobArguments.Limit();

    private static readonly Option<int> Page = JobArguments.Page();

    public static Command Create() => new Command(
        "list", "List your recipes, those that are public, and those that come with the program.")
    {
        Official, Visibility, Sort, Limit, Page,
    }.Does(RunAsync).Shows("heliostat recipe list --official", "heliostat recipe list --sort -last_used_at");

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var query = new RecipeListQuery
        {
            IsOfficial = run.Get(Official) ? true : null,
            Visibility = run.Get(Visibility),
            Sort = run.Get(Sort),
            Limit = run.Get(Limit),
            Page = run.Get(Page),
        };
        var found = await client.Recipes.ListAsync(query, run.Cancellation);
        if (run.Terminal.IsJson)
        {
            run.Terminal.Print(found, ApiJson.Default.ListPageRecipeResource);
            return;
        }

        RecipeTables.Print(run.Terminal, found.Data);
        run.Terminal.Say($"{found.Data.Count} of {Words.Count(found.Total, "recipe")}; inputs with a * are needed.");
    }
}
