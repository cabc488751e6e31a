namespace Heliostat.Client.Calls;

/// <summary>Which runs to list.</summary>
public sealed record RunListQuery
{
    /// <summary>Only runs of this job.</summary>
    public Guid? Job { get; init; }

    /// <summary>Only runs in this state, such as <c>FAILED</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Runs on a page.</summary>
    public int Limit { get; init; } = 20;

    /// <summary>The page, counted from 1.</summary>
    public int Page { get; init; } = 1;
}
