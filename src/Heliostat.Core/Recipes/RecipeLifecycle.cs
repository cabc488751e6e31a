using static Heliostat.Core.Recipes.RecipeMove;
using static Heliostat.Core.Recipes.RecipeVisibility;

namespace Heliostat.Core.Recipes;

/// <summary>Who sees a recipe. Append-only.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RecipeVisibility>))]
public enum RecipeVisibility
{
    /// <summary>Its own account.</summary>
    Private,

    /// <summary>Every account; only its own changes it.</summary>
    Public,

    /// <summary>Its own account, and nothing is cooked of it.</summary>
    Archived,
}

/// <summary>What can happen to a recipe's visibility.</summary>
public enum RecipeMove
{
    /// <summary>Its account shows it to all.</summary>
    Publish,

    /// <summary>Its account keeps it to itself, takes it out of the archive, or was banned.</summary>
    Hide,

    /// <summary>Its account puts it away.</summary>
    Archive,
}

/// <summary>Every move that a recipe may make. A pair that is not listed is not allowed.</summary>
public static class RecipeLifecycle
{
    /// <summary>The table, in the order in which it is drawn.</summary>
    public static IReadOnlyList<(RecipeVisibility From, RecipeMove Move, RecipeVisibility To)> Table { get; } =
    [
        (Private, Publish, Public),
        (Public, Hide, Private),
        (Private, Archive, Archived),
        (Public, Archive, Archived),
        (Archived, Hide, Private),
        (Archived, Publish, Public),
    ];

    private static readonly Moves<RecipeVisibility, RecipeMove> Moves = new("recipe", Table);

    /// <summary>Where a move leads.</summary>
    /// <exception cref="InvariantException">The move is not allowed from there.</exception>
    public static RecipeVisibility Next(RecipeVisibility from, RecipeMove move) => Moves.Next(from, move);

    internal static RecipeMove MoveTo(RecipeVisibility to) => to switch
    {
        Private => Hide,
        Public => Publish,
        _ => Archive,
    };
}
