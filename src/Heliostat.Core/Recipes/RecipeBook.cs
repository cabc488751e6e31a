using Heliostat.Core.Jobs;

namespace Heliostat.Core.Recipes;

/// <summary>Every recipe that an account made. Those that come with the program are in no book.</summary>
public sealed class RecipeBook
{
    private readonly SortedDictionary<(Instant CreatedAt, RecipeId Id), Recipe> _inOrder = [];
    private readonly Dictionary<RecipeId, Recipe> _byId = [];
    private readonly Dictionary<AccountId, int> _counts = [];

    /// <summary>Recipes in the order in which they were made.</summary>
    public IReadOnlyCollection<Recipe> All => _inOrder.Values;

    /// <summary>The recipe, or null.</summary>
    public Recipe? Find(RecipeId id) => _byId.GetValueOrDefault(id);

    /// <summary>An account's recipe; null when it has no such one.</summary>
    public Recipe? Find(AccountId account, RecipeId id) =>
        Find(id) is { } recipe && recipe.Account == account ? recipe : null;

    internal int CountOf(AccountId account) => _counts.GetValueOrDefault(account);

    internal void Apply(RecipeCreated happened, Instant at) => Add(new Recipe
    {
        Id = happened.Recipe,
        Account = happened.Account,
        ForkedFrom = happened.ForkedFrom,
        CreatedAt = at,
        UpdatedAt = at,
        Content = happened.Content,
        Visibility = happened.Visibility,
    });

    internal void Apply(RecipeEdited happened, Instant at)
    {
        var recipe = Get(happened.Recipe);
        (recipe.Content, recipe.UpdatedAt) = (happened.Content, at);
    }

    internal void Apply(RecipeMoved happened, Instant at)
    {
        var recipe = Get(happened.Recipe);
        recipe.Move(happened.To);
        recipe.UpdatedAt = at;
    }

    internal void Apply(RecipeRemoved happened)
    {
        var recipe = Get(happened.Recipe);
        _byId.Remove(recipe.Id);
        _inOrder.Remove((recipe.CreatedAt, recipe.Id));
        if (--_counts[recipe.Account] == 0)
        {
            _counts.Remove(recipe.Account);
        }
    }

    /// <summary>A recipe was used, if the job was cooked of one that an account made.</summary>
    internal void Apply(JobSubmitted happened, Instant at)
    {
        if (happened.Spec.Recipe is { } id && Find(id) is { } recipe)
        {
            recipe.LastUsedAt = at;
        }
    }

    internal void Write(NetworkState state) => state.Recipes = [.. _inOrder.Values];

    internal void Read(NetworkState state) => state.Recipes.ForEach(Add);

    private Recipe Get(RecipeId id) => Find(id) ?? throw new InvariantException($"There is no recipe {id}.");

    private void Add(Recipe recipe)
    {
        _inOrder.Add((recipe.CreatedAt, recipe.Id), recipe);
        _byId.Add(recipe.Id, recipe);
        _counts[recipe.Account] = CountOf(recipe.Account) + 1;
    }
}
