namespace Heliostat.Core.Recipes;

/// <summary>A template for jobs. Its name, its payload and its papers are in the vault only.</summary>
public sealed class Recipe
{
    /// <summary>Its id.</summary>
    public required RecipeId Id { get; init; }

    /// <summary>The consumer who made it.</summary>
    public required AccountId Account { get; init; }

    /// <summary>The recipe that it began as a copy of; null for none.</summary>
    public RecipeId? ForkedFrom { get; init; }

    /// <summary>When it was made.</summary>
    public required Instant CreatedAt { get; init; }

    /// <summary>When it was changed last.</summary>
    [JsonInclude]
    public Instant UpdatedAt { get; internal set; }

    /// <summary>When a job was cooked of it last; null for never.</summary>
    [JsonInclude]
    public Instant? LastUsedAt { get; internal set; }

    /// <summary>The name under which what it says is sealed: a salted hash.</summary>
    [JsonInclude]
    public ContentHash Content { get; internal set; }

    /// <summary>Who sees it.</summary>
    [JsonInclude]
    public RecipeVisibility Visibility { get; internal set; }

    /// <summary>Whether an account sees it at all: its own, or one that is public.</summary>
    public bool IsSeenBy(AccountId account) => Account == account || Visibility == RecipeVisibility.Public;

    internal void Move(RecipeVisibility to) =>
        Visibility = RecipeLifecycle.Next(Visibility, RecipeLifecycle.MoveTo(to));
}
