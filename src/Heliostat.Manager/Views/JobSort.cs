namespace Heliostat.Manager.Views;

/// <summary>By what a list of jobs is ordered.</summary>
public enum JobSort
{
    /// <summary>By when they were submitted.</summary>
    CreatedAt,

    /// <summary>By when anything of them changed last.</summary>
    UpdatedAt,
}
