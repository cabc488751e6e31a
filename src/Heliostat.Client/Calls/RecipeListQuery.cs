namespace Heliostat.Client.Calls;

/// <summary>Which recipes to list. What is null is not asked about.</summary>
public sealed record RecipeListQuery
{
    /// <summary>Only those of the program, or only others.</summary>
    public bool? IsOfficial { get; init; }

    /// <summary>PRIVATE, PUBLIC or ARCHIVED.</summary>
    public string? Visibility { get; init; }

    /// <summary>Rows on a page.</summary>
    public int Limit { get; init; } = 20;

    /// <summary>The page, from 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary><c>created_at</c>, <c>updated_at</c> or <c>last_used_at</c>, with a minus for the last first.</summary>
    public string? Sort { get; init; }
}
