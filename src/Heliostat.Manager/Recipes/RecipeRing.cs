using System.Collections.Immutable;
using Heliostat.Core;
using Heliostat.Core.Accounts;
using Heliostat.Core.Jobs;
using Heliostat.Core.Recipes;
using Heliostat.Manager.Loop;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Recipes;

/// <summary>The recipes of accounts in memory, kept from the journal, for threads other than the loop's.</summary>
internal sealed class RecipeRing : IJournalReader
{
    private volatile ImmutableDictionary<RecipeId, KnownRecipe> _recipes =
        ImmutableDictionary<RecipeId, KnownRecipe>.Empty;

    /// <summary>Every recipe that an account made.</summary>
    public IEnumerable<KnownRecipe> All => _recipes.Values;

    /// <summary>The recipe, or null.</summary>
    public KnownRecipe? Find(RecipeId id) => _recipes.GetValueOrDefault(id);

    /// <summary>An account's recipe that says what is sealed under a name; null when there is none.</summary>
    public KnownRecipe? FindByContent(AccountId account, ContentHash content) =>
        All.FirstOrDefault(recipe => recipe.Account == account && recipe.Content == content);

    /// <summary>Takes what the books hold when the manager starts.</summary>
    public void Fill(Network network) =>
        _recipes = network.Recipes.All.ToImmutableDictionary(recipe => recipe.Id, KnownRecipe.Of);

    /// <inheritdoc/>
    public void Read(CommittedGroup group, Network network)
    {
        foreach (var entry in group.Entries)
        {
            if (entry.Command is CreateRecipe or EditRecipe or RemoveRecipe or BanAccount
                or SubmitJob { Spec.Recipe: not null })
            {
                Read(entry, network);
            }
        }
    }

    private void Read(CommittedEntry entry, Network network)
    {
        foreach (var happened in entry.Events)
        {
            switch (happened)
            {
                case RecipeCreated e: Take(e.Recipe, network); break;
                case RecipeEdited e: Take(e.Recipe, network); break;
                case RecipeMoved e: Take(e.Recipe, network); break;
                case RecipeRemoved e: Take(e.Recipe, network); break;
                case JobSubmitted { Spec.Recipe: { } used }: Take(used, network); break;
            }
        }
    }

    // Only the loop's thread writes; others see the one or the other, and each of them whole.
    private void Take(RecipeId id, Network network) => _recipes = network.Recipes.Find(id) is { } recipe
        ? _recipes.SetItem(id, KnownRecipe.Of(recipe))
        : _recipes.Remove(id);
}
