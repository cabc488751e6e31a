namespace Heliostat.Core.Recipes;

/// <summary>Which recipes a job may be cooked of.</summary>
internal static class RecipeRules
{
    /// <summary>
    /// Why an account may not cook of a recipe; null if it may. One that is in no book is one of the program's own, or
    /// was removed a moment ago: what was read of it then was sound.
    /// </summary>
    public static Refusal? Check(Network network, AccountId account, RecipeId? named)
    {
        if (named is not { } id || network.Recipes.Find(id) is not { } recipe)
        {
            return null;
        }

        return !recipe.IsSeenBy(account) ? RemoveRecipe.Unknown
            : recipe.Visibility == RecipeVisibility.Archived ? new Refusal(
                "recipe-archived", "The recipe is archived; make it PRIVATE or PUBLIC before it is cooked.")
            : null;
    }
}
