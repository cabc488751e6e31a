namespace Heliostat.Core.Recipes;

/// <summary>A consumer made a recipe.</summary>
/// <param name="Recipe">The recipe.</param>
/// <param name="Account">The consumer.</param>
/// <param name="Content">The name under which what it says is sealed: a salted hash.</param>
/// <param name="Visibility">Who sees it.</param>
/// <param name="ForkedFrom">The recipe that it is a copy of; null for none.</param>
public sealed record RecipeCreated(
    RecipeId Recipe, AccountId Account, ContentHash Content, RecipeVisibility Visibility, RecipeId? ForkedFrom) : Event;

/// <summary>A recipe says something else, sealed under a new name.</summary>
public sealed record RecipeEdited(RecipeId Recipe, ContentHash Content) : Event;

/// <summary>A recipe is seen by others than before.</summary>
public sealed record RecipeMoved(RecipeId Recipe, RecipeVisibility To) : Event;

/// <summary>A recipe is gone. Jobs that were cooked of it still name it.</summary>
public sealed record RecipeRemoved(RecipeId Recipe) : Event;
