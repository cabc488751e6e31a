using Heliostat.Core.Accounts;

namespace Heliostat.Core.Recipes;

/// <summary>A consumer makes a template for jobs; what it says is sealed in the vault before.</summary>
/// <param name="Account">The consumer.</param>
/// <param name="Content">The name under which it is sealed: a salted hash.</param>
/// <param name="Visibility">Who sees it.</param>
/// <param name="ForkedFrom">
/// The recipe that it is a copy of; null for none. One that is in no book is taken for one of the program's own.
/// </param>
public sealed record CreateRecipe(
    AccountId Account, ContentHash Content, RecipeVisibility Visibility, RecipeId? ForkedFrom) : Command
{
    /// <summary>Recipes that one account may have, those in its archive included.</summary>
    public const int RecipesPerAccountMax = 100;

    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (network.Accounts.Find(Account) is not { Banned: false, Kind: AccountKind.Consumer })
        {
            return new Refusal("consumer-unknown", "Only a consumer that is not banned can have recipes.");
        }

        if (Visibility == RecipeVisibility.Archived)
        {
            return new Refusal("visibility-invalid", "A new recipe is PRIVATE or PUBLIC; archive it later.");
        }

        if (ForkedFrom is { } from && network.Recipes.Find(from) is { } origin && !origin.IsSeenBy(Account))
        {
            return RemoveRecipe.Unknown;
        }

        if (network.Recipes.CountOf(Account) >= RecipesPerAccountMax)
        {
            return new Refusal(
                "recipes-too-many", $"An account has at most {RecipesPerAccountMax} recipes; remove one first.");
        }

        ruling.Record(
            new RecipeCreated(new RecipeId(ruling.Choice.NextId()), Account, Content, Visibility, ForkedFrom));
        return null;
    }
}
