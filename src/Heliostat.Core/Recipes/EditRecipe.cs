namespace Heliostat.Core.Recipes;

/// <summary>A consumer changes one of its recipes, or who sees it. What is null stays.</summary>
/// <param name="Account">The consumer.</param>
/// <param name="Recipe">The recipe.</param>
/// <param name="Content">The name under which what it says now is sealed.</param>
/// <param name="Visibility">Who sees it from now on.</param>
public sealed record EditRecipe(
    AccountId Account, RecipeId Recipe, ContentHash? Content, RecipeVisibility? Visibility) : Command
{
    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (network.Accounts.Find(Account) is not { Banned: false }
            || network.Recipes.Find(Account, Recipe) is not { } recipe)
        {
            return RemoveRecipe.Unknown;
        }

        if (Content is { } content && content != recipe.Content)
        {
            ruling.Record(new RecipeEdited(Recipe, content));
        }

        if (Visibility is { } to && to != recipe.Visibility)
        {
            ruling.Record(new RecipeMoved(Recipe, to));
        }

        return null;
    }
}
