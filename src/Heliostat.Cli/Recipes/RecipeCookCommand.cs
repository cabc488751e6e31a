using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Heliostat.Cli.Containers;
using Heliostat.Cli.Jobs;
using Heliostat.Cli.Running;
using Heliostat.Client;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Recipes;

/// <summary><c>heliostat recipe cook</c>.</summary>
internal static class RecipeCookCommand
{
    private static readonly Argument<string> Recipe = RecipeCommand.Recipe();

    private static readonly Option<string[]> Inputs = new("--input", "-i")
    {
        Description = "The value of an input, as key=value, or as key=@file with what a file holds; may be given more "
            + "than once.",
        HelpName = "KEY=VALUE",
    };

    private static readonly Option<FileInfo?> Job = new("--job")
    {
        Description = "JSON with fields of a job that replace the recipe's; null takes one away.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> Title = new("--title")
    {
        Description = "What people see. [default: the recipe's]",
        HelpName = "TEXT",
    };

    private static readonly Option<DirectoryInfo?> Folder = new("--folder")
    {
        Description = "Upload this folder; a container finds it at /input.",
        HelpName = "DIR",
    };

    private static readonly Option<bool> Watch = new("--watch", "-w")
    {
        Description = "Follow the job until it ends, or, where it is PERSISTENT, until it runs.",
    };

    public static Command Create() => new Command("cook", "Make a job of a recipe.")
    {
        Recipe, Inputs, Job, Title, Folder, Watch,
    }.Does(RunAsync).Shows(
        "heliostat recipe cook ssh-workspace --input ssh_key=@~/.ssh/id_ed25519.pub",
        "heliostat recipe cook ffmpeg-transcode --folder takes --input file=take-7.mov --watch");

    private static async Task<int> RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var recipe = await client.FindRecipeAsync(run.Get(Recipe), run.Cancellation);
        var order = RecipeOrder.Of(recipe, run.Get(Inputs) ?? [], await ChangesAsync(run, client));
        var body = JsonElement.Parse(order.ToJsonString());
        var job = await client.Recipes.CookAsync(recipe.Uuid, body, run.Cancellation);
        if (run.Get(Watch))
        {
            run.Terminal.Say($"Job {job.Uuid} is submitted. Ctrl-C stops watching; the job goes on.");
            return JobEnding.Print(
                run.Terminal,
                await new JobFollower(client, run.Terminal) { UntilItRuns = true }
                    .FollowAsync(job.Uuid, null, run.Cancellation));
        }

        if (run.Terminal.IsJson)
        {
            run.Terminal.Print(job, ApiJson.Default.JobResource);
            return ExitCodes.Ok;
        }

        run.Terminal.Print($"Job {job.Uuid} is {job.Status}.");
        run.Terminal.Say($"Follow it with 'heliostat job watch {job.Uuid}'.");
        return ExitCodes.Ok;
    }

    private static async Task<JsonObject> ChangesAsync(CommandRun run, HeliostatClient client)
    {
        var changes = RecipeOrder.ReadChanges(run.Get(Job));
        if (run.Get(Title) is { } title)
        {
            changes["title"] = title;
        }

        if (run.Get(Folder) is { } folder)
        {
            var list = await FolderSubmission.UploadAsync(client, run.Terminal, folder.FullName, run.Cancellation);
            if (changes["parameters"] is not JsonObject parameters)
            {
                changes["parameters"] = parameters = [];
            }

            if (parameters["parameters"] is not JsonObject inner)
            {
                parameters["parameters"] = inner = [];
            }

            inner["input"] = list.ToString();
        }

        return changes;
    }
}
