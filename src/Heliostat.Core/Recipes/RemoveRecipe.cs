namespace Heliostat.Core.Recipes;

/// <summary>A consumer has no more use for one of its recipes.</summary>
public sealed record RemoveRecipe(AccountId Account, RecipeId Recipe) : Command
{
    internal static Refusal Unknown => new("recipe-unknown", "This account sees no such recipe.");

    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (network.Recipes.Find(Account, Recipe) is null)
        {
            return Unknown;
        }

        ruling.Record(new RecipeRemoved(Recipe));
        return null;
    }
}
