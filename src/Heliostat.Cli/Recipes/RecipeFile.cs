using System.CommandLine;
using System.Text.Json;
using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Recipes;

/// <summary>What a recipe is to say, from files and options.</summary>
internal static class RecipeFile
{
    public static Option<string?> Name { get; } = new("--name")
    {
        Description = "What people call it.",
        HelpName = "TEXT",
    };

    public static Option<FileInfo?> Quickstart { get; } = new("--quickstart")
    {
        Description = "A Markdown file that says how to use it.",
        HelpName = "FILE",
    };

    public static Option<string?> Visibility { get; } = new("--visibility")
    {
        Description = "PRIVATE (you see it), PUBLIC (everyone does) or ARCHIVED (nothing is cooked of it).",
        HelpName = "STATE",
    };

    /// <summary>The file's recipe, with what the options say in its place.</summary>
    public static RecipeRequest Read(CommandRun run, FileInfo? file)
    {
        var read = file is null
            ? new RecipeRequest()
            : Parse(FileText.Read(file.FullName), file.Name);
        return read with
        {
            Name = run.Get(Name) ?? read.Name,
            Visibility = run.Get(Visibility) ?? read.Visibility,
            QuickstartMd = run.Get(Quickstart) is { } quickstart
                ? FileText.Read(quickstart.FullName)
                : read.QuickstartMd,
        };
    }

    private static RecipeRequest Parse(string text, string name)
    {
        try
        {
            return JsonSerializer.Deserialize(text, ApiJson.Default.RecipeRequest) ?? throw new JsonException("null");
        }
        catch (JsonException cause)
        {
            throw CliFailure.Usage(
                "recipe-unreadable",
                $"{name} is no recipe: {cause.Message}",
                "It is JSON with name, payload and input_schema, as 'heliostat recipe show --json' shows them.");
        }
    }
}
