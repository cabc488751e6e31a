using Heliostat.Core.Recipes;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Recipes;

/// <summary>A recipe as threads other than the loop's know it.</summary>
/// <param name="Id">The recipe.</param>
/// <param name="Account">The consumer who made it; null for one that comes with the program.</param>
/// <param name="Content">The name under which what it says is sealed.</param>
/// <param name="Visibility">Who sees it.</param>
/// <param name="ForkedFrom">The recipe that it began as a copy of.</param>
/// <param name="CreatedAtMs">When it was made.</param>
/// <param name="UpdatedAtMs">When it was changed last.</param>
/// <param name="LastUsedAtMs">When a job was cooked of it last.</param>
internal sealed record KnownRecipe(
    RecipeId Id,
    AccountId? Account,
    ContentHash Content,
    RecipeVisibility Visibility,
    RecipeId? ForkedFrom,
    long CreatedAtMs,
    long UpdatedAtMs,
    long? LastUsedAtMs)
{
    public static KnownRecipe Of(Recipe recipe) => new(
        recipe.Id,
        recipe.Account,
        recipe.Content,
        recipe.Visibility,
        recipe.ForkedFrom,
        recipe.CreatedAt.UnixMs,
        recipe.UpdatedAt.UnixMs,
        recipe.LastUsedAt?.UnixMs);

    /// <summary>True for one that comes with the program.</summary>
    public bool IsOfficial => Account is null;

    /// <summary>Whether an account sees it.</summary>
    public bool IsSeenBy(AccountId account) => Account == account || Visibility == RecipeVisibility.Public;
}
