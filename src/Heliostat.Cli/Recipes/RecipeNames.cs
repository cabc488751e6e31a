using Heliostat.Cli.Running;
using Heliostat.Client;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Values;

namespace Heliostat.Cli.Recipes;

/// <summary>Finds the recipe that somebody means.</summary>
internal static class RecipeNames
{
    private const string UnknownCode = "recipe-unknown";

    /// <summary>By its id, by its short name, or by its name where only one is called so.</summary>
    public static async Task<RecipeResource> FindRecipeAsync(
        this HeliostatClient client, string text, CancellationToken cancellation)
    {
        if (Guid.TryParseExact(text, "D", out var id))
        {
            return await client.Recipes.GetAsync(id, cancellation);
        }

        try
        {
            return await client.Recipes.GetAsync(RecipeId.OfSlug(text).Value, cancellation);
        }
        catch (HeliostatException cause) when (cause.Code == UnknownCode)
        {
            // It is no short name, then.
        }

        var found = await client.Recipes.AllAsync(cancellation)
            .Where(recipe => recipe.Name.Equals(text, StringComparison.OrdinalIgnoreCase))
            .ToListAsync(cancellation);
        return found switch
        {
            [var one] => one,
            [] => throw CliFailure.Failed(
                UnknownCode, $"There is no recipe called '{text}'.", "'heliostat recipe list' shows all."),
            _ => throw CliFailure.Usage(
                "recipe-ambiguous", $"{found.Count} recipes are called '{text}'.", "Name it by its id."),
        };
    }
}
