namespace Heliostat.Client;

/// <summary>The states of a job as the API writes them.</summary>
public static class JobStatuses
{
    /// <summary>A node works at it; of a PERSISTENT job, its container runs.</summary>
    public const string Running = "RUNNING";

    /// <summary>All of its units were accepted.</summary>
    public const string Completed = "COMPLETED";

    /// <summary>One of its tasks used up its attempts.</summary>
    public const string Failed = "FAILED";

    /// <summary>It was cancelled.</summary>
    public const string Cancelled = "CANCELLED";

    /// <summary>True for a state that no job leaves.</summary>
    public static bool HasEnded(string status) => status is Completed or Failed or Cancelled;
}
