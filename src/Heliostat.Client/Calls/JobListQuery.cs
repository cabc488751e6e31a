namespace Heliostat.Client.Calls;

/// <summary>Which jobs to list, and how.</summary>
public sealed record JobListQuery
{
    /// <summary>Only jobs in this state, such as <c>RUNNING</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Only <c>BATCH</c> or only <c>PERSISTENT</c> jobs.</summary>
    public string? Task { get; init; }

    /// <summary>Jobs on a page.</summary>
    public int Limit { get; init; } = 20;

    /// <summary>The page, counted from 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>A field, with a minus before it for the newest or highest first.</summary>
    public string Sort { get; init; } = "-created_at";
}
