using System.Text.Json;
using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Recipes;

/// <summary>Recipes as people read them. What they say may come from strangers.</summary>
internal static class RecipeTables
{
    public static void Print(Terminal terminal, IReadOnlyList<RecipeResource> recipes) => terminal.Print(
        ["Recipe", "Name", "Visibility", "Whose", "Last used", "Inputs"],
        recipes.Select(recipe => new[]
        {
            recipe.Uuid.ToString(),
            SafeText.Line(recipe.Name),
            recipe.Visibility,
            WhoseOf(recipe),
            Words.Time(recipe.LastUsedAt),
            string.Join(' ', recipe.InputSchema.Select(input => input.Key + (input.Required == true ? "*" : ""))),
        }));

    public static void Print(Terminal terminal, RecipeResource recipe)
    {
        terminal.Print(
        [
            ("Recipe", recipe.Uuid.ToString()),
            ("Name", SafeText.Line(recipe.Name)),
            ("Description", SafeText.Line(recipe.Description)),
            ("Visibility", recipe.Visibility),
            ("Whose", WhoseOf(recipe)),
            ("Forked from", recipe.ForkedFromRecipeUuid?.ToString()),
            ("Picture", SafeText.Line(recipe.ThumbnailUrl)),
            ("Created", Words.Time(recipe.CreatedAt)),
            ("Changed", Words.Time(recipe.UpdatedAt)),
            ("Last used", Words.Time(recipe.LastUsedAt)),
        ]);
        if (recipe.InputSchema.Count > 0)
        {
            terminal.Print(["Input", "Type", "Needed", "Default", "What it is"], recipe.InputSchema.Select(RowOf));
        }

        if (recipe.QuickstartMd is { } quickstart)
        {
            terminal.Print(SafeText.Of(quickstart).TrimEnd('\n'));
        }
    }

    /// <summary>Prints a recipe that was just made or changed: as JSON, or in one sentence.</summary>
    public static void PrintChanged(Terminal terminal, RecipeResource recipe, string how)
    {
        if (terminal.IsJson)
        {
            terminal.Print(recipe, ApiJson.Default.RecipeResource);
        }
        else
        {
            terminal.Print($"Recipe {recipe.Uuid} {how}.");
        }
    }

    private static string[] RowOf(RecipeInput input) =>
    [
        SafeText.Line(input.Key),
        SafeText.Line(input.Options is { Count: > 0 } options
            ? string.Join('|', options.Select(option => option.Value))
            : input.Type),
        input.Required == true ? "yes" : "",
        SafeText.Line(TextOf(input.DefaultValue)),
        SafeText.Line(string.Join(". ", new[] { input.Label, input.Description }.Where(text => text is not null))),
    ];

    private static string? TextOf(JsonElement? value) => value is not { ValueKind: not JsonValueKind.Null } some ? null
        : some.ValueKind == JsonValueKind.String ? some.GetString()
        : some.GetRawText();

    private static string WhoseOf(RecipeResource recipe) =>
        recipe.IsOfficial ? "the program's" : recipe.IsOwner ? "yours" : "another's";
}
