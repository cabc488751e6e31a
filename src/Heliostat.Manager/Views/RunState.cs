namespace Heliostat.Manager.Views;

/// <summary>Where a run stands, for people. The API writes these words in capitals. Append-only.</summary>
public enum RunState
{
    /// <summary>A node has it.</summary>
    Assigned,

    /// <summary>Its node works at it.</summary>
    Running,

    /// <summary>Every unit was reported; some have no verdict yet.</summary>
    Reported,

    /// <summary>Every unit has its verdict.</summary>
    Completed,

    /// <summary>It failed, or was lost.</summary>
    Failed,

    /// <summary>It was stopped with its job.</summary>
    Cancelled,
}
